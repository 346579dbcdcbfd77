"""What is asked of a capacitated p-median, and the one test of its plans.

Every method reads its limits from here (`most`, `least`, `usable`), and every plan is tested by loads summed without
rounding (`math.fsum`), so that methods of different tolerances agree on what fits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.location.location import Location
from beatwright.solver.location.verify_location import ROUNDING, LocationRules, verified_location

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NAME = "capacitated_p_median"


@dataclass(frozen=True, eq=False)
class CapacityCase:
    """Costs (clients, sites), weights and demands (clients,), rooms (sites,), sites that must be open or closed."""

    cost: Floats  # (clients, sites), infinite where a pair is forbidden
    p: int
    weight: Floats  # (clients,) of the cost
    need: Floats  # (clients,) demand, in the unit of the rooms
    room: Floats  # (sites,) largest load
    opened: Ints  # positions of sites that must be open
    closed: Ints  # positions of sites that must be closed

    @cached_property
    def most(self) -> Floats:
        """Largest load of each site that still counts as within its room: one part in 10^9 is rounding."""
        return np.asarray(self.room * (1.0 + ROUNDING))

    @cached_property
    def allowed(self) -> Flags:
        """Sites that may be open, of shape (sites,)."""
        allowed = np.ones(self.room.size, dtype=bool)
        allowed[self.closed] = False
        return allowed

    @cached_property
    def usable(self) -> Flags:
        """Pairs that a plan may use, of shape (clients, sites)."""
        return np.asarray(np.isfinite(self.cost) & self.allowed & (self.need[:, None] <= self.most))

    @cached_property
    def paid(self) -> Floats:
        """Give the weighted cost of each pair, 0 where it must not be used; of shape (clients, sites)."""
        return self.weight[:, None] * np.where(self.usable, self.cost, 0.0)

    @cached_property
    def unit(self) -> float:
        """Largest weighted cost of a pair, to scale by: the tolerances of a program are absolute."""
        return float(self.paid.max(initial=0.0)) or 1.0

    @cached_property
    def least(self) -> Floats:
        """Load below which a site, if open, leaves more to p - 1 others than they can serve; of shape (sites,)."""
        most = np.where(self.allowed, np.minimum(self.most, self.need.sum()), 0.0)
        order = np.sort(most)[::-1]
        # The p largest rooms less the site's own where it is among them, else less the p-th: the p - 1 largest others.
        others = order[: self.p].sum() - np.maximum(most, order[self.p - 1])
        return np.asarray(np.maximum(math.fsum(self.need) - others, 0.0))

    def loads(self, assignment: Ints) -> Floats:
        """Sum the demand at each site without rounding on the way."""
        parts: list[list[float]] = [[] for _ in self.room]
        for site, need in zip(assignment.tolist(), self.need.tolist(), strict=True):
            if site >= 0:
                parts[site].append(need)
        return np.array([math.fsum(part) for part in parts])

    def overloaded(self, assignment: Ints) -> Ints:
        """Sites that would serve more than they can."""
        return np.flatnonzero(self.loads(assignment) > self.most)

    def filled(self, assignment: Ints) -> Ints:
        """Give p open sites: those that serve, those that must be open, then any others that may; ascending."""
        used = np.union1d(assignment[assignment >= 0], self.opened)
        spare = np.setdiff1d(np.flatnonzero(self.allowed), used)
        return np.sort(np.concatenate([used, spare[: self.p - used.size]]))

    def price(self, assignment: Ints) -> float:
        """Sum what a plan costs; clients of weight 0 cost nothing."""
        busy = self.weight > 0
        paid = self.weight[busy] * self.cost[np.flatnonzero(busy), assignment[busy]]
        return float(paid.sum())

    def checked(self, plan: Location, gap: float) -> Location:
        """Return the plan once it is seen to keep the rules, its outcome made true."""
        rules = LocationRules(posts=self.p, opened=self.opened, closed=self.closed, room=self.room, served=True)
        none = plan.sites.size == 0
        value = np.inf if none else self.price(plan.assignment)
        load = self.loads(plan.assignment)
        return verified_location(plan, NAME, rules, objective=value, load=load, gap=gap)

"""The capacitated p-median by columns and cuts: sets of clients are generated as they are wanted.

Iterated local search finds a good plan. Prices climb by subgradients and close the sites that no better plan opens; the
sets of small reduced cost at the top start a set partitioning program, which gains columns by an exact pricing and
subset-row cuts, and loses those beyond the gap, until its bound is near the best plan known. All sets that could still
be in a better plan are then few: they are listed, and an integer program chooses (Ceselli and Righini 2005; Baldacci,
Christofides and Mingozzi 2008).

References
----------
Baldacci, R., Christofides, N. and Mingozzi, A. (2008). An exact algorithm for the vehicle routing problem based on the
set partitioning formulation with additional cuts. Mathematical Programming 115, 351-385.
Ceselli, A. and Righini, G. (2005). A branch-and-price algorithm for the capacitated p-median problem. Networks 45,
125-142.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.solver.location.capacitated.capacity_case import CapacityCase, Flags, Floats, Ints
from beatwright.solver.location.capacitated.capacity_cuts import subset_row_cuts
from beatwright.solver.location.capacitated.capacity_exchange import improved_plan
from beatwright.solver.location.capacitated.capacity_fill import pack_clients
from beatwright.solver.location.capacitated.capacity_kicks import kicked_plan
from beatwright.solver.location.capacitated.capacity_knapsacks import cost_scale, site_knapsacks, site_values
from beatwright.solver.location.capacitated.capacity_prices import price_climb
from beatwright.solver.location.capacitated.capacity_sets import Duals, FoundSets, search_sets
from beatwright.solver.location.capacitated.partition_master import PartitionMaster
from beatwright.solver.location.location import Location
from beatwright.solver.location.verify_location import ROUNDING
from beatwright.solver.milp import solve_milp
from beatwright.solver.milp_scaling import least_difference
from beatwright.solver.time_limit import SearchClock

_PAIRS = 250_000  # of client and site: beyond that a round of pricing takes seconds
_CLIENTS = 600  # three of them are tried in 36 million ways for a cut: a tenth of a second
_FEW = 1_500  # sets that the linear program begins with, and that an integer program chooses among in a second
_MANY = 10_000  # sets of the last integer program where the cuts do no more
_KEPT = 3  # of the ever better sets that a search of one site finds
_EFFORT = 1_000_000  # nodes of one search of one site: a hundredth of a second
_ROUNDS = 60  # of cuts
_STALE = 4  # rounds in which the bound must rise
_HALVINGS = 12  # of the reduced cost within which sets are listed: sets of equal cost may be too many at any
_RISE = 0.01  # of the gap, in _STALE rounds: less is not worth a round
_NODES = 1_000  # of branch and bound where no seconds are given: the cuts have left little to do
_EXACT = 1e-6  # of a reduced cost, in the engine's unit: what the linear program may be off
_METHOD = "column generation with subset-row cuts"


def few_enough(case: CapacityCase) -> bool:
    """Whether a problem is of a size that columns and cuts are meant for."""
    return case.cost.size <= _PAIRS and case.need.size <= _CLIENTS


class SetGeneration:
    """A search by columns and cuts: what is known of the best plan and of the bound.

    Parameters
    ----------
    case : CapacityCase
        The problem.
    plan : ndarray of int, shape (clients,)
        A plan within the capacities.
    clock : SearchClock
        Of the solve.
    gap : float
        Relative gap that is good enough.
    seed : int
        Of the integer programs.
    """

    def __init__(self, case: CapacityCase, plan: Ints, clock: SearchClock, gap: float, seed: int) -> None:
        self.case, self.clock, self.gap, self.seed = case, clock, gap, seed
        self.sacks, self.scale = site_knapsacks(case), cost_scale(case)
        self.step = least_difference(case.paid) / self.scale if case.usable.any() else 0.0
        self.plan, self.objective, self.bound = plan, np.inf, 0.0
        self.offer(plan)
        n = case.need.size
        self.found = FoundSets(np.zeros((_MANY, n), dtype=bool), np.zeros(_MANY))

    def offer(self, plan: Ints) -> None:
        """Keep a plan, made better by exchanges, if it is the best so far."""
        for each in (plan, improved_plan(self.sacks, plan)):
            value = self.case.price(each) / self.scale
            if value < self.objective and self.case.overloaded(each).size == 0:
                self.plan, self.objective = each, value
        self.raise_bound(self.bound)

    def raise_bound(self, bound: float) -> None:
        """Note a bound, and tell."""
        if self.step > 0.0 and np.isfinite(self.step):
            bound = self.step * np.ceil(bound / self.step - _EXACT)
        self.bound = min(max(self.bound, bound), self.objective)
        self.clock.report(self.scale * self.objective, self.scale * self.bound)

    @property
    def closed(self) -> bool:
        """Whether bound and plan are near enough."""
        return bool(self.objective - self.bound <= max(self.gap, ROUNDING) * self.objective)

    @property
    def reach(self) -> float:
        """What a better plan costs at most."""
        step = self.step if np.isfinite(self.step) else 0.0
        return self.objective - (1.0 - 10.0 * _EXACT) * step

    def run(self) -> Location:
        """Search until it is closed, or no more is to be had."""
        self._kick()
        bound, price = price_climb(self.sacks, self.objective, self.clock)
        bound -= _EXACT * (1.0 + abs(bound))
        self.raise_bound(bound)
        if not (self.closed or self.clock.late):
            self._close_sites(bound, price)
            self._kick()
            self._cut(self._begin(price))
        return self.outcome()

    def _kick(self) -> None:
        """Look for a better plan by iterated local search."""
        self.offer(kicked_plan(self.sacks, self.plan, self.seed))

    def _close_sites(self, bound: float, price: Floats) -> None:
        """Close the sites that no better plan opens: with one of them the bound is beyond it."""
        value = np.empty(self.sacks.room.size)
        site_values(self.sacks, price, value)
        state = self.sacks.state
        rank = self.sacks.p - int((state > 0).sum())
        if rank:
            border = np.sort(value[state == 0])[rank - 1]
            gone = (state == 0) & (bound + value - border > self.reach + _EXACT)
            gone[self.plan] = False
            self.sacks = self.sacks._replace(state=np.where(gone, -1, state))

    def outcome(self) -> Location:
        """Give the plan with its certificate."""
        status = "optimal" if self.closed else "feasible" if self.clock.stopped else self.clock.ending
        outcome = Certificate(
            status=status,
            objective=self.scale * self.objective,
            bound=self.scale * self.bound,
            seconds=self.clock.used,
            method=_METHOD,
        )
        return Location(self.case.filled(self.plan), self.plan, outcome)

    def _begin(self, price: Floats) -> PartitionMaster:
        """Begin with the best plan's sets and those of least reduced cost at the prices of the climb."""
        master = PartitionMaster(self.sacks)
        site = np.unique(self.plan)
        master.add(self.plan == site[:, None], site)
        duals, limit = self._first_duals(price), self.objective - self.bound
        for _ in range(_HALVINGS):
            near = self._listed(duals, limit, _FEW)
            if near is not None:
                master.add(*near)
                break
            limit /= 2.0
        return master

    def _first_duals(self, price: Floats) -> Duals:
        """Give the rows of the sites their prices: the p-th least value of a site, or less where its own is less."""
        value = np.empty(self.sacks.room.size)
        site_values(self.sacks, price, value)
        state, n = self.sacks.state, price.size
        free = np.sort(value[state == 0])
        rank = self.sacks.p - int((state > 0).sum())
        border = min(float(free[rank - 1]), 0.0) if rank else -np.inf
        site = np.where(state == 0, np.minimum(value, border), np.minimum(value, 0.0))
        none = np.zeros(0, dtype=np.int64)
        return Duals(price, site, np.zeros(0), np.zeros(n + 1, dtype=np.int64), none)

    def _cut(self, master: PartitionMaster) -> None:
        """Add cuts until the sets that may be in a better plan are few; then choose among these."""
        marks: list[float] = []
        for _ in range(_ROUNDS):
            seen = self._converged(master)
            if seen is None:
                return
            duals, bound = seen
            self.raise_bound(bound)
            self._round(master)
            if self.closed or self.clock.late:
                return
            if self._chosen(master, duals, bound, self.reach - bound, _FEW):
                return
            marks.append(bound)
            stale = len(marks) > _STALE and bound - marks[-1 - _STALE] < _RISE * (self.objective - bound)
            used = master.share > _EXACT
            cuts = subset_row_cuts(master.member[used], master.share[used])
            if stale or len(cuts) == 0:
                break
            self._keep_near(master, duals, self.reach - bound)
            master.drop_idle_cuts(duals)
            master.cut(cuts)
        self._choose_some(master, duals, bound, _FEW)
        self._choose_some(master, duals, bound, _MANY)

    def _keep_near(self, master: PartitionMaster, duals: Duals, limit: float) -> None:
        """Drop the sets that are in no better plan; those of the best plan stay, so that the program has a solution."""
        own = (master.member == (self.plan == master.site[:, None])).all(axis=1)
        missing = np.setdiff1d(self.plan, master.site[own])
        master.keep(own | (master.share > _EXACT) | (master.reduced(duals) <= limit + _EXACT))
        if missing.size:
            master.add(self.plan == missing[:, None], missing)

    def _choose_some(self, master: PartitionMaster, duals: Duals, bound: float, most: int) -> None:
        """Choose among the sets of least reduced cost where those that may be in a better plan are too many.

        A better plan is then likely, and leaves fewer sets: it is looked for until none is found.
        """
        before = np.inf
        while self.objective < before and not (self.closed or self.clock.late):
            before, limit = self.objective, self.reach - bound
            for _ in range(_HALVINGS):
                if self.clock.late or self._chosen(master, duals, bound, limit, most):
                    break
                limit /= 2.0

    def _converged(self, master: PartitionMaster) -> tuple[Duals, float] | None:
        """Add sets until none has a reduced cost below 0; the prices and their bound, or None where that fails."""
        while not self.clock.late:
            seen = master.solve(self.clock)
            if seen is None:
                return None
            duals, bound = seen
            fresh = self._priced(duals)
            if fresh is None:
                return None
            member, site, least = fresh
            bound += self.sacks.p * (least - _EXACT)
            self.raise_bound(bound)
            if site.size == 0 or self.closed:
                return duals, bound
            master.add(member, site)
        return None

    def _priced(self, duals: Duals) -> tuple[Flags, Ints, float] | None:
        """Give each site's best sets of reduced cost below 0, and the least of these; None where the search is long."""
        members, sites, least = [self.found.member[:0]], [], 0.0
        for j in np.flatnonzero(self.sacks.state >= 0).tolist():
            count, _ = search_sets(self.sacks, j, duals, -_EXACT, True, _EFFORT, self.found)
            if count < 0 or self.clock.late:
                return None
            if count:
                members.append(self.found.member[max(count - _KEPT, 0) : count].copy())
                sites += [j] * len(members[-1])
                least = min(least, float(self.found.value[count - 1] - duals.site[j]))
        return np.vstack(members), np.array(sites, dtype=np.int64), least

    def _listed(self, duals: Duals, limit: float, most: int) -> tuple[Flags, Ints] | None:
        """List all sets of reduced cost at most `limit`; None where there are more than `most`."""
        sites, total = [], 0
        for j in np.flatnonzero(self.sacks.state >= 0).tolist():
            part = FoundSets(self.found.member[total:most], self.found.value[total:most])
            count, _ = search_sets(self.sacks, j, duals, limit, False, _EFFORT, part)
            if count < 0 or self.clock.late:
                return None
            sites += [j] * count
            total += count
        return self.found.member[:total].copy(), np.array(sites, dtype=np.int64)

    def _chosen(self, master: PartitionMaster, duals: Duals, bound: float, limit: float, most: int) -> bool:
        """Choose among all sets of reduced cost at most `limit`; whether they were few enough."""
        listed = self._listed(duals, limit + _EXACT, most)
        if listed is None:
            return False
        member, site = self._fitting(*listed)
        beyond = bound + limit
        if site.size == 0:
            self.raise_bound(beyond)
            return True
        nodes = _NODES if self.clock.seconds is None else None
        options = self.clock.silent().options(gap=self.gap, seed=self.seed)
        answer = solve_milp(master.program(member, site), easy=True, nodes=nodes, **options)
        if answer.x is not None:
            chosen = answer.x > 0.5
            self.offer(site[chosen][member[chosen].argmax(axis=0)])
        none = answer.certificate.status == "infeasible"
        self.raise_bound(beyond if none else min(beyond, answer.certificate.bound))
        return True

    def _fitting(self, member: Flags, site: Ints) -> tuple[Flags, Ints]:
        """Keep the sets within the capacities when summed without rounding."""
        need, most = self.case.need, self.case.most
        fits = np.array([math.fsum(need[row]) <= most[j] for row, j in zip(member, site, strict=True)], dtype=bool)
        return member[fits], site[fits]

    def _round(self, master: PartitionMaster) -> None:
        """Offer the plan that the linear program is nearest to."""
        sets, sites = master.site.size, self.sacks.room.size
        at_site = sparse.csr_array((master.share, (master.site, np.arange(sets))), shape=(sites, sets))
        share = at_site @ master.member.astype(np.float64)
        rank = np.where(self.sacks.state > 0, np.inf, np.where(self.sacks.state < 0, -np.inf, at_site.sum(axis=1)))
        chosen = np.sort(np.argsort(-rank, kind="stable")[: self.sacks.p])
        usable = np.where(self.case.usable[:, chosen], -share[chosen].T, np.inf)
        plan = pack_clients(self.case.need, usable, self.case.most[chosen], lambda i, room: usable[i])
        if plan is not None and self.case.overloaded(chosen[plan]).size == 0:
            self.offer(chosen[plan])

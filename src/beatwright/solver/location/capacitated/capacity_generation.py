"""The capacitated p-median by columns and cuts: sets of clients are generated as they are wanted.

Iterated local search finds a good plan. Prices climb by subgradients and close the sites that no better plan opens; the
sets of small reduced cost at the top start a set partitioning program, which gains columns by an exact pricing and
subset-row cuts, and loses those beyond the gap, until its bound is near the best plan known. All sets that could still
be in a better plan are then few: they are listed, and a search finds the cheapest plan made of them (Ceselli and
Righini 2005; Baldacci, Christofides and Mingozzi 2008).

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
from beatwright.solver.location.capacitated.capacity_sets import FoundSets, search_sets
from beatwright.solver.location.capacitated.dual_prices import Duals, between, feasible_duals, with_cuts
from beatwright.solver.location.capacitated.partition_master import PartitionMaster
from beatwright.solver.location.capacitated.partition_search import CoverLimits, cover_sets, exact_cover, with_fines
from beatwright.solver.location.location import Location
from beatwright.solver.location.verify_location import ROUNDING
from beatwright.solver.milp_scaling import least_difference
from beatwright.solver.time_limit import SearchClock

_PAIRS = 250_000  # of client and site: beyond that a round of pricing takes seconds
_CLIENTS = 600  # three of them are tried in 36 million ways for a cut: a tenth of a second
_FIRST = 3_000  # sets that the linear program begins with: with half of them it asks for more twice as often
_MANY = 60_000  # sets among which a choice is sought
_SHORT = 30_000_000  # sets looked at in a search among them: a third of a second, as a round of cuts takes
_AGAIN = 0.7  # of the gap at which such a search was too long: it takes a fifth of the time
_LONG = 1_000_000_000  # the same where the cuts do no more: some ten seconds
_LESS = 0.75  # of the gap where such a search was too long, or the sets too many: half of it may fall far short
_STEPS = 16  # times that it is reduced, to a hundredth
_SMOOTH = 0.8  # of the best prices in those that sets are sought at, before there are cuts; less asks more rounds
_NEAR = 0.05  # of the gap by which the bound may be short of the linear program's value where cuts follow anyway
_KEPT = 3  # of the ever better sets that a search of one site finds
_EFFORT = 1_000_000  # nodes of one search of one site: a hundredth of a second
_ROUNDS = 60  # of cuts
_STALE = 4  # rounds in which the bound must rise
_HALVINGS = 12  # of the reduced cost within which sets are listed: sets of equal cost may be too many at any
_RISE = 0.01  # of the gap, in _STALE rounds: less is not worth a round
_SLACK = 1e-12  # of all demand: what a sum of demands may be off by rounding
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
        Of the local search.
    """

    def __init__(self, case: CapacityCase, plan: Ints, clock: SearchClock, gap: float, seed: int) -> None:
        self.case, self.clock, self.gap, self.seed = case, clock, gap, seed
        self.sacks, self.scale = site_knapsacks(case), cost_scale(case)
        self.step = least_difference(case.paid) / self.scale if case.usable.any() else 0.0
        self.plan, self.objective, self.bound = plan, np.inf, 0.0
        self.offer(plan)
        n = case.need.size
        self.too_long = np.inf  # gap at which a search for a better plan was too long
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
            duals = self._first_duals(price)
            self._cut(self._begin(duals), duals)
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

    def _begin(self, duals: Duals) -> PartitionMaster:
        """Begin with the best plan's sets and those of least reduced cost at the prices of the climb."""
        master = PartitionMaster(self.sacks)
        site = np.unique(self.plan)
        master.add(self.plan == site[:, None], site)
        limit = self.objective - self.bound
        for _ in range(_HALVINGS):
            near = self._listed(duals, limit, _FIRST)
            if near is not None:
                master.add(*near)
                break
            limit /= 2.0
        return master

    def _first_duals(self, price: Floats) -> Duals:
        """Give the rows of the sites the prices that belong to those of the climb."""
        value = np.empty(self.sacks.room.size)
        site_values(self.sacks, price, value)
        return feasible_duals(self.sacks, with_cuts(price, value, np.zeros(0), np.zeros((0, 3), np.int64)), value)[0]

    def _cut(self, master: PartitionMaster, centre: Duals | None) -> None:
        """Add cuts until the sets that may be in a better plan are few; then choose among these."""
        marks, near = [-np.inf], _NEAR
        for turn in range(_ROUNDS):
            seen = self._converged(master, near, centre)
            if seen is None:
                return
            duals, bound = seen
            self._round(master)
            if self.closed or self.clock.late:
                return
            if self._settled(master, duals, bound):
                return
            marks.append(bound)
            stale = bound - marks[max(len(marks) - 1 - _STALE, 0)] < _RISE * (self.objective - bound)
            used = master.share > _EXACT
            cuts = subset_row_cuts(master.member[used], master.share[used])
            if stale or len(cuts) == 0 or turn == _ROUNDS - 1:
                if near == 0.0:
                    break
                near = 0.0  # what comes of the program itself, to the end
                continue  # without new cuts, which the prices at the end would not be of
            self._keep_near(master, duals, self.reach - bound)
            master.drop_idle_cuts()
            master.cut(cuts)
            centre = None
        self._choose_last(master, duals, bound)

    def _keep_near(self, master: PartitionMaster, duals: Duals, limit: float) -> None:
        """Drop the sets that are in no better plan; those of the best plan stay, so that the program has a solution."""
        own = (master.member == (self.plan == master.site[:, None])).all(axis=1)
        missing = np.setdiff1d(self.plan, master.site[own])
        near = master.reduced(master.member, master.site, duals) <= limit + _EXACT
        master.keep(own | (master.share > _EXACT) | near)
        if missing.size:
            master.add(self.plan == missing[:, None], missing)

    def _settled(self, master: PartitionMaster, duals: Duals, bound: float) -> bool:
        """Look for a better plan where the gap is much less than when that was too long; whether none is left."""
        limit = self.reach - bound
        if limit <= _AGAIN * self.too_long and not self._chosen(master, duals, bound, limit, _SHORT):
            self.too_long = limit
        return self.closed or self.clock.late

    def _choose_last(self, master: PartitionMaster, duals: Duals, bound: float) -> None:
        """Take more time where cuts do no more; for plans of a small part of the gap first, as these are found soon."""
        for times in range(_STEPS, -1, -1):
            limit = (self.reach - bound) * _LESS**times
            if bound + limit <= self.bound:
                continue
            if self.closed or self.clock.late or not self._chosen(master, duals, bound, limit, _LONG):
                break

    def _converged(self, master: PartitionMaster, near: float, centre: Duals | None) -> tuple[Duals, float] | None:
        """Add sets until prices at which none is missing bring nearly what the program costs; None where that fails.

        Parameters
        ----------
        near : float
            Part of the gap that may be left between the two.
        centre : Duals or None
            Prices that those of the program are mixed with at first; later the best are.
        """
        top, best, mixed = -np.inf, centre, centre is not None
        while not self.clock.late:
            seen = master.solve(self.clock)
            if seen is None:
                return None
            exact, worth = seen
            for share in (_SMOOTH, 0.0) if mixed else (0.0,):
                priced = self._priced(exact if best is None or share == 0.0 else between(exact, best, share))
                if priced is None:
                    return None
                member, site, duals, bound = priced
                if bound > top:
                    best, top = duals, bound
                    self.raise_bound(bound)
                wanted = master.reduced(member, site, exact) < -_EXACT
                if wanted.any():
                    break
            if best is not None and (self.closed or not wanted.any() or top >= worth - near * (self.objective - top)):
                return best, top
            master.add(member[wanted], site[wanted])
        return None

    def _priced(self, duals: Duals) -> tuple[Flags, Ints, Duals, float] | None:
        """Give each site's best sets of reduced cost below 0, and with them feasible prices and their bound.

        None where the search is long.
        """
        members, sites, value = [self.found.member[:0]], [], duals.site.copy()
        for j in np.flatnonzero(self.sacks.state >= 0).tolist():
            count, _ = search_sets(self.sacks, j, duals, -_EXACT, True, _EFFORT, self.found)
            if count < 0 or self.clock.late:
                return None
            if count:
                members.append(self.found.member[max(count - _KEPT, 0) : count].copy())
                sites += [j] * len(members[-1])
                value[j] = self.found.value[count - 1]
        feasible, bound = feasible_duals(self.sacks, duals, value)
        # A site without such sets may be worth a little less than its price.
        return np.vstack(members), np.array(sites, dtype=np.int64), feasible, bound - _EXACT * self.sacks.p

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

    def _chosen(self, master: PartitionMaster, duals: Duals, bound: float, limit: float, effort: int) -> bool:
        """Look for a plan that costs at most `limit` above the bound; whether the best was found, or that none is."""
        listed = self._listed(duals, limit + _EXACT, _MANY)
        if listed is None:
            return False
        member, site = self._fitting(*listed)
        reduced = master.reduced(member, site, duals)
        sets = cover_sets(member, site, self.sacks.state == 0, master.cost(member, site), reduced)
        sets = with_fines(sets, master.cuts, duals.fine)
        posts = self.sacks.p - int((self.sacks.state > 0).sum())
        limits = CoverLimits(bound - _EXACT, bound + limit, self.objective - self.reach, posts)
        found, ended = exact_cover(sets, limits, self.clock, effort)
        if found.size:
            self.offer(sets.site[found][sets.member[found].argmax(axis=0)])
        if ended:
            self.raise_bound(min(bound + limit, float(sets.cost[found].sum()) if found.size else np.inf))
        return ended

    def _fitting(self, member: Flags, site: Ints) -> tuple[Flags, Ints]:
        """Keep the sets within the capacities when summed without rounding."""
        need, most = self.case.need, self.case.most[site]
        load, slack = member @ need, _SLACK * float(need.sum())
        fits = load <= most
        for row in np.flatnonzero(np.abs(load - most) <= slack):
            fits[row] = math.fsum(need[member[row]]) <= most[row]
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

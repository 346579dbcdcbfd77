"""All contiguous districts of a block, priced by listing those that could pay.

The exact method for one block. `relax`: column generation whose pricing problem is solved by branch and bound
(`kernels.enumerate_bounded`), so that every round that ends bounds the relaxation: lowering the fee by the least
reduced cost makes the duals feasible (Lagrangian bound). Prices are smoothed towards the best so far (Pessoa and others
2018), because the duals of a few columns swing. `choose`: all districts whose reduced cost is within the gap hold an
optimal division (reduced cost fixing); few districts are put together by `kernels.exact_cover`, many by an integer
program.

References
----------
Pessoa, A., Sadykov, R., Uchoa, E. and Vanderbeck, F. (2018). Automation and combination of linear-programming based
stabilization techniques in column generation. INFORMS Journal on Computing 30, 339-360.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import InfeasibleError
from beatwright.solver.bit_words import bit_words
from beatwright.solver.districting.bound.block_bounds import close_gap, table_of, write_back
from beatwright.solver.districting.bound.district_columns import Columns, block_graph_of
from beatwright.solver.districting.bound.kernel_slices import choose_cover, list_bounded
from beatwright.solver.districting.bound.kernels.price_nearby import price_nearby
from beatwright.solver.districting.bound.kernels.search_stack import TIE, new_search_stack
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap
from beatwright.solver.districting.bound.set_partition import Choice, Relaxation, relax_partition
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.read_district_instance import floor_tables
from beatwright.solver.districting.search.memory import Memory
from beatwright.solver.districting.search_budget import Budget

Floats = NDArray[np.float64]


Ints = NDArray[np.int64]


# Districts up to which a division is put together by trying, the cheapest first, from a list that may be too long for
# an integer program. Each district more is one level more to try; beyond, the integer program is quicker.
FEW = 6


# Of the objective: what pricing may leave open, q reduced costs of 1e-7 / q each, so that a proof ends there. Less is
# within the tolerance of the linear program.
PRICED = 1e-7


# Of the gap: what is looked at first, and then twice as much, so that what was proven holds when time runs out; and
# where a list has no room, how near to it the last one that has is looked for.
_FIRST_STEP, _LAST_STEP = 0.25, 0.07


_PER_ROOT = 3  # districts taken per first unit in a round of pricing: more fill the relaxation, fewer take more rounds


_SMOOTH = 0.5  # weight of the best prices so far among those looked at: 0 swings, 1 never moves


# First price of what the districts at hand cannot cover, in usual costs. Low prices keep the duals small where columns
# are few; it grows fourfold while the relaxation still leans on it.
_ARTIFICIAL_COST = 6.0


_ROOM = 1_500_000  # districts that one listing may hold, a byte for each of them and unit: 60 MB for 40 units


# Compiled code reads no clock: the time left becomes a number of steps. Sets looked at in a second until that is
# measured, sets from which on it is, and sets compared with a choice in a second.
_PACE = 150_000.0


_ENOUGH = 50_000


_SCANS = 1e8


_PART = 50_000  # sets read between two looks at whether to stop


class ExactPricing:
    """All contiguous districts of one block, priced by listing those that could pay.

    Parameters
    ----------
    instance : DistrictInstance
    units : ndarray of int
        Positions of the block's units.
    most : int
        Largest number of districts that the block may be divided into.
    seen : dict of bytes
        Districts to begin with.
    """

    def __init__(self, instance: DistrictInstance, units: Ints, most: int, seen: dict[bytes, None]) -> None:
        self.columns = Columns(instance, units)
        self.most, self.pace = most, _PACE
        self.graph = block_graph_of(self.columns)
        self._stack = new_search_stack(self.graph, instance.lock[units])
        self.columns.add([np.sort(self.columns.local[np.frombuffer(key, dtype=np.int64)]) for key in seen])

    def compile(self) -> None:
        """Have the listing compiled before the clock starts."""
        prices = np.zeros(self.columns.units.size)
        list_bounded(self.graph, self._stack, prices, 0.0, limit=-np.inf, pieces=1, per_root=0, room=1, most_nodes=1)
        priced = PricedMap(self.graph, self._stack.lock, prices, 0.0)
        price_nearby(priced, np.zeros((0, prices.size), dtype=np.int8), 1)
        words = bit_words(np.ones((1, prices.size), dtype=np.int8))
        choose_cover(priced, words, np.zeros(1), 1, limit=0.0, reach=0.0, most_steps=1)

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Generate columns until no contiguous district has a negative reduced cost that matters.

        Every round bounds the relaxation; the best of these bounds is given, None where time did not suffice for one.
        """
        artificial_cost, best, exact = _ARTIFICIAL_COST, None, False
        while budget.fraction < 1.0:
            columns = self.columns
            prices = relax_partition(
                columns.matrix,
                columns.cost,
                q,
                columns.floor,
                artificial_cost=artificial_cost,
                stop=budget.monitor.was_stopped,
            )
            if prices is None:
                break
            tiny = PRICED * abs(prices.value) / q
            if not exact and self._add_nearby(prices, -tiny):
                continue
            asked = prices if exact or best is None else prices.towards(best, _SMOOTH)
            sets, excess, complete = self._list(asked, -tiny, self.most - 1, _PER_ROOT, budget=budget)
            if not complete:
                break
            known = asked.excess(columns.matrix, columns.cost).min(initial=0.0)
            least = float(excess.min(initial=0.0)) * (1.0 + 2.0 * TIE)  # what was left out as alike is no lower
            bounded = asked.lowered(min(-tiny, least, float(known)))
            best = bounded if best is None or bounded.bound(q) > best.bound(q) else best
            fresh = columns.add([np.flatnonzero(row) for row in sets])
            if fresh == 0 and exact and not (prices.uses_artificial and artificial_cost < 1e4):
                break
            # 1e4 usual costs is more than any division: what leans on it then cannot be covered.
            artificial_cost *= 4.0 if fresh == 0 and exact else 1.0
            exact = fresh == 0
        return best

    def _priced(self, prices: Relaxation) -> PricedMap:
        return PricedMap(self.graph, self._stack.lock, prices.prices, prices.fee)

    def _add_nearby(self, prices: Relaxation, limit: float) -> int:
        """Add districts of excess below `limit` that are near those of the relaxation's basis; return how many."""
        columns = self.columns
        near = np.argsort(prices.excess(columns.matrix, columns.cost), kind="stable")[: columns.units.size]
        sets = np.ascontiguousarray(columns.matrix[:, near].toarray().T.astype(np.int8))
        value = price_nearby(self._priced(prices), sets, self.most - 1)
        return columns.add([np.flatnonzero(row) for row in sets[value - prices.fee < limit]])

    def choose(self, q: int, prices: Relaxation, limit: float, budget: Budget) -> Choice:
        """Find the best division among the districts whose reduced costs add up to `limit` at most."""
        bound, proven, failed = -np.inf, 0.0, np.inf
        step = _FIRST_STEP if q <= FEW else 1.0
        while proven < 1.0 and failed - proven > _LAST_STEP:
            reach = _reach(q, step * limit)
            sets, excess, complete = self._list(prices, reach, q - 1, 0, budget=budget)
            if complete:
                choice = self._chosen(q, prices, sets, excess, limit=step * limit, budget=budget)
                reached = prices.bound(q) + step * limit
                bound = max(bound, min(choice.bound, reached))
                if choice.labels is not None or choice.bound < reached:
                    return Choice(choice.cost, bound, choice.labels)
                proven = step
            elif len(sets) == _ROOM:
                failed = step
            else:
                break
            step = 2.0 * proven if 0.0 < 2.0 * proven < failed else 0.5 * (proven + failed)
        return Choice(np.inf, bound, None)

    def _chosen(
        self, q: int, prices: Relaxation, sets: NDArray[np.int8], excess: Floats, limit: float, budget: Budget
    ) -> Choice:
        """Put the best division together from a list."""
        if q > FEW:
            return self._program(q, sets, budget)
        return self._cover(q, prices, sets, excess, limit=limit, budget=budget)

    def _cover(
        self, q: int, prices: Relaxation, sets: NDArray[np.int8], excess: Floats, limit: float, budget: Budget
    ) -> Choice:
        """Put the best division together by trying."""
        order = np.argsort(excess, kind="stable")
        least, chosen, complete = choose_cover(
            self._priced(prices),
            bit_words(sets[order]),
            np.maximum(excess[order], 0.0),
            q,
            limit=limit,
            reach=_reach(q, limit),
            most_steps=int(budget.left * _SCANS),
            stopped=budget.monitor.was_stopped,
        )
        if not np.isfinite(least):
            return Choice(np.inf, np.inf if complete else -np.inf, None)
        labels = np.full(sets.shape[1], q - 1, dtype=np.int64)  # the last district: what the others leave
        for number, row in enumerate(sets[order[chosen]]):
            labels[row == 1] = number
        cost = self.columns.cost_of([np.flatnonzero(labels == label) for label in range(q)])
        return Choice(cost, cost if complete else -np.inf, labels)

    def _program(self, q: int, sets: NDArray[np.int8], budget: Budget) -> Choice:
        """Choose the best division by integer programming."""
        listed: list[Ints] = []
        for begin in range(0, len(sets), _PART):
            if budget.monitor.stopped:
                return Choice(np.inf, -np.inf, None)
            listed += [np.flatnonzero(row) for row in sets[begin : begin + _PART]]
        self.columns.add(listed)
        return self.columns.choose(self.columns.find(listed), q, budget.options(budget.left))

    def _list(
        self, prices: Relaxation, limit: float, pieces: int, per_root: int, budget: Budget
    ) -> tuple[NDArray[np.int8], Floats, bool]:
        room = per_root * self.columns.units.size if per_root else _ROOM
        nodes = 1 + int(budget.left * self.pace)
        began = time.perf_counter()
        sets, excess, looked, complete = list_bounded(
            self.graph,
            self._stack,
            prices.prices,
            prices.fee,
            limit=limit,
            pieces=pieces,
            per_root=per_root,
            room=room,
            most_nodes=nodes,
            stopped=budget.monitor.was_stopped,
        )
        if looked > _ENOUGH:
            self.pace = looked / (time.perf_counter() - began)
        return sets, excess, complete


def _reach(q: int, limit: float) -> float:
    """Say up to which reduced cost districts are listed for divisions of `q` that leave a gap of `limit`.

    All but the dearest of a division cost half of the gap at most, and the last one need not be listed to be found by
    trying; an integer program chooses from a list of all. A billionth of the gap is rounding.
    """
    return 0.5 * limit * (1.0 + 1e-9) if q <= FEW else limit


def prove(instance: DistrictInstance, memory: Memory, budget: Budget, gap: float) -> float:
    """Bound the objective from below, improving the memory's divisions on the way; returns the bound.

    Set partitioning over all contiguous districts (Garfinkel and Nemhauser 1970): the relaxation by column generation
    (Mehrotra, Johnson and Nemhauser 1998), its columns listed by branch and bound rather than found by a heuristic,
    then the best choice of the districts within the gap, and dynamic programming over the districts per block.

    References
    ----------
    Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
    Management Science 16, B495-B508. Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based
    heuristic for political districting. Management Science 44, 1100-1114.
    """
    tables = []
    for block, floor in enumerate(floor_tables(instance)):
        pricing = ExactPricing(instance, memory.units[block], floor.size, memory.pool[block])
        tables.append(table_of(memory, block, pricing, floor))
        pricing.compile()
    budget.restart()
    fixed = instance.fixed_cost

    def report(bound: float, cost: float) -> None:
        budget.monitor.found(cost + fixed)
        budget.monitor.proved(min(bound, cost) + fixed)

    gap = max(gap, PRICED * (1 + 1e-6))
    bound, _, _ = close_gap(tables, instance.k - len(instance.closed), budget, gap=gap, fixed=fixed, report=report)
    if bound == np.inf:
        raise InfeasibleError(
            f"No division into {instance.k} districts keeps the tolerance together with the parents and the locks: "
            "every contiguous district was looked at. Widen the tolerance, change k, or unlock."
        )
    write_back(memory, tables)
    return bound + fixed

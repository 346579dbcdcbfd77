"""The linear relaxation of the p-median to its optimum, where the volume method stops short of it.

The linear program has a column for each site and one for what each client pays, and grows by `benders_cuts`. It begins
with the sites that the volume method has used and with the cuts around its multipliers: a few rounds of the simplex
method settle those. Then come all sites, and an interior point, whose multipliers lie amid all optimal ones: at a
corner of them, where the simplex method ends, many sites would look better than they are. The multipliers of a client's
cuts weigh their levels; the mean is its multiplier in the relaxation, whose bound is worked out anew, so that no
tolerance of the program enters it.

References
----------
Duran-Mateluna, C., Ales, Z. and Elloumi, S. (2023). An efficient Benders decomposition for the p-median problem.
European Journal of Operational Research 308, 84-96.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from beatwright.solver.location.benders.benders_cuts import cut_rows, levels_around, most_violated
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Dual, Flags, Ints, choose, listed_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import Relaxed, rounding
from beatwright.solver.run_highs import quiet_highs, run_again
from beatwright.solver.time_limit import SearchClock

_ROUNDS = 20  # of cuts over few sites: three are usual
CENTRES = 3  # interior points over all sites at most: the first misses some ten cuts
_CLOSE = 2e-6  # of the cost: what cuts that are still missing may be worth
_USED = 1e-3  # posts that the volume method puts on a site, from which on it is one of the few
_HIGHEST = 1e14  # level, in the unit of the program, of a cut that is left out: HiGHS refuses coefficients of 1e15
_FEW = 2.5  # times as many sites as posts, those of least reduced cost, are among the few


class Point(NamedTuple):
    """Optimum over the cuts so far; costs in the unit of the program."""

    value: float
    opened: Floats  # (columns,)
    paid: Floats  # (n,)
    duals: Floats  # (cuts,)


def optimal_multipliers(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> Relaxed | None:
    """Give the relaxation at the multipliers of the linear program; None where they do not bound better.

    Parameters
    ----------
    median : Median
        A simple p-median (`Median.simple`).
    relaxed : Relaxed
        Multipliers near the optimum; what is given back shares its fixings.
    incumbent : Incumbent
        Best plan, and the clock.
    """
    lists, price = median.neighbours, relaxed.dual.price[: median.neighbours.clients]
    few = (relaxed.dual.share > _USED) | relaxed.chosen | _cheapest(relaxed, int(_FEW * median.posts))
    few[incumbent.sites] = True
    program = CutProgram(median, relaxed, few & (relaxed.state != CLOSED), price)
    if program.settle(_ROUNDS, incumbent.clock) is None:
        return None
    whole = CutProgram(median, relaxed, relaxed.state != CLOSED, price)
    whole.add(program.client, program.level)
    whole.take_interior_points()
    point = whole.settle(CENTRES, incumbent.clock)
    return (
        None if point is None else _at(median, relaxed, np.minimum(whole.multipliers(point), lists.cap), whole, point)
    )


def _cheapest(relaxed: Relaxed, size: int) -> Flags:
    """Say which sites have the least reduced costs."""
    among = np.zeros(relaxed.rho.size, dtype=np.bool_)
    among[np.argsort(relaxed.rho, kind="stable")[:size]] = True
    return among


def _at(median: Median, relaxed: Relaxed, price: Floats, program: CutProgram, point: Point) -> Relaxed | None:
    """Bound by these multipliers; None where the bound is no higher."""
    rho, chosen, edges = np.empty(relaxed.rho.size), np.zeros_like(relaxed.chosen), np.empty((1, 2))
    bound = float(listed_costs(median.neighbours.site, median.neighbours.cost, price, median.master, rho=rho))
    bound += choose(rho, relaxed.state, median.master, chosen, edges=edges)
    bound -= rounding(price, rho[chosen])
    if bound <= relaxed.bound:
        return None
    dual = Dual(price, relaxed.dual.average, program.posts_on(point))
    return replace(relaxed, dual=dual, bound=bound, chosen=chosen, rho=rho)


class CutProgram:
    """Minimise what clients pay, over shares of p sites, subject to the cuts so far.

    ``client`` and ``level`` name the cuts, ``sites`` the columns.
    """

    def __init__(self, median: Median, relaxed: Relaxed, keep: Flags, price: Floats) -> None:
        self.lists = median.neighbours
        self.sites = np.flatnonzero(keep)
        self.column = np.full(keep.size, -1)
        self.column[self.sites] = np.arange(self.sites.size)
        # Costs of about one a client: tolerances are made for such.
        self.unit = float(price.mean()) or 1.0
        self.client: Ints = np.empty(0, dtype=np.int64)
        self.level: Floats = np.empty(0)
        self.model = quiet_highs()
        self._add_columns(relaxed.state[self.sites] == OPEN, median.posts)
        everyone = np.arange(self.lists.clients)
        below, above = levels_around(self.lists, self.column, price)
        self.add(np.concatenate([everyone, everyone[below < above]]), np.concatenate([above, below[below < above]]))

    def _add_columns(self, opened: Flags, posts: int) -> None:
        size, clients = self.sites.size, self.lists.clients
        cost = np.repeat([0.0, 1.0], [size, clients])
        upper = np.repeat([1.0, np.inf], [size, clients])
        lower = np.concatenate([opened.astype(np.float64), np.zeros(clients)])
        none = np.zeros(0, dtype=np.int32)
        self.model.addCols(size + clients, cost, lower, upper, 0, none, none, np.zeros(0))
        self.model.addRow(float(posts), float(posts), size, np.arange(size, dtype=np.int32), np.ones(size))

    def add(self, client: Ints, level: Floats) -> None:
        """Add the cuts of some clients at some levels, weighted cost."""
        kept = level < _HIGHEST * self.unit
        client, level = client[kept], level[kept]
        sites = cut_rows(self.lists, self.column, client, level)
        first = sites.start[:-1] + np.arange(client.size)  # each row: what the client pays, then its sites
        index = np.empty(sites.column.size + client.size, dtype=np.int32)
        value = np.ones(index.size)
        behind = np.ones(index.size, dtype=np.bool_)
        behind[first] = False
        index[first], index[behind], value[behind] = self.sites.size + client, sites.column, sites.value / self.unit
        upper = np.full(client.size, np.inf)
        self.model.addRows(client.size, level / self.unit, upper, index.size, first.astype(np.int32), index, value)
        self.client, self.level = np.append(self.client, client), np.append(self.level, level)

    def take_interior_points(self) -> None:
        """Solve by interior points from now on, and stop amid the optimal ones."""
        self.model.setOptionValue("solver", "ipm")
        self.model.setOptionValue("run_crossover", "off")

    def settle(self, rounds: int, clock: SearchClock) -> Point | None:
        """Solve, and add what cuts are missing, until these are worth next to nothing; None where the time is up."""
        for remaining in range(rounds - 1, -1, -1):
            point = self._solve(clock)
            if point is None:
                return None
            close = _CLOSE * point.value
            opened, paid = point.opened, self.unit * point.paid
            seen = most_violated(self.lists, self.column, opened, paid, self.unit * close / self.lists.clients)
            if remaining == 0 or seen.served / self.unit - point.value <= close or not seen.violated.any():
                return point
            self.add(np.flatnonzero(seen.violated), seen.level[seen.violated])
        return None

    def _solve(self, clock: SearchClock) -> Point | None:
        if not run_again(self.model, clock):
            return None
        seen, size = self.model.getSolution(), self.sites.size
        x, duals = np.array(seen.col_value), np.array(seen.row_dual)
        return Point(float(self.model.getInfo().objective_function_value), x[:size], x[size:], duals[1:])

    def multipliers(self, point: Point) -> Floats:
        """Weigh the levels of each client by the multipliers of its cuts: what is left weighs a level of 0."""
        weight = np.maximum(point.duals, 0.0)
        return np.bincount(self.client, weight * self.level, self.lists.clients).astype(np.float64)

    def posts_on(self, point: Point) -> Floats:
        """Give the posts that a point puts on each site of the lists, 0 to 1."""
        opened = np.zeros(self.column.size)
        opened[self.sites] = np.clip(point.opened, 0.0, 1.0)
        return opened

"""Districts around posts as an integer program: relaxed with cuts, columns dropped by reduced costs, then solved.

The assignment (Hess) model of districting with its own separator cuts: Validi, Buchanan and Lykhovyd (2022). Rows x[i,
j] <= x[h(j), j] and separator cuts are many and seldom bind: they are added where a solution breaks them. Between
rounds columns leave whose reduced cost alone lifts every plan with them above a known plan's cost (reduced cost
fixing).

References
----------
Hess, S. W. and others (1965). Nonpartisan political redistricting by computer. Operations Research 13, 998-1006.
Validi, H., Buchanan, A. and Lykhovyd, E. (2022). Imposing contiguity constraints in political districting models.
Operations Research 70(2), 867-892.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.solver.beats.contiguity_cuts import ContiguityCut, adjacency, find_cuts
from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor
from beatwright.solver.milp import Milp, MilpSolution, solve_milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BEYOND = 1e-6  # of the known cost: columns that must cost more than this above it are out; duals are rounded to 1e-7


@dataclass(eq=False)
class MedianModel:
    """Which unit goes to which site, over the columns that may still be in a plan no dearer than one that is known.

    Parameters
    ----------
    instance : MedianInstance
        Units, sites, limits. With k sites all of them are posts; with more the model chooses.
    keep : ndarray of bool, shape (n, m)
        Columns: which unit may go to which site.
    target : float
        Cost of a plan that is known; infinite where none is.
    bound : float, default -infinity
        What is known of the least cost; it only rises.
    cuts : list of ContiguityCut
        Separator cuts in use.
    links : set of (unit, site)
        Rows x[i, j] <= x[h(j), j] in use.
    barred : list of ndarray of int, shape (k,)
        Sets of posts that no plan may have whole.
    monitor : SearchMonitor
        Who may stop it.

    Notes
    -----
    x[i, j] = 1 where site j serves unit i; a site is a post where it serves its own unit h(j). Minimises
    sum t[i, j] x[i, j] so that sum_j x[i, j] = 1, low x[h(j), j] <= sum_i s_i x[i, j] <= high x[h(j), j],
    sum_j x[h(j), j] = k, x[i, j] <= x[h(j), j], and x[i, j] <= sum of x over the units that separate i from h(j).
    The last two families are added where a solution breaks them. No plan has all the posts of a set in `barred`.
    """

    instance: MedianInstance
    keep: Flags
    target: float
    bound: float = -np.inf
    cuts: list[ContiguityCut] = field(default_factory=list)
    links: set[tuple[int, int]] = field(default_factory=set)
    barred: list[Ints] = field(default_factory=list)
    monitor: SearchMonitor = field(default_factory=SearchMonitor)

    def __post_init__(self) -> None:
        self.touch = adjacency(self.instance.n, self.instance.edges)
        largest = float(self.instance.travel.max())
        self.scale = 1.0 / largest if largest > 0 else 1.0  # brings costs to at most 1, where HiGHS's tolerances fit

    @property
    def columns(self) -> int:
        """Number of columns that are left."""
        return int(self.keep.sum())

    def relax(self, budget: Budget) -> None:
        """Solve the linear relaxation, add what it breaks and drop columns, until nothing changes.

        Raises `bound`; `budget` counts rounds.
        """
        while budget.fraction < 1.0:
            budget.used += 1
            answer, rows = self._answer("none", None if budget.seconds is None else max(1e-3, budget.left))
            if answer.certificate.status == "infeasible":
                # No plan within the columns: none is cheaper than the target.
                self.bound = max(self.bound, self.target)
                return
            if answer.x is None or answer.duals is None or answer.certificate.status != "optimal":
                return
            value = answer.certificate.objective / self.scale
            self.bound = max(self.bound, value)
            added = self._extend(answer.x)
            self._drop(value, answer.duals, rows)
            if not added:
                return

    def solve(self, seconds: float | None, rounds: int) -> tuple[Ints, Ints] | None:
        """Solve the integer program, adding what its solutions break; raise `bound`.

        Returns
        -------
        tuple of ndarray of int, or None
            Site of every unit (n,), and the sites that are posts (k,), of a plan that is the best there is; None
            where no plan is cheaper than the target, or the time ran out.
        """
        budget = Budget(seconds, rounds, monitor=self.monitor)
        while budget.fraction < 1.0:
            budget.used += 1
            left = None if seconds is None else max(1e-3, seconds - budget.elapsed)
            answer, _ = self._answer("all", left)
            if answer.certificate.status == "infeasible":
                # No plan within the columns: none is cheaper than the target.
                self.bound = max(self.bound, self.target)
                return None
            self.bound = max(self.bound, min(answer.certificate.bound / self.scale, self.target))
            if answer.x is None or answer.certificate.status != "optimal":
                return None
            if not self._extend(answer.x):
                return self._plan(answer.x)
        return None

    def branch(self, seconds: float) -> Ints | None:
        """Solve with posts whole and all else relaxed; raise `bound`.

        Returns
        -------
        ndarray of int, shape (k,), or None
            The posts with the least relaxed cost; None where the time ran out, or all cost more than the target.
        """
        answer, _ = self._answer("posts", seconds)
        if answer.certificate.status == "infeasible":
            self.bound = max(self.bound, self.target)
            return None
        self.bound = max(self.bound, min(answer.certificate.bound / self.scale, self.target))
        if answer.x is None or answer.certificate.status != "optimal":
            return None
        self._extend(answer.x)
        return self._plan(answer.x)[1]

    def _grid(self, x: Floats) -> Floats:
        grid = np.zeros(self.keep.shape)
        grid[self.keep] = x
        return grid

    def _plan(self, x: Floats) -> tuple[Ints, Ints]:
        grid = self._grid(x)
        own = grid[self.instance.home, np.arange(grid.shape[1])]
        return grid.argmax(axis=1).astype(np.int64), np.flatnonzero(own > 0.5).astype(np.int64)

    def _extend(self, x: Floats) -> bool:
        """Add the rows that `x` breaks; say whether there were any."""
        grid = self._grid(x)
        own = grid[self.instance.home, np.arange(grid.shape[1])]
        loose = grid > own[None, :] + 1e-5  # well above HiGHS's tolerance of 1e-6, as for the cuts
        links = {(int(i), int(j)) for i, j in zip(*np.nonzero(loose), strict=True)} - self.links
        cuts = find_cuts(self.touch, grid, self.instance.home)
        self.links |= links
        self.cuts += cuts
        return bool(links or cuts)

    def _drop(self, value: float, duals: Floats, rows: sparse.csr_array) -> None:
        """Drop columns whose reduced cost puts every plan with them above the target, and sites without their unit."""
        unit, site = np.nonzero(self.keep)
        dear = self.instance.travel[unit, site] - (rows.T @ duals) / self.scale
        out = value + np.maximum(dear, 0.0) > self.target * (1.0 + _BEYOND)
        self.keep[unit[out], site[out]] = False
        own = self.keep[self.instance.home, np.arange(self.keep.shape[1])]
        self.keep[:, ~own] = False
        self.cuts = [cut for cut in self.cuts if self.keep[cut.unit, cut.site]]
        self.links = {link for link in self.links if self.keep[link]}

    def _answer(self, whole: str, seconds: float | None) -> tuple[MilpSolution, sparse.csr_array]:
        """Solve with none, the posts' or all columns whole."""
        unit, site = np.nonzero(self.keep)
        own = unit == self.instance.home[site]
        integer = {"none": False, "posts": own, "all": True}[whole]
        rows, lower, upper = self._rows(unit, site)
        cost = self.instance.travel[unit, site] * self.scale
        options: SearchOptions = {"seconds": seconds, "stop": self.monitor.was_stopped}
        program = Milp(cost, rows, lower, upper, col_upper=1.0, integer=integer)
        return solve_milp(program, **options), rows

    def _rows(self, unit: Ints, site: Ints) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return the rows and their limits."""
        instance = self.instance
        (n, m), count = self.keep.shape, unit.size
        column = np.arange(count)
        once = sparse.csr_array((np.ones(count), (unit, column)), shape=(n, count))
        load = sparse.csr_array((instance.share[unit], (site, column)), shape=(m, count))
        own = unit == instance.home[site]
        post = sparse.csr_array((np.ones(int(own.sum())), (site[own], column[own])), shape=(m, count))
        parts = [once, sparse.csr_array(post.sum(axis=0).reshape(1, -1))]
        lower = [np.ones(n), np.full(1, float(instance.k))]
        upper = list(lower)
        if np.isfinite(instance.high):
            parts += [load - instance.high * post, load - instance.low * post]
            lower += [np.full(m, -np.inf), np.zeros(m)]
            upper += [np.zeros(m), np.full(m, np.inf)]
        for posts in self.barred:
            parts.append(sparse.csr_array((own & np.isin(site, posts)).astype(np.float64).reshape(1, -1)))
            lower.append(np.full(1, -np.inf))
            upper.append(np.full(1, instance.k - 1.0))
        lazy = self._lazy_rows(unit, site)
        parts.append(lazy)
        lower.append(np.full(lazy.shape[0], -np.inf))
        upper.append(np.zeros(lazy.shape[0]))
        return sparse.csr_array(sparse.vstack(parts)), np.concatenate(lower), np.concatenate(upper)

    def _lazy_rows(self, unit: Ints, site: Ints) -> sparse.csr_array:
        """Return the rows x[i, j] - (x of the separator or of the site's own unit) <= 0."""
        where = np.full(self.keep.shape, -1, dtype=np.int64)
        where[unit, site] = np.arange(unit.size)
        needs = [(cut.unit, cut.site, cut.separator) for cut in self.cuts]
        needs += [(i, j, self.instance.home[[j]]) for i, j in sorted(self.links)]
        row: list[int] = []
        column: list[int] = []
        value: list[float] = []
        for number, (i, j, separator) in enumerate(needs):
            others = where[separator, j]
            others = others[others >= 0]
            row += [number] * (1 + others.size)
            column += [int(where[i, j]), *others.tolist()]
            value += [1.0] + [-1.0] * others.size
        return sparse.csr_array((value, (row, column)), shape=(len(needs), unit.size))

"""Districts as columns of a set partition: every unit of a block in exactly one of q chosen districts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.planning.districts.instance import Instance
from beatwright.solver import solve_milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Value and prices of the linear relaxation for one number of districts.

    Parameters
    ----------
    value : float
        Cost of the relaxation over the columns at hand.
    prices : ndarray of float, shape (units,)
        Dual price of each unit of the block.
    fee : float
        Dual price of one district more.
    strained : bool
        Whether the columns at hand do not suffice for a cover.
    """

    value: float
    prices: Floats
    fee: float
    strained: bool = False


class Columns:
    """Candidate districts of one block, each with its cost.

    Parameters
    ----------
    instance : Instance
    units : ndarray of int
        Positions of the units of the block, ascending.
    """

    def __init__(self, instance: Instance, units: Ints) -> None:
        self.instance, self.units = instance, units
        self.local = np.full(instance.n, -1, dtype=np.int64)
        self.local[units] = np.arange(units.size)
        inner = instance.inner
        a, b = self.local[instance.edges[inner, 0]], self.local[instance.edges[inner, 1]]
        mine = a >= 0
        self.edges = np.column_stack([a[mine], b[mine]])
        self.lengths = instance.lengths[inner][mine]
        self.share = instance.share[units]
        size, half = units.size, 0.5 * instance.metre
        ends, metres = self.edges.ravel(), np.repeat(self.lengths, 2)
        self.border = half * np.bincount(ends, weights=metres, minlength=size)
        self._links = half * sparse.csr_array(
            sparse.coo_array(
                (np.tile(self.lengths, 2), (self.edges.T.ravel(), self.edges[:, ::-1].T.ravel())), shape=(size, size)
            )
        )
        self.members: list[Ints] = []
        self.cost = np.zeros(0)
        self._seen: dict[bytes, int] = {}

    def add(self, sets: list[Ints]) -> int:
        """Add districts, given as ascending positions within the block; return how many were new."""
        fresh = []
        for units in sets:
            key = units.tobytes()
            if key not in self._seen:
                self._seen[key] = len(self._seen)
                fresh.append(units)
        if fresh:
            self.members += fresh
            self.cost = np.concatenate([self.cost, self.costs(incidence(fresh, self.units.size))])
        return len(fresh)

    def find(self, sets: list[Ints]) -> Ints:
        """Give the columns of districts that were added before."""
        return np.array([self._seen[units.tobytes()] for units in sets], dtype=np.int64)

    def costs(self, chosen: sparse.csc_array) -> Floats:
        """Cost of districts given as columns of zeros and ones; infinite outside the limits."""
        instance = self.instance
        load = chosen.T @ self.share
        cost = ((load - 1.0) ** 2) @ (instance.weights / instance.k)
        inner = chosen.multiply(self._links @ chosen).sum(axis=0)
        cost = np.asarray(cost + chosen.T @ self.border - np.asarray(inner).ravel(), dtype=np.float64)
        slack = 1e-9
        broken = (load > instance.high * (1 + slack)) | (load < instance.low * (1 - slack))
        cost[np.asarray(broken).any(axis=1)] = np.inf
        return cost

    def relax(self, q: int, dear: float = 1e3) -> Relaxation:
        """Solve the linear relaxation for `q` districts over the columns at hand and emergency columns.

        An emergency column covers one unit, or replaces one district, at `dear` times what that usually costs (a
        unit heavier than the target costs at least what it costs alone). They bound the prices, and leave the
        relaxation a relaxation; `strained` tells whether they are used.
        """
        usable = np.flatnonzero(np.isfinite(self.cost))
        size = self.units.size
        scale = self._scale(usable)
        heavy = (np.maximum(0.0, self.share - 1.0) ** 2) @ (self.instance.weights / self.instance.k)
        emergency = np.concatenate([heavy * scale + dear * q / size, [dear, dear]])
        rows = sparse.hstack([self._rows(usable), sparse.eye_array(size + 1, size), _count_slack(size)]).tocsr()
        right = np.concatenate([np.ones(size), [float(q)]])
        answer = solve_milp(np.concatenate([self.cost[usable] * scale, emergency]), rows, right, right)
        assert answer.duals is not None and answer.x is not None  # feasible and bounded by the emergency columns
        duals = answer.duals / scale
        strained = bool(answer.x[usable.size :].max() > 1e-7)
        return Relaxation(answer.certificate.objective / scale, duals[:size], float(duals[size]), strained)

    def choose(self, q: int, which: Ints, seconds: float | None) -> tuple[float, float, Ints | None]:
        """Choose `q` of the columns `which` by integer programming.

        Returns the cost (infinite where none was found), a bound over these columns, and the chosen columns.
        """
        which = which[np.isfinite(self.cost[which])]
        if which.size == 0:
            return np.inf, np.inf, None
        scale = self._scale(which)
        right = np.concatenate([np.ones(self.units.size), [float(q)]])
        rows = self._rows(which)
        answer = solve_milp(
            self.cost[which] * scale, rows, right, right, col_upper=1.0, integer=True, seconds=seconds
        )
        if answer.x is None:
            return np.inf, np.inf if answer.certificate.status == "infeasible" else -np.inf, None
        chosen = which[answer.x > 0.5]
        cost = float(self.cost[chosen].sum())
        bound = cost if answer.certificate.status == "optimal" else answer.certificate.bound / scale
        return cost, min(bound, cost), chosen

    def _scale(self, which: Ints) -> float:
        """Give the factor that brings costs to about 1, where the solver's tolerances are meant to work."""
        return 1.0 / max(1e-300, float(np.median(self.cost[which]))) if which.size else 1.0

    def labels(self, chosen: Ints) -> Ints:
        """Give the district of each unit of the block."""
        labels = np.full(self.units.size, -1, dtype=np.int64)
        for number, column in enumerate(chosen):
            labels[self.members[column]] = number
        return labels

    def _rows(self, which: Ints) -> sparse.csr_array:
        chosen = incidence([self.members[i] for i in which], self.units.size)
        return sparse.vstack([chosen, np.ones((1, which.size))]).tocsr()


def incidence(sets: list[Ints], size: int) -> sparse.csc_array:
    """Give sets of positions as columns of zeros and ones, shape (size, sets)."""
    ends = np.concatenate([[0], np.cumsum([units.size for units in sets])]).astype(np.int64)
    index = np.concatenate([*sets, np.zeros(0, dtype=np.int64)])
    return sparse.csc_array((np.ones(index.size), index, ends), shape=(size, len(sets)))


def _count_slack(size: int) -> sparse.coo_array:
    """Give two emergency columns: one district too few, one too many."""
    return sparse.coo_array((np.array([1.0, -1.0]), ([size, size], [0, 1])), shape=(size + 1, 2))

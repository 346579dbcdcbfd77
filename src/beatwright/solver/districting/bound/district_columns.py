"""Districts of one block as columns: which units, at what cost.

The columns of the set partition. A district's cost depends on its own units alone: half of the cut around it is counted
from its side, the other half from its neighbours', so that the costs of a division's districts add up to the cost of
the division. All costs are computed for many districts at once, by sparse products with the matrix of zeros and ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.solver.districting.border_graph import build_graph
from beatwright.solver.districting.bound.set_partition import Choice, choose_partition, incidence
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph
from beatwright.solver.districting.unit_geometry import forms_of

Floats = NDArray[np.float64]


Ints = NDArray[np.int64]


class Columns:
    """Candidate districts of one block, each with its cost; those outside the limits are left out.

    Parameters
    ----------
    instance : DistrictInstance
    units : ndarray of int
        Positions of the units of the block, ascending.
    """

    def __init__(self, instance: DistrictInstance, units: Ints) -> None:
        self.instance, self.units = instance, units
        self.local = np.full(instance.n, -1, dtype=np.int64)  # (n,) position within the block, -1 outside
        self.local[units] = np.arange(units.size)
        inner = instance.inner
        a, b = self.local[instance.edges[inner, 0]], self.local[instance.edges[inner, 1]]
        mine = a >= 0
        self.edges = np.column_stack([a[mine], b[mine]])
        self.lengths = instance.counted[inner][mine]  # as they count where they are cut
        self.share = instance.share[units]  # (units, criteria) in targets
        size, half = units.size, 0.5 * instance.metre
        around = half * np.bincount(self.edges.ravel(), weights=np.repeat(self.lengths, 2), minlength=size)
        self.around = around.astype(np.float64)  # (units,) half the cost of cutting all borders of a unit
        ends = (self.edges.T.ravel(), self.edges[:, ::-1].T.ravel())
        self._links = half * sparse.csr_array(sparse.coo_array((np.tile(self.lengths, 2), ends), shape=(size, size)))
        # (units,) what a district that holds the unit costs at least: the excess of a unit heavier than a target.
        self.floor = (np.maximum(0.0, self.share - 1.0) ** 2) @ (instance.weights / instance.k)
        self.body = instance.body[units]  # (units, 5) or no columns
        self._borders = sparse.csr_array(sparse.coo_array((np.tile(self.lengths, 2), ends), shape=(size, size)))
        self.matrix = incidence([], size)  # (units, columns) of zeros and ones
        self.cost = np.zeros(0)  # (columns,)
        self._known: dict[bytes, int] = {}  # column of a district, by the bytes of its positions

    def add(self, sets: list[Ints]) -> int:
        """Add districts, given as ascending positions within the block; return how many were new."""
        fresh = [units for units in sets if units.tobytes() not in self._known]
        fresh = list({units.tobytes(): units for units in fresh}.values())
        if not fresh:
            return 0
        matrix = incidence(fresh, self.units.size)
        cost = self.costs(matrix)
        feasible = np.flatnonzero(np.isfinite(cost))
        for number, i in enumerate(feasible):
            self._known[fresh[i].tobytes()] = self.cost.size + number
        self.matrix = sparse.hstack([self.matrix, matrix[:, feasible]]).tocsc()
        self.cost = np.concatenate([self.cost, cost[feasible]])
        return int(feasible.size)

    def find(self, sets: list[Ints]) -> Ints:
        """Give the columns of districts that were added before."""
        found = [self._known.get(units.tobytes(), -1) for units in sets]
        return np.array([column for column in found if column >= 0], dtype=np.int64)

    def choose(self, which: Ints, q: int, options: SearchOptions) -> Choice:
        """Find the best division into `q` of some of the columns."""
        cost, bound, chosen = choose_partition(self.matrix[:, which], self.cost[which], q, options)
        return Choice(cost, bound, None if chosen is None else self.labels(which[chosen]))

    def costs(self, chosen: sparse.csc_array) -> Floats:
        """Cost of districts given as columns of zeros and ones; infinite outside the limits."""
        instance = self.instance
        load = np.asarray(chosen.T @ self.share)
        cost = ((load - 1.0) ** 2) @ (instance.weights / instance.k)
        cost = np.asarray(cost + self.cut_costs(chosen) + self._form_costs(chosen), dtype=np.float64)
        slack = 1e-9  # of a limit: rounding of the sums
        broken = (load > instance.high * (1 + slack)) | (load < instance.low * (1 - slack))
        cost[broken.any(axis=1)] = np.inf
        return cost

    def cut_costs(self, chosen: sparse.csc_array) -> Floats:
        """Cost of the cut around sets of units given as columns, counted from their side."""
        inner = np.asarray(chosen.multiply(self._links @ chosen).sum(axis=0)).ravel()
        return np.asarray(chosen.T @ self.around - inner, dtype=np.float64)

    def beyond(self, home: NDArray[np.int8]) -> Floats:
        """Cost of cutting the borders between each unit and the units of the block where `home` is 0, shape (m,)."""
        return np.asarray(self._links @ (1.0 - home), dtype=np.float64)

    def _form_costs(self, chosen: sparse.csc_array) -> Floats:
        """Cost of the shapes of districts given as columns."""
        if self.body.shape[1] == 0:
            return np.zeros(chosen.shape[1])
        inner = np.asarray(chosen.multiply(self._borders @ chosen).sum(axis=0)).ravel()
        return np.asarray(
            forms_of(np.asarray(chosen.T @ self.body), 0.5 * inner) @ self.instance.form / self.instance.k
        )

    def labels(self, chosen: Ints) -> Ints:
        """Give the district of each unit of the block."""
        labels = np.full(self.units.size, -1, dtype=np.int64)
        for number, column in enumerate(chosen):
            labels[self.matrix.indices[self.matrix.indptr[column] : self.matrix.indptr[column + 1]]] = number
        return labels

    def cost_of(self, districts: list[Ints]) -> float:
        """Cost of districts given as positions within the block; infinite where one is outside the limits."""
        return float(self.costs(incidence(districts, self.units.size)).sum())


def block_graph_of(columns: Columns) -> BlockGraph:
    """Give the borders, amounts and costs of a block's units."""
    instance = columns.instance
    graph = build_graph(columns.units.size, columns.edges, columns.lengths)
    return BlockGraph(
        start=graph.start,
        to=graph.to,
        border=0.5 * instance.metre * graph.border,
        around=columns.around,
        share=np.ascontiguousarray(columns.share),
        weight=instance.weights / instance.k,
        low=instance.low,
        high=instance.high,
        length=graph.border,
        touch=graph.touch,
        body=columns.body,
        form=instance.form / instance.k,
    )

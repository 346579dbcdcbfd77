"""A districting problem on plain arrays, checked and in the units that the engine works in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from beatwright.base.words import UnitNames
from beatwright.solver.districting.unit_geometry import Geometry, forms_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DistrictInstance:
    """Units, borders, criteria and rules, all by position.

    Parameters
    ----------
    edges : ndarray of int, shape (m, 2)
        Pairs of units with a common border, each once.
    lengths : ndarray of float, shape (m,)
        Length of each common border, in the map's unit (metres).
    amounts : ndarray of float, shape (criteria, n)
        Amount of every criterion in every unit (calls, minutes, people, square kilometres).
    names : tuple of str
        Names of the criteria.
    k : int
        Number of districts.
    weights : ndarray of float, shape (criteria,)
        Weight of each criterion's squared coefficient of variation.
    cut_weight : float
        Weight of the share of border length that is cut.
    low, high : ndarray of float, shape (criteria,)
        Least and largest load of a district as a share of the target; 0 and infinity where unlimited.
    block : ndarray of int, shape (n,)
        The part of the map that a unit's district must stay within, 0 to blocks - 1; -1 in closed districts.
    block_names : tuple of str
        What to call each block in a message.
    lock : ndarray of int, shape (n,)
        District that a unit must be in, -1 where free.
    closed : tuple of int
        Districts that consist of their locked units only.
    present : ndarray of int, shape (n,)
        Today's district of a unit, -1 where none.
    movable : int
        How many units may leave today's district.
    form : ndarray of float, shape (2,)
        Weights of 1 - Polsby-Popper and of 1 - roundness, each the mean over the districts. Default: 0.
    geometry : Geometry, optional
        Shapes of the units.
    cut_lengths : ndarray of float, shape (m,), optional
        Length at which each common border counts where it is cut. Default: `lengths`.
    unit_names : UnitNames
        What units are called in messages.
    """

    edges: Ints
    lengths: Floats
    amounts: Floats
    names: tuple[str, ...]
    k: int
    weights: Floats
    cut_weight: float
    low: Floats
    high: Floats
    block: Ints
    block_names: tuple[str, ...]
    lock: Ints
    closed: tuple[int, ...]
    present: Ints
    movable: int
    form: Floats = field(default_factory=lambda: np.zeros(2))
    geometry: Geometry | None = None
    cut_lengths: Floats | None = None
    unit_names: UnitNames = field(default_factory=UnitNames)

    @property
    def n(self) -> int:
        """Number of units."""
        return int(self.amounts.shape[1])

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self.block_names)

    @cached_property
    def target(self) -> Floats:
        """Amount of each criterion that an even division gives a district, shape (criteria,)."""
        target: Floats = self.amounts.sum(axis=1) / self.k
        return target

    @cached_property
    def share(self) -> Floats:
        """Amounts as shares of the target, shape (n, criteria)."""
        return np.ascontiguousarray((self.amounts / self.target[:, None]).T)

    @cached_property
    def counted(self) -> Floats:
        """Length at which each common border counts, shape (m,)."""
        return self.lengths if self.cut_lengths is None else self.cut_lengths

    @cached_property
    def metre(self) -> float:
        """Cost of one metre (one unit of `counted`) of cut border: a share of the length of all borders."""
        total = float(self.lengths.sum())
        return self.cut_weight / total if total > 0 else 0.0

    @cached_property
    def inner(self) -> NDArray[np.bool_]:
        """Which borders a district may span, shape (m,)."""
        a, b = self.block[self.edges[:, 0]], self.block[self.edges[:, 1]]
        return np.asarray((a == b) & (a >= 0))

    @cached_property
    def fixed_cost(self) -> float:
        """Cost that no division changes: borders between blocks, and closed districts."""
        cost = self.metre * float(self.counted[~self.inner].sum())
        same = (self.lock[self.edges[:, 0]] == self.lock[self.edges[:, 1]]) & np.isin(
            self.lock[self.edges[:, 0]], self.closed
        )
        cost -= self.metre * float(self.counted[same].sum())
        for district in self.closed:
            load = self.share[self.lock == district].sum(axis=0)
            cost += float(self.weights @ (load - 1.0) ** 2) / self.k
            cost += float(self.form_costs(self.lock)[district])
        return cost

    @cached_property
    def body(self) -> Floats:
        """Area, perimeter and moments of the units, shape (n, 5); no columns where shapes weigh nothing.

        Perimeters are counted as borders are.
        """
        if self.geometry is None or not self.form.any():
            return np.zeros((self.n, 0))
        body = np.ascontiguousarray(self.geometry.body())
        spared = np.repeat(self.lengths - self.counted, 2)
        body[:, 1] -= np.bincount(self.edges.ravel(), weights=spared, minlength=self.n)
        return body

    def form_costs(self, districts: Ints) -> Floats:
        """Cost of the shape of every district, shape (k,); units of district -1 count nowhere."""
        body, k = self.body, self.k
        if body.shape[1] == 0:
            return np.zeros(k)
        used = districts >= 0
        sums = np.zeros((k, body.shape[1]))
        np.add.at(sums, districts[used], body[used])
        own = districts[self.edges[:, 0]]
        same = (own == districts[self.edges[:, 1]]) & (own >= 0)
        inner = np.bincount(own[same], weights=self.counted[same], minlength=k).astype(np.float64)
        return np.asarray(forms_of(sums, inner) @ self.form / k)

    def units_of(self, block: int) -> Ints:
        """Positions of the units of a block, ascending."""
        return np.flatnonzero(self.block == block)

"""A plan's districts as positions, beside those of today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base.errors import ParameterError
from beatwright.core import Borders, City, Plan, Problem

__all__ = ["Division", "division_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Division:
    """The zones of a city, divided.

    Parameters
    ----------
    label : array of int64, shape (zones,)
        Position of the zone's district; -1 where it has none.
    names : tuple of str
        Names of the districts.
    today : array of int64, shape (zones,), optional
        The same of the districts of today.
    today_names : tuple of str
        Their names.
    """

    label: Ints
    names: tuple[str, ...]
    today: Ints | None = None
    today_names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Number of districts."""
        return len(self.names)

    @property
    def inside(self) -> Bools:
        """Which zones are in a district, shape (zones,)."""
        return self.label >= 0

    def totals(self, amount: Floats) -> Floats:
        """Return the total of every district, shape (districts,)."""
        inside = self.inside
        return np.bincount(self.label[inside], weights=amount[inside], minlength=self.count).astype(np.float64)

    def cut(self, borders: Borders) -> Bools:
        """Tell which borders run between two districts, shape (borders,)."""
        one, other = self.label[borders.edges[:, 0]], self.label[borders.edges[:, 1]]
        return np.asarray(one != other)

    def broken(self, borders: Borders) -> int:
        """Count the districts that are in more than one piece."""
        kept = borders.edges[~self.cut(borders)]
        n = len(self.label)
        graph = coo_array((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), shape=(n, n))
        _, piece = connected_components(graph, directed=False)
        inside = self.inside
        pairs = np.unique(np.column_stack([self.label[inside], piece[inside]]), axis=0)
        return int((np.bincount(pairs[:, 0], minlength=self.count) > 1).sum())

    def across(self, city: City) -> float:
        """Count the districts that lie in more than one parent; NaN where the zones have no parents."""
        if "parent" not in city.zones:
            return float("nan")
        parent = pd.factorize(city.zones["parent"])[0]
        inside = self.inside & (parent >= 0)
        pairs = np.unique(np.column_stack([self.label[inside], parent[inside]]), axis=0)
        return float((np.bincount(pairs[:, 0], minlength=self.count) > 1).sum())

    def moved(self) -> Bools | None:
        """Tell which zones change district; None where the districts of today are not known.

        A zone stays where its new district is the one that its old district is matched with; old and new districts
        are matched one to one so that the most zones stay (assignment problem), whatever their names are.
        """
        if self.today is None:
            return None
        both = self.inside & (self.today >= 0)
        common = np.zeros((len(self.today_names), self.count))
        np.add.at(common, (self.today[both], self.label[both]), 1.0)
        old, new = linear_sum_assignment(common, maximize=True)
        heir = np.full(len(self.today_names), -2, dtype=np.int64)
        heir[old] = new
        return np.asarray((self.today >= 0) & (heir[self.today] != self.label))


def division_of(problem: Problem, plan: Plan, present: str | None = None) -> Division:
    """Return the division that `plan` makes of the problem's zones.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        With districts.
    present : str, optional
        Column of the zones with the districts of today.

    Raises
    ------
    ParameterError
        Where the plan has no districts, or none of the city's zones is in one.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> division_of(problem, Plan(districts={"z1": "b", "z2": "a"})).label[:3].tolist()
    [1, 0, -1]
    """
    label, names = plan.zone_districts(problem.city)
    if not names:
        raise ParameterError(f"The plan '{plan.name}' puts no zone into a district.")
    if present is None:
        return Division(label, names)
    values = problem.city.zones[present]
    known = values.notna().to_numpy()
    today = Plan(districts=dict(zip(values.index[known], values[known].astype(str), strict=True)), name="today")
    return Division(label, names, *today.zone_districts(problem.city))

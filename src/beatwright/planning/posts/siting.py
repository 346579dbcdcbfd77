"""What the exact planners hand to the solver: usable sites as columns, zones with demand as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InfeasibleError
from beatwright.base.words import count_of
from beatwright.core import Problem

__all__ = ["Flags", "Floats", "Ints", "Siting", "make_siting", "need_travel", "zones_in_words"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_SHOWN = 10


@dataclass(frozen=True, eq=False)
class Siting:
    """Rows and columns of a location problem.

    Parameters
    ----------
    problem : Problem
        What is planned on.
    sites : array of intp, shape (columns,)
        Positions of the usable sites among the city's sites, ascending.
    kept : array of intp, shape (k,)
        Columns that must be posts.
    zones : array of intp, shape (rows,)
        Positions of the zones with demand (weight, or load where that counts too), ordered by place, so that their
        names do not matter.
    weight : array of float, shape (rows,)
        What each zone weighs, of mean 1: the solver's tolerances keep their meaning whatever the unit of demand.
    """

    problem: Problem
    sites: Ints
    kept: Ints
    zones: Ints
    weight: Floats

    def travel(self, by: str) -> Floats:
        """Return metres or minutes from every site to every zone, shape (rows, columns)."""
        travel: Any = getattr(self.problem.city.travel, by)
        return np.asarray(travel[np.ix_(self.sites, self.zones)].T, dtype=np.float64)

    def columns(self, positions: npt.ArrayLike) -> Ints:
        """Return the columns of sites given by their positions in the city."""
        return np.searchsorted(self.sites, np.sort(np.asarray(positions, dtype=np.intp)))


def make_siting(problem: Problem, sites: Ints, kept: Ints, weight: Floats, load: Floats | None = None) -> Siting:
    """Return the siting of zones with `weight`, shape (zones,), among `sites`, of which `kept` must be posts.

    Zones that weigh nothing but bring some `load`, shape (zones,), are rows too, of weight 0.
    """
    busy = np.flatnonzero(weight if load is None else (weight > 0) | (load > 0))
    x, y = problem.city.zone_xy[busy].T
    busy = busy[np.lexsort((weight[busy], y, x))]
    share = weight[busy] / weight[busy].mean()
    return Siting(problem, sites, kept=np.flatnonzero(np.isin(sites, kept)), zones=busy, weight=share)


def zones_in_words(problem: Problem, zones: Ints) -> str:
    """Return the ids of some zones in canonical order, at most ten of them."""
    shown = ", ".join(problem.city.zone_ids[zone] for zone in np.sort(zones)[:_SHOWN])
    return f"{shown} and {len(zones) - _SHOWN} more" if len(zones) > _SHOWN else shown


def need_travel(siting: Siting, travel: Floats) -> None:
    """Raise unless every zone can be reached from at least one site.

    Raises
    ------
    InfeasibleError
        Naming the zones that cannot.
    """
    lost = siting.zones[~np.isfinite(travel).any(axis=1)]
    if len(lost):
        raise InfeasibleError(
            f"{count_of(len(lost), 'zone')} with demand cannot be reached from any candidate site: "
            f"{zones_in_words(siting.problem, lost)}. Add a candidate site that reaches them, mend the road network "
            "there, or leave their demand out."
        )

"""The districts of a plan as areas, and what they hold."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.city import City
from beatwright.core.criteria import criteria_of
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.show.figures.cells import cells_of

__all__ = ["district_areas", "district_totals"]


@lru_cache(maxsize=32)
def district_areas(city: City, plan: Plan) -> tuple[Any, ...]:
    """Return the area of every district of `plan`, its zones dissolved, in the order of ``plan.zone_districts``.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> city = small_problem().city
    >>> [area.area for area in district_areas(city, Plan(districts=dict(city.zones["parent"])))]
    [3000000.0, 3000000.0]
    """
    label, names = plan.zone_districts(city)
    cells = np.array(cells_of(city), dtype=object)
    return tuple(_filled(shapely.union_all(cells[label == number])) for number in range(len(names)))


def _filled(area: Any) -> Any:
    """Return the area without the hairlines that neighbours drawn apart leave between them."""
    sliver = 1.0  # square metre
    parts = []
    for part in shapely.get_parts(area):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > sliver]
        parts.append(shapely.Polygon(part.exterior, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def district_totals(problem: Problem, plan: Plan, criterion: str) -> npt.NDArray[np.float64]:
    """Return what every district of `plan` holds of a criterion, shape (districts,)."""
    label, names = plan.zone_districts(problem.city)
    amount = criteria_of(problem, [criterion], "A map of districts")[criterion]
    inside = label >= 0
    return np.bincount(label[inside], weights=amount[inside], minlength=len(names)).astype(np.float64)

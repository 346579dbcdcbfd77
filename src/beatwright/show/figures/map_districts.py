"""The map of districts: what each holds, in classes that several maps may share."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.figure import Figure
from shapely.ops import polylabel

from beatwright.core.case import Case
from beatwright.core.criteria import criterion_unit
from beatwright.core.plan import Plan
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.classes import Classes, shared_classes
from beatwright.show.figures.district_areas import district_areas, district_totals
from beatwright.show.figures.palette import DEMAND, INK

__all__ = ["DISTRICT_FILLS", "map_districts", "shared_district_classes"]

# Six classes, light to dark: those of the demand without the one for "none".
DISTRICT_FILLS = DEMAND[1:]
_MOST_LABELS = 80
_DARK_FROM = 3  # classes from here on carry white letters


def shared_district_classes(case: Case, *plans: Plan, criterion: str = "calls") -> tuple[Classes, ...]:
    """Return classes of the districts' totals on the demand judged on, the same limits for all `plans`.

    Small counts are classed as the least count that is shown, so that no limit tells them.
    """
    least = case.fewest_shown if criterion == "calls" else 0.0
    return shared_classes(*(np.maximum(district_totals(case.heldout, plan, criterion), least) for plan in plans))


def map_districts(case: Case, plan: Plan, *, beside: Plan | None = None, criterion: str = "calls") -> Figure:
    """Draw the districts of `plan`, coloured by what they hold of a criterion on the demand judged on.

    Parameters
    ----------
    case : Case
        City and demand are read.
    plan : Plan
        Its districts must be decided.
    beside : Plan, optional
        Another plan whose map stands beside: both get the same six classes.
    criterion : str, default "calls"
        What is shown: see `beatwright.core.criteria_of`.

    Returns
    -------
    matplotlib Figure
    """
    plans = (plan,) if beside is None else (plan, beside)
    classes = shared_district_classes(case, *plans, criterion=criterion)[0]
    city = case.problem.city
    canvas = Canvas(city)
    areas = district_areas(city, plan)
    shown = [shapely.simplify(area, canvas.tolerance) for area in areas]
    for number, colour in zip(range(len(classes.labels)), DISTRICT_FILLS, strict=False):
        canvas.fill([area for area, of in zip(shown, classes.of, strict=True) if of == number], colour)
    canvas.line([shapely.boundary(area) for area in areas], INK, 0.7)
    canvas.outline(city)
    _labels(canvas, plan.zone_districts(city)[1], shown, classes)
    canvas.legend(f"{criterion_unit(criterion)} in a district", list(zip(DISTRICT_FILLS, classes.labels, strict=False)))
    return canvas.finish()


def _short(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names without the word that all of them begin with: a map of districts need not say District.

    >>> _short(("District 1A", "District 2B")), _short(("North", "North End")), _short(("District 1",))
    (('1A', '2B'), ('North', 'North End'), ('District 1',))
    """
    parts = [name.partition(" ") for name in names]
    alike = len(names) > 1 and len({first for first, _, _ in parts}) == 1 and all(rest.strip() for _, _, rest in parts)
    return tuple(rest for _, _, rest in parts) if alike else names


def _room(area: Any) -> tuple[float, float]:
    """Return where a name has most room: the middle of the largest circle in the largest part."""
    largest = max(getattr(area, "geoms", [area]), key=lambda part: part.area)
    sound = largest.geom_type == "Polygon" and largest.is_valid and largest.area > 0
    tolerance = 0.02 * float(np.sqrt(largest.area))
    middle = polylabel(largest, tolerance=tolerance) if sound else shapely.point_on_surface(largest)
    return middle.x, middle.y


def _labels(canvas: Canvas, names: tuple[str, ...], areas: list[Any], classes: Classes) -> None:
    """Write the names where there is room: long or many names would hide the map."""
    if len(names) > _MOST_LABELS:
        return
    size = 7.5 if len(names) <= 30 else 5.5
    for name, area, of in zip(_short(names), areas, classes.of, strict=True):
        wide = max(len(name), 1) * size / 72 * 0.6 * canvas.metres_per_inch
        if area.is_empty or wide > 1.3 * np.sqrt(area.area):
            continue
        x, y = _room(area)
        colour = "white" if of >= _DARK_FROM else INK
        style = {"color": colour, "fontsize": size, "zorder": 8}
        write_on(canvas.axes, x, y, name, limit=16, ha="center", va="center_baseline", **style)

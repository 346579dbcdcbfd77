"""The map of who gets nearer to a post and who farther from one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.show.figures.canvas import Canvas
from beatwright.show.figures.cells import measured_by, service_of
from beatwright.show.figures.classes import change_classes
from beatwright.show.figures.map_demand import fill_classes
from beatwright.show.figures.palette import CHANGE

__all__ = ["UNCHANGED", "distance_change", "map_change"]

UNCHANGED = {"metres": 50.0, "minutes": 0.25}


def distance_change(case: Case, plan: Plan, base: Plan) -> npt.NDArray[np.float64]:
    """Return how much farther the nearest post is in `plan` than in `base`, shape (zones,); NaN if never reached.

    Metres, or minutes where the standard is given in minutes only.
    """
    by = measured_by(case.problem)
    new = np.asarray(getattr(service_of(case.problem.city, plan), by), dtype=np.float64)
    old = np.asarray(getattr(service_of(case.problem.city, base), by), dtype=np.float64)
    known = np.isfinite(new) & np.isfinite(old)
    gap: npt.NDArray[np.float64] = np.subtract(new, old, out=np.full(len(new), np.nan), where=known)
    return gap


def map_change(case: Case, plan: Plan, base: Plan) -> Figure:
    """Draw how the distance to the nearest post changes from `base` to `plan`, zone by zone.

    Parameters
    ----------
    case : Case
        City and standard are read.
    plan, base : Plan
        Their posts must be decided.
    """
    by = measured_by(case.problem)
    what = "travel time" if by == "minutes" else "distance"
    classes = change_classes(distance_change(case, plan, base), UNCHANGED[by])
    canvas = Canvas(case.problem.city)
    fill_classes(canvas, case.problem.city, classes, CHANGE)
    canvas.outline(case.problem.city)
    title = f"Change of the {what} from the nearest post, {by}"
    canvas.legend(title, list(zip(CHANGE, classes.labels, strict=True)), ends=("← nearer", "farther →"))
    return canvas.finish()

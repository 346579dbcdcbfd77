"""The map of where calls come from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure

from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.show.figures.canvas import RASTER_FROM, Canvas
from beatwright.show.figures.cells import cells_of
from beatwright.show.figures.classes import Classes, demand_classes
from beatwright.show.figures.palette import DEMAND
from beatwright.show.tables.small_counts import few_calls

__all__ = ["demand_density", "fill_classes", "map_demand"]


def demand_density(case: Case) -> npt.NDArray[np.float64]:
    """Return the calls per square kilometre and year that were planned on, shape (zones,); NaN without an area."""
    city, calls = case.problem.city, _calls(case)
    area = np.asarray(shapely.area(np.array(cells_of(city), dtype=object)), dtype=np.float64) / 1e6
    density: npt.NDArray[np.float64] = np.divide(calls, area, out=np.full(len(calls), np.nan), where=area > 0)
    return density


def _calls(case: Case) -> npt.NDArray[np.float64]:
    calls: npt.NDArray[np.float64] = case.problem.demand.expected.sum(axis=1) * HOURS_OF_YEAR
    return calls


def map_demand(case: Case) -> Figure:
    """Draw the demand that was planned on, as calls per square kilometre and year.

    Parameters
    ----------
    case : Case
        City and demand are read.

    Returns
    -------
    matplotlib Figure
        With legend, scale bar and north arrow; district borders where the city has districts.
    """
    city = case.problem.city
    density = np.where(few_calls(case, _calls(case)), 0.0, demand_density(case))
    classes = demand_classes(density, fewest=case.fewest_shown)
    canvas = Canvas(city)
    fill_classes(canvas, city, classes, DEMAND)
    canvas.outline(city)
    canvas.legend("Calls per km² and year", list(zip(DEMAND, classes.labels, strict=False)))
    return canvas.finish()


def fill_classes(canvas: Canvas, city: City, classes: Classes, colours: tuple[str, ...]) -> None:
    """Fill the zones with the colour of their class; zones without a class stay white."""
    cells = np.array(cells_of(city), dtype=object)
    raster = int(shapely.get_num_coordinates(cells).sum()) > RASTER_FROM
    for number, colour in zip(range(len(classes.labels)), colours, strict=False):
        canvas.fill(cells[classes.of == number].tolist(), colour, raster=raster)

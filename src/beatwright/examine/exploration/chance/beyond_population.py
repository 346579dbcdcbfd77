"""Whether incidents cluster beyond where people live, and the map of where they live that the test rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.progress import Progress
from beatwright.base.raster import Raster
from beatwright.core.chart import LineChart
from beatwright.core.city import City
from beatwright.core.measure import Measure
from beatwright.examine.exploration.chance.further_answer import FurtherAnswer, curve_panel
from beatwright.examine.exploration.chance.randomness_words import curve_row
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.envelope import envelope
from beatwright.patterns.randomness.envelope_result import Envelope

__all__ = ["beyond_population", "population_raster"]

_CELLS = 256  # along the longer side: 40 m in a city of 10 km, narrower than nearly every zone
_UNKNOWN = (
    "Where people live is not known: the zones of this city have no population, or no area. Give them a column "
    "'population' of people, or leave out 'given' of Randomness."
)


def population_raster(city: City, cells: int = _CELLS) -> Raster | None:
    """Return people by cell: those of a zone evenly over its cells. None where nobody knows, or nobody lives there.

    Parameters
    ----------
    city : City
        Its zones have a column ``population`` and are areas.
    cells : int, default 256
        Along the longer side of the city's frame.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> city = small_problem().city
    >>> bool(np.isclose(np.nansum(population_raster(city).values), city.zones["population"].sum()))
    True
    """
    zones = city.zones
    if "population" not in zones or not bool((shapely.area(zones.geometry.to_numpy()) > 0).all()):
        return None
    people = zones["population"].fillna(0).to_numpy(dtype=np.float64)
    empty = _empty(city.boundary.bounds, cells)
    zone, cell = _cells_of(zones.geometry.to_numpy(), empty)
    each = people / np.maximum(np.bincount(zone, minlength=len(zones)), 1)
    values = np.asarray(np.bincount(cell, each[zone], minlength=empty.values.size), dtype=np.float64)
    values[np.setdiff1d(np.arange(len(values)), cell)] = np.nan
    return replace(empty, values=values.reshape(empty.shape)) if np.nansum(values) > 0 else None


def _empty(bounds: tuple[float, float, float, float], cells: int) -> Raster:
    left, bottom, right, top = bounds
    side = max(right - left, top - bottom) / cells
    shape = max(1, round((top - bottom) / side)), max(1, round((right - left) / side))
    return Raster(np.zeros(shape), bounds, "people")


def _cells_of(zones: npt.NDArray[np.object_], raster: Raster) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which cells are of which zone: those with their centre in it, or the one that holds a place inside it."""
    x, y = np.meshgrid(raster.x, raster.y)
    tree = shapely.STRtree(np.asarray(shapely.points(x.ravel(), y.ravel())))
    zone, cell = tree.query(zones, predicate="intersects")
    small = np.setdiff1d(np.arange(len(zones)), zone)
    inside = tree.nearest(shapely.point_on_surface(zones[small])) if len(small) else small
    return np.concatenate([zone, small]), np.concatenate([cell, inside])


def beyond_population(
    pattern: PointPattern,
    city: City,
    *,
    r: npt.NDArray[np.float64],
    runs: int,
    seed: int,
    progress: Progress | None = None,
) -> FurtherAnswer:
    """Test whether incidents cluster more than if everybody who lives in the city were hit as often.

    Parameters
    ----------
    pattern : PointPattern
        Incidents in the boundary of the city.
    city : City
        Its zones say where people live.
    r : array, shape (m,)
        Distances in metres.
    runs, seed : int
        Random patterns, and their seed.
    progress : callable (done, total, text), optional
        Told how far it is.
    """
    people = population_raster(city)
    if people is None:
        return FurtherAnswer((_UNKNOWN,))
    curve = envelope(pattern, "L", runs, seed, r=r, null=people, progress=progress)
    row = replace(curve_row(curve, "beyond where people live"), name="K, as L, given population")
    return FurtherAnswer((row.says,), (Measure("p of L given population", row.p_value, "p"),), (row,), (_chart(curve),))


def _chart(curve: Envelope) -> LineChart:
    return LineChart(
        name="beyond_population",
        alt="Curve of L of the incidents, beside the highest and the lowest of random patterns that follow residents.",
        caption="L less the distance, beside random patterns in which every resident is as likely to be hit, at a "
        "random place in the zone of their home. Above the two thin curves incidents cluster beyond where people live: "
        "at shops, bars or stations, at some addresses, or because one brings another.",
        x_name="distance, m",
        panels=[curve_panel(curve, "L(r) − r", "m", less_r=True)],
    )

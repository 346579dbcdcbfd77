"""How compact districts are: borders, Polsby-Popper, moment of inertia."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.core import City, Measure
from beatwright.evaluate.division import Division

__all__ = ["shape_measures", "shapes_of"]

Floats = npt.NDArray[np.float64]


def shapes_of(city: City, division: Division) -> pd.DataFrame:
    """Return area, perimeter and compactness of every district, by additive sums over its zones.

    Parameters
    ----------
    city : City
        With polygon zones.
    division : Division

    Returns
    -------
    DataFrame, one row per district
        ``area_km2``, ``perimeter_km``, ``polsby_popper`` (``4 pi A / P^2``), ``inertia`` (``A^2 / (2 pi I)`` with the
        polar second moment I about the centroid); both are 1 for a disc.

    Raises
    ------
    ParameterError
        Where the zones are points.
    """
    borders = city.borders
    inside = division.inside
    polygons = city.zones.geometry.to_numpy()
    area, centre = shapely.area(polygons), shapely.get_coordinates(shapely.centroid(polygons))
    whole = division.totals(area)
    middle = np.column_stack([division.totals(area * centre[:, axis]) for axis in (0, 1)]) / whole[:, None]
    away = ((centre[inside] - middle[division.label[inside]]) ** 2).sum(axis=1)
    spread = np.zeros(len(area))
    spread[inside] = area[inside] * away
    moment = division.totals(borders.moment + spread)
    perimeter = division.totals(borders.perimeter) - 2.0 * _inner(division, city)
    return pd.DataFrame(
        {
            "area_km2": whole / 1e6,
            "perimeter_km": perimeter / 1e3,
            "polsby_popper": 4.0 * np.pi * whole / perimeter**2,
            "inertia": whole**2 / (2.0 * np.pi * moment),
        },
        index=pd.Index(division.names, name="district"),
    )


def _inner(division: Division, city: City) -> Floats:
    """Return the length of the borders inside every district, shape (districts,), metres."""
    borders = city.borders
    kept = ~division.cut(borders) & (division.label[borders.edges[:, 0]] >= 0)
    label = division.label[borders.edges[kept, 0]]
    return np.bincount(label, weights=borders.metres[kept], minlength=division.count).astype(np.float64)


def shape_measures(city: City, division: Division, shapes: pd.DataFrame) -> Iterator[Measure]:
    """Yield the figures of compactness."""
    cut = city.borders.metres[division.cut(city.borders)].sum()
    whole = city.borders.metres.sum()
    yield Measure("cut length", cut / 1e3, "km", "lower")
    yield Measure("cut share", cut / whole if whole > 0 else 0.0, "share", "lower")
    yield Measure("mean Polsby-Popper", shapes["polsby_popper"].mean(), "index", "higher")
    yield Measure("least Polsby-Popper", shapes["polsby_popper"].min(), "index", "higher")
    yield Measure("mean moment of inertia", shapes["inertia"].mean(), "index", "higher")

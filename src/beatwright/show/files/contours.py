"""The contours of a raster as GeoJSON: lines of one value, or the areas between them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.raster import Raster
from beatwright.base.vector.crs import crs_of
from beatwright.show.files.geojson import geojson_geometry

__all__ = ["write_contours"]


def write_contours(raster: Raster, path: str | Path, levels: Sequence[float], crs: Any, *, areas: bool = False) -> Path:
    """Write the contours of a raster as GeoJSON, whole or not at all.

    Parameters
    ----------
    raster : Raster
        Such as `patterns.kde` gives.
    path : path
        The file to write.
    levels : sequence of float
        At least one, ascending, in the unit of the values.
    crs : str, int or CRS
        Of the raster's coordinates, such as ``city.crs``.
    areas : bool, default False
        Write the areas from each level to the next, and above the last, rather than lines.

    Returns
    -------
    Path
        `path`. Coordinates are WGS 84 longitude and latitude with six decimals (RFC 7946). Lines say their ``level``,
        areas ``from`` and ``to`` (null above the last level), and both the ``unit``. Levels that nothing reaches have
        no feature.

    Raises
    ------
    ParameterError
        Where `levels` are no ascending numbers.
    InputError
        Where `crs` is no CRS.
    """
    system = crs_of(crs, "The 'crs' parameter of write_contours")
    complaints = Complaints()
    complaints.add(_wrong_levels(levels))
    complaints.add(check.boolean("write_contours", "areas", areas))
    complaints.raise_if_any(ParameterError)
    found = _areas(raster, levels) if areas else _lines(raster, levels)
    rows = [(facts, shape) for facts, shape in found if not shape.is_empty]
    shapes = gpd.GeoSeries([shape for _, shape in rows], crs=system).to_crs(4326).to_numpy()
    shapes = shapely.orient_polygons(shapes, exterior_cw=False)
    features = [
        {"type": "Feature", "properties": {**facts, "unit": raster.unit}, "geometry": geojson_geometry(shape)}
        for (facts, _), shape in zip(rows, shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)
    return write_text(path, text + "\n")


def _wrong_levels(levels: Any) -> str | None:
    values = np.asarray(levels)
    good = values.ndim == 1 and values.size > 0 and values.dtype.kind in "iuf"
    if good and np.isfinite(values).all() and (np.diff(values) > 0).all():
        return None
    return check.sentence("write_contours", "levels", "ascending numbers, at least one", repr(levels)[:80])


def _lines(raster: Raster, levels: Sequence[float]) -> Iterator[tuple[dict[str, Any], Any]]:
    for level, line in zip(levels, raster.contours(levels), strict=True):
        yield {"level": float(level)}, line


def _areas(raster: Raster, levels: Sequence[float]) -> Iterator[tuple[dict[str, Any], Any]]:
    for low, high in itertools.pairwise([*levels, np.inf]):
        end = float(high) if np.isfinite(high) else None
        yield {"from": float(low), "to": end}, raster.region(float(low), float(high))

"""A layer as a shapefile, for programs that read nothing newer."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd

__all__ = ["write_shapefile"]

_NO_CLOCK = {"DBF_DATE_LAST_UPDATE": "2000-01-01"}  # the same districts give the same bytes on any day
_LONGEST_FIELD = 10  # letters of a column's name in a shapefile


def write_shapefile(layer: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a layer with the names of its columns cut to ten letters, as the format asks; its parts lie beside it."""
    _short_columns(layer).to_file(path, engine="pyogrio", encoding="UTF-8", layer_options=_NO_CLOCK)
    return path


def _short_columns(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    taken: set[str] = set()
    names = {}
    for column in layer.columns:
        if column != layer.geometry.name:
            stem = re.sub(r"\W+", "_", str(column))[:_LONGEST_FIELD]
            free = next(c for c in (stem, *(f"{stem[:8]}{n}" for n in range(2, 100))) if c.lower() not in taken)
            taken.add(free.lower())
            names[column] = free
    return layer.rename(columns=names)

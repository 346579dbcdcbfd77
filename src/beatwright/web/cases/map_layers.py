"""Layers of the map as browsers take them: GeoJSON in longitude and latitude, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache

import geopandas as gpd

from beatwright.core.case import Case
from beatwright.show.files.geojson import geojson_features
from beatwright.show.files.layers import layers_of
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.cases.zone_graph import zone_graph

__all__ = ["MapLayer", "map_borders", "map_layer"]

_FEWEST_SHOWN = 5  # incidents of a square; fewer may point at a person, so viewers do not see them


@dataclass(frozen=True)
class MapLayer:
    """A layer.

    Parameters
    ----------
    text, gzip : bytes
        JSON as it is, and compressed.
    etag : str
        Changes where a byte of it does.
    """

    text: bytes
    gzip: bytes
    etag: str

    @classmethod
    def of(cls, values: object) -> MapLayer:
        """Return the layer of plain values."""
        text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        # A fixed time within, so that the same layer has the same bytes.
        return cls(text, gzip.compress(text, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:32]}"')


@lru_cache(maxsize=32)
def map_layer(opened: OpenCase, name: str, *, every_count: bool = False) -> MapLayer | None:
    """Return a layer of a case; None where it has none of that name.

    Parameters
    ----------
    opened : OpenCase
        The case.
    name : str
        ``boundary``, ``zones``, ``sites``, ``districts`` or ``squares``.
    every_count : bool, default False
        Whether small counts are in it too, for those who plan; viewers see none.
    """
    case = replace(opened.case, fewest_shown=0.0) if every_count else opened.case
    if name == "zones":
        table = _zones(case)
    elif name == "squares":
        table = None if case.squares is None else _squares(case, every_count)
    else:
        table = layers_of(case, [name]).get(name)
    if table is None:
        return None
    return MapLayer.of({"type": "FeatureCollection", "features": geojson_features(name, table)})


@lru_cache(maxsize=32)
def map_borders(opened: OpenCase, *, every_count: bool = False) -> MapLayer:
    """Return which zones are neighbours, and what each adds to the district it is in.

    Raises
    ------
    ParameterError
        Where the zones are points.
    """
    fewest = 0.0 if every_count else opened.case.fewest_shown
    return MapLayer.of(zone_graph(opened.case.problem, fewest))


def _zones(case: Case) -> gpd.GeoDataFrame:
    """Return the zones with their planned calls a year; what was held out is no part of a map to plan on."""
    zones = layers_of(case, ["zones"])["zones"].drop(columns=["calls_judged", "small_counts"], errors="ignore")
    return zones.rename(columns={"calls_planned": "calls_per_year"})


def _squares(case: Case, every_count: bool) -> gpd.GeoDataFrame:
    squares = case.squares
    assert squares is not None  # asked for where there are some only
    fewest = 1.0 if every_count else max(case.fewest_shown, _FEWEST_SHOWN)
    return squares.to_frame(case.problem.city.crs, fewest)

"""What can be wrong with the layers of a city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.core.street_segments import StreetSegments

__all__ = ["bridge_complaints", "crs_complaints", "layer_complaints", "street_complaints"]


def layer_complaints(role: str, table: gpd.GeoDataFrame) -> Iterable[str]:
    """Yield what is wrong with a layer of a city by itself: its CRS, its ids, its geometries."""
    if not isinstance(table, gpd.GeoDataFrame):
        yield f"The '{role}' parameter of City must be a GeoDataFrame. Got {type(table).__name__}."
        return
    if len(table) == 0:
        yield f"The {role} are empty. Give at least one."
        return
    yield from crs_complaints(role, table.crs)
    labels = [str(label) for label in table.index]
    if len(set(labels)) < len(labels):
        twice = [label for label, times in Counter(labels).items() if times > 1]
        yield f"Ids of {role} must be unique. These stand more than once: {', '.join(twice[:5])}."
    geometry = table.geometry.to_numpy()
    missing = shapely.is_missing(geometry)
    for fault, mask in (
        ("missing or empty", missing | shapely.is_empty(geometry)),
        ("invalid", ~missing & ~shapely.is_valid(geometry)),
    ):
        if mask.any():
            shown = ", ".join(labels[place] for place in np.flatnonzero(mask)[:5])
            yield f"{int(mask.sum())} of the {role} have a geometry that is {fault}: {shown}."


def bridge_complaints(bridges: Iterable[object], known: set[str]) -> Iterable[str]:
    """Yield what is wrong with pairs of zones that count as neighbours; `known` are the ids of all zones."""
    for pair in bridges:
        if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2 or str(pair[0]) == str(pair[1]):
            yield f"A bridge must be a pair of two zone ids. Got {pair!r}."
            continue
        missing = [str(label) for label in pair if str(label) not in known]
        if missing:
            yield f"The bridge {' - '.join(map(str, pair))} names a zone that is not there: {', '.join(missing)}."


def street_complaints(streets: object, zones: gpd.GeoDataFrame) -> Iterable[str]:
    """Yield what is wrong with the streets of a city: no segments, or none near its zones."""
    if not isinstance(streets, StreetSegments):
        yield f"The 'streets' parameter of City must be StreetSegments. Got {type(streets).__name__}."
        return
    here, there = (shapely.box(*bounds) for bounds in (zones.total_bounds, shapely.total_bounds(streets.lines)))
    if not here.intersects(there):
        yield "The streets lie away from the zones. Give the streets of this city, in the CRS of the zones."


def crs_complaints(role: str, crs: Any) -> Iterable[str]:
    """Yield what is wrong with the CRS of a layer: missing, geographic, or not in metres."""
    advice = "Project the layer first, for example to its UTM zone with layer.to_crs(layer.estimate_utm_crs())."
    if crs is None:
        yield f"The {role} have no CRS. {advice}"
    elif crs.is_geographic:
        yield f"The CRS of the {role} is geographic ({crs.name}); beatwright measures in metres. {advice}"
    elif any(axis.unit_name not in ("metre", "meter") for axis in crs.axis_info[:2]):
        yield f"The CRS of the {role} is in {crs.axis_info[0].unit_name}, not in metres ({crs.name}). {advice}"

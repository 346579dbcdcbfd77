"""Layers of a city that lie away from its boundary, all told at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from beatwright.data.city.extent import Frame
from beatwright.data.city.layer import Layer
from beatwright.data.geometry.layer_distance import EXCHANGED, away_from, degrees_of

__all__ = ["layers_away"]


def layers_away(layers: Mapping[str, Layer], frame: Frame, framed_by: str) -> tuple[str, ...]:
    """Return a complaint for each layer of which nothing is as near to the boundary as the city is wide.

    Parameters
    ----------
    layers : mapping of str to Layer
        By option, each in a CRS of its own.
    frame : Frame
        The area.
    framed_by : str
        The option that gave the area.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = Frame(shapely.box(325_000, 4_685_000, 335_000, 4_695_000), 32619)
    >>> station = Layer(gpd.GeoDataFrame(geometry=[shapely.Point(42.36, -71.06)], crs=4326))
    >>> layers_away({"current": station}, frame, "boundary")[0][:58]
    '[city] current: lies 15,225 km from the boundary (its midd'
    """
    found = {}
    for option, layer in layers.items():
        corners = degrees_of(shapely.get_coordinates(layer.table.geometry.to_numpy()), layer.table.crs)
        text, change = away_from(corners, frame.boundary, frame.crs)
        if text:
            found[option] = (f"[city] {option}: lies {text}", change)
    texts = [text for text, _ in found.values()]
    changes = {change for _, change in found.values()}
    if len(found) > 1 and len(found) == len(layers) and len(changes) == 1 and "" not in changes:
        texts.append(
            f"[city] {framed_by}: all other layers agree and would fit with {changes.pop()}, so it is this one."
        )
    elif _nowhere(frame):
        texts.append(
            f"[city] {framed_by}: lies where no city is, towards a pole. Were {EXCHANGED}? Export it again with "
            "longitude first."
        )
    return tuple(texts)


def _nowhere(frame: Frame) -> bool:
    """Say whether a boundary lies further towards a pole than anybody lives."""
    latitude = degrees_of(shapely.get_coordinates(frame.boundary), frame.crs)[:, 1]
    return bool(len(latitude)) and bool(np.max(latitude) < -60 or np.min(latitude) > 83)

"""Police stations and patrol posts of today, placed by history and not by an optimum."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.data.generate.city_size import CitySize
from beatwright.data.generate.layout import Layout
from beatwright.data.generate.street_grid import StreetGrid

__all__ = ["make_posts"]

_OFFICERS_STATION = (10, 16)
_OFFICERS_POST = (4, 9)


def make_posts(
    size: CitySize, layout: Layout, streets: StreetGrid, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the stations and the posts: both stand at crossings of arterials.

    Stations were founded when the city was small, so they lie around the old town; posts were added later
    wherever there was room. Neither follows where incidents happen now.

    Returns
    -------
    stations, posts : GeoDataFrame
        Index: id such as ``S1`` or ``P3``. Points; ``name``, ``officers``, ``node`` (id in the road graph).
    """
    corners = streets.nodes[streets.nodes["arterial"]]
    away = (corners[["u", "v"]].to_numpy() - layout.centre) / np.array([layout.width, layout.height])
    remote = np.hypot(away[:, 0], away[:, 1])
    xy = shapely.get_coordinates(corners.geometry.to_numpy())
    old = np.exp(-((remote / 0.16) ** 2)) + 1e-6
    chosen = _apart(xy, old, size.stations, [], gap=0.10 * layout.width, rng=rng)
    later = np.exp(-((remote / 0.38) ** 2)) + 1e-6
    added = _apart(xy, later, size.posts, chosen, gap=0.05 * layout.width, rng=rng)
    return (
        _table(corners.iloc[chosen], "S", "Station", _OFFICERS_STATION, rng=rng),
        _table(corners.iloc[added], "P", "Post", _OFFICERS_POST, rng=rng),
    )


def _apart(
    xy: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    count: int,
    taken: list[int],
    gap: float,
    rng: np.random.Generator,
) -> list[int]:
    """Draw places by `weight`, none nearer than `gap` to another; the gap shrinks where there is no room."""
    chosen: list[int] = []
    while len(chosen) < min(count, len(xy) - len(taken)):
        used = xy[[*taken, *chosen]]
        free = weight.copy()
        if len(used):
            distance = np.hypot(*(xy[:, None] - used[None]).transpose(2, 0, 1)).min(axis=1)
            free[distance <= gap] = 0.0
        if free.sum() <= 0:
            gap *= 0.7
            continue
        chosen.append(int(rng.choice(len(xy), p=free / free.sum())))
    return chosen


def _table(
    corners: gpd.GeoDataFrame, letter: str, word: str, officers: tuple[int, int], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    count = len(corners)
    return gpd.GeoDataFrame(
        {
            "name": [f"{word} {corner}" for corner in corners["name"]],
            "officers": rng.integers(*officers, count, endpoint=True) if count else np.zeros(0, dtype=np.int64),
            "node": corners.index.to_numpy(),
        },
        index=pd.Index([f"{letter}{n + 1}" for n in range(count)], name="id"),
        geometry=corners.geometry.to_numpy(),
        crs=corners.crs,
    )

"""Where the background falls: people, trade, and fixed risky places."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.data.generate.block_groups import GROUPS
from beatwright.data.generate.city_size import CitySize
from beatwright.data.generate.land_raster import LandRaster
from beatwright.data.generate.layout import CRS, Layout
from beatwright.data.generate.street_grid import StreetGrid

__all__ = ["SURFACES", "Surfaces", "make_surfaces"]

SURFACES = ("residential", "commercial", "hot")
# Recorded incidents per head relative to the middle group.
_PER_HEAD = dict(zip(GROUPS, (1.6, 1.0, 0.65), strict=True))
_CORRIDOR = 90.0
_TOWN = 700.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Surfaces:
    """The three surfaces of the background.

    Parameters
    ----------
    share : array, shape (3, cells)
        Part of each surface's incidents in every cell, in the order of `SURFACES`; rows sum to 1.
    hot_spots : GeoDataFrame
        Index: id. Points; ``weight`` (part of the surface, sums to 1) and ``spread`` (metres, standard
        deviation of the Gaussian bump).
    """

    share: Floats
    hot_spots: gpd.GeoDataFrame


def make_surfaces(
    size: CitySize,
    layout: Layout,
    streets: StreetGrid,
    block_groups: gpd.GeoDataFrame,
    raster: LandRaster,
    rng: np.random.Generator,
) -> Surfaces:
    """Draw the three surfaces."""
    trade = _commercial(layout, streets, raster, rng)
    hot_spots = _hot_spots(size, streets, raster, trade, rng=rng)
    share = np.stack([_residential(block_groups, raster), trade, _bumps(hot_spots, raster)])
    return Surfaces(share / share.sum(axis=1, keepdims=True), hot_spots)


def _residential(block_groups: gpd.GeoDataFrame, raster: LandRaster) -> Floats:
    """Return people times their recorded incidents per head, spread evenly over each block group."""
    home = shapely.STRtree(block_groups.geometry.to_numpy()).nearest(shapely.points(raster.centre))
    risk = block_groups["population"] * block_groups["group"].map(_PER_HEAD) / block_groups.geometry.area
    return np.asarray(risk.to_numpy(dtype=np.float64)[home] * raster.area)


def _commercial(layout: Layout, streets: StreetGrid, raster: LandRaster, rng: np.random.Generator) -> Floats:
    """Return trade: the old town, strips along arterials, and a few shopping centres out of town."""
    arterials = streets.edges[streets.edges["highway"] != "residential"].geometry.to_numpy()
    points = shapely.get_coordinates(shapely.segmentize(arterials, 60.0))
    away = cKDTree(points).query(raster.centre)[0]
    town = layout.ground(layout.centre[None])[0]
    distance = np.hypot(*(raster.centre - town).T)
    strip = np.exp(-0.5 * (away / _CORRIDOR) ** 2) * (0.25 + np.exp(-distance / (0.2 * layout.width)))
    trade = 0.02 + strip + 2.0 * np.exp(-0.5 * (distance / _TOWN) ** 2)
    corners = streets.nodes[streets.nodes["arterial"]]
    malls = shapely.get_coordinates(corners.geometry.to_numpy())[rng.choice(len(corners), min(4, len(corners)), False)]
    for mall in malls:
        trade += 1.5 * np.exp(-0.5 * (np.hypot(*(raster.centre - mall).T) / 220.0) ** 2)
    return np.asarray(trade * raster.area)


def _hot_spots(
    size: CitySize, streets: StreetGrid, raster: LandRaster, trade: Floats, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Choose the risky places at crossings, more likely where there is trade."""
    xy = shapely.get_coordinates(streets.nodes.geometry.to_numpy())
    chance = (trade / raster.area)[cKDTree(raster.centre).query(xy)[1]]
    chosen = rng.choice(len(xy), min(size.hot_spots, len(xy)), replace=False, p=chance / chance.sum())
    weight = rng.lognormal(0.0, 0.9, len(chosen))
    return gpd.GeoDataFrame(
        {"weight": weight / weight.sum(), "spread": np.round(rng.uniform(70.0, 220.0, len(chosen)), 1)},
        index=pd.Index([f"H{n + 1}" for n in range(len(chosen))], name="hot_spot"),
        geometry=gpd.points_from_xy(*xy[chosen].T),
        crs=CRS,
    )


def _bumps(hot_spots: gpd.GeoDataFrame, raster: LandRaster) -> Floats:
    total = np.zeros(len(raster.share))
    for point, weight, spread in zip(hot_spots.geometry, hot_spots["weight"], hot_spots["spread"], strict=True):
        away = np.hypot(raster.centre[:, 0] - point.x, raster.centre[:, 1] - point.y)
        bump = np.exp(-0.5 * (away / spread) ** 2) * raster.area
        total += weight * bump / bump.sum()
    return total

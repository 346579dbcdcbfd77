"""Units, parents that cut them anywhere, and generated cities."""

import itertools
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.data import GeneratedCity, generate_city

UTM = "EPSG:32615"


@cache
def _generated(seed: int) -> GeneratedCity:
    return generate_city(seed=seed, size=4, weeks=6)


@pytest.fixture(scope="session")
def generated():
    """Return a function: seed -> small generated city."""
    return _generated


def _voronoi(area, count: int, seed: int, prefix: str) -> gpd.GeoDataFrame:
    """Divide an area at random into polygons that have nothing to do with any units."""
    west, south, east, north = area.bounds
    xy = np.random.default_rng(seed).uniform((west, south), (east, north), (count, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=area))
    shapes = [shapely.intersection(cell, area.buffer(50.0)) for cell in cells]
    shapes = [shape for shape in shapes if shape.area > 0]
    return gpd.GeoDataFrame(index=[f"{prefix}{n}" for n in range(len(shapes))], geometry=shapes, crs=UTM)


@pytest.fixture(scope="session")
def voronoi():
    """Return a function: (area, count, seed, prefix) -> polygons that divide it."""
    return _voronoi


@pytest.fixture
def row():
    """Return a function: (widths, **columns) -> boxes side by side, 100 m high, named 1, 2, ..."""

    def make(*widths: float, **columns) -> gpd.GeoDataFrame:
        edges = np.concatenate([[0.0], np.cumsum(widths)])
        shapes = [shapely.box(a, 0, b, 100) for a, b in itertools.pairwise(edges)]
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM, index=[str(n + 1) for n in range(len(shapes))])

    return make

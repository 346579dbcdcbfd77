"""Districting instances: from the data folder, from a generated city, and random planar maps."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILES = {"V410": (100, 15.0), "V2000": (100, 20.0), "V5000": (100, 60.0)}  # districts, seconds that beatwright gets
CITY = "generated city"
COLUMNS = {"calls": "calls", "population": "population", "area": "area_m2"}


@dataclass(frozen=True, eq=False)
class Units:
    """Units, their common borders, what they hold, and how they are to be divided."""

    name: str
    edges: NDArray[np.int64]
    lengths: NDArray[np.float64]
    criteria: dict[str, NDArray[np.float64]]
    parents: NDArray[np.int64]
    k: int
    seconds: float
    points: NDArray[np.float64] = field(repr=False)

    @property
    def n(self) -> int:
        """Number of units."""
        return self.parents.size


def data_folder() -> Path:
    given = os.environ.get("BEATWRIGHT_DATA")
    return (Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "data") / "districting"


def known_instances() -> list[str]:
    """Name the files where the data folder is present, the generated city otherwise."""
    return list(FILES) if data_folder().is_dir() else [CITY]


def load(name: str) -> Units:
    return generated_city() if name == CITY else from_file(name)


def from_file(name: str) -> Units:
    """Read NAME.parquet and NAME_edges.csv, whose a and b are labels of units."""
    import geopandas as gpd
    import pandas as pd

    table = gpd.read_parquet(data_folder() / f"{name}.parquet")
    borders = pd.read_csv(data_folder() / f"{name}_edges.csv")
    position = pd.Index(table["unit"])
    edges = np.column_stack([position.get_indexer(borders[end]) for end in ("a", "b")])
    if (edges < 0).any() or not position.is_unique:
        raise ValueError(f"{name}: the borders name units that {name}.parquet does not hold once.")
    criteria = {name: table[column].to_numpy(float) for name, column in COLUMNS.items()}
    k, seconds = FILES[name]
    lengths, parents = borders["length_m"].to_numpy(float), _numbered(table["parent"])
    return Units(name, edges, lengths, criteria, parents, k, seconds, _centres(table))


def generated_city() -> Units:
    """Block groups of a generated city, in its districts, with the incidents of three years; bridges join the banks."""
    import geopandas as gpd

    from beatwright.core.borders import borders_of
    from beatwright.data import generate_city

    city = generate_city(seed=1, size="medium")
    table = city.block_groups.reset_index()
    borders = borders_of(table.geometry.array)
    if borders.pieces.max() > 0:  # banks of a river: some peers want one piece
        borders = borders_of(table.geometry.array, _bridges(_centres(table), borders.pieces))
    events = city.truth.events
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(events["x"], events["y"]), crs=table.crs)
    found = gpd.sjoin(points, table[["geometry"]], predicate="within")["index_right"]
    calls = np.bincount(found.to_numpy(np.int64), minlength=len(table)).astype(float)
    criteria = {"calls": calls, "population": table["population"].to_numpy(float), "area": table.area.to_numpy(float)}
    k = len(table) // 4
    return Units(CITY, borders.edges, borders.metres, criteria, _numbered(table["district"]), k, 15.0, _centres(table))


def random_map(n: int, k: int, seed: int, seconds: float = 1.0) -> Units:
    """Voronoi cells of random points in a square of 10 km, lognormal population, calls in three hot spots."""
    from scipy.spatial import Voronoi

    random = np.random.default_rng(seed)
    points = random.random((n, 2)) * 1e4
    # Mirrored at all four sides, the cells of the points themselves fill the square.
    sides = [(axis, side) for axis in (0, 1) for side in (0.0, 1e4)]
    images = [np.where(np.arange(2) == axis, 2 * side - points, points) for axis, side in sides]
    cells = Voronoi(np.vstack([points, *images]))
    inner = (cells.ridge_points < n).all(axis=1)
    edges = cells.ridge_points[inner].astype(np.int64)
    ends = cells.vertices[np.array(cells.ridge_vertices, dtype=object)[inner].tolist()]
    lengths = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
    area = np.array([_area(cells.vertices[cells.regions[r]]) for r in cells.point_region[:n]])
    hot = random.random((3, 2)) * 1e4
    temperature = np.exp(-((points[:, None] - hot) ** 2).sum(axis=2) / 2 / 1200.0**2).sum(axis=1)
    population = random.lognormal(7.0, 0.4, n)
    calls = random.poisson(population * (0.1 + temperature)).astype(float)
    criteria = {"calls": calls, "population": population, "area": area}
    parents = (points[:, 0] > 5e3).astype(np.int64)
    return Units(f"map {seed}", edges, lengths, criteria, parents, k, seconds, points)


def _area(ring: NDArray[np.float64]) -> float:
    centre = ring.mean(axis=0)
    ring = ring[np.argsort(np.arctan2(*(ring - centre).T))]
    x, y = ring.T
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


def _bridges(points: NDArray[np.float64], pieces: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Join every further piece to the first one by their nearest units."""
    found = []
    mainland = np.flatnonzero(pieces == 0)
    for piece in range(1, pieces.max() + 1):
        island = np.flatnonzero(pieces == piece)
        apart = np.hypot(*(points[island][:, None] - points[mainland]).transpose(2, 0, 1))
        a, b = np.unravel_index(apart.argmin(), apart.shape)
        found.append((int(island[a]), int(mainland[b])))
    return found


def _numbered(column: Any) -> NDArray[np.int64]:
    return np.unique(column, return_inverse=True)[1].astype(np.int64)


def _centres(table: Any) -> NDArray[np.float64]:
    return np.column_stack([table.geometry.centroid.x, table.geometry.centroid.y])

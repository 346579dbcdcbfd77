"""Block groups: where people live, how many, and of which income."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.data.generate.city_size import CitySize
from beatwright.data.generate.layout import CRS, Layout

__all__ = ["GROUPS", "make_block_groups"]

GROUPS = ("low income", "middle income", "high income")
# Part of each group (column) in a block group of each tercile (row).
_MIX = np.array([[0.70, 0.22, 0.08], [0.20, 0.60, 0.20], [0.08, 0.22, 0.70]])
_PEOPLE = 1_150.0
_SPREAD = 0.38
_ROUNDS = 3
_KNOTS = 30

Floats = npt.NDArray[np.float64]


def make_block_groups(size: CitySize, layout: Layout, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the block groups: Voronoi cells of seeds that lie denser near the old town, bank by bank.

    Returns
    -------
    GeoDataFrame
        Index: id such as ``BG 12``. ``population`` (people), ``population_low_income`` and so on (people by
        group), ``income`` (median of the households, dollars), ``group`` (the tercile of the city that most
        of its people belong to), ``bank`` (part of the land).
    """
    cloud = _cloud(layout, rng)
    bank = np.argmax([shapely.contains_xy(part, cloud) for part in layout.parts], axis=0)
    cells: list[Any] = []
    banks: list[int] = []
    for number, share in enumerate(_shares(bank, size.block_groups)):
        found = _voronoi(_relaxed(cloud[bank == number], share, rng), layout.parts[number])
        cells += found
        banks += [number] * len(found)
    table = gpd.GeoDataFrame({"bank": banks}, geometry=cells, crs=CRS)
    table.index = pd.Index([f"BG {n + 1}" for n in range(len(table))], name="block_group")
    return _peopled(table, layout, rng)


def _density(xy: Floats, layout: Layout) -> Floats:
    """Return how densely people live, relative to the old town: falling with distance, never to nothing."""
    centre = layout.ground(layout.centre[None])[0]
    away = np.hypot(*(xy - centre).T) / layout.width
    return np.asarray(0.10 + np.exp(-4.5 * away) * (1 - 0.45 * np.exp(-((away / 0.06) ** 2))))


def _cloud(layout: Layout, rng: np.random.Generator) -> Floats:
    """Return points of the land, as dense as the people are expected to be."""
    low_x, low_y, high_x, high_y = layout.land.bounds
    xy = rng.uniform((low_x, low_y), (high_x, high_y), (60_000, 2))
    shapely.prepare(layout.land)
    kept = shapely.contains_xy(layout.land, xy) & (rng.random(len(xy)) < _density(xy, layout))
    inside: Floats = xy[kept]
    return inside


def _shares(bank: npt.NDArray[np.intp], total: int) -> list[int]:
    """Return how many block groups each part of the land gets: by its people, at least two, `total` in all."""
    count = np.bincount(bank)
    small = [max(2, round(total * int(n) / int(count.sum()))) for n in count[1:]]
    return [max(2, total - sum(small)), *small]


def _relaxed(cloud: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return `count` seeds after some rounds of Lloyd's algorithm on the cloud: compact but not regular."""
    seeds = cloud[rng.choice(len(cloud), count, replace=False)]
    for _ in range(_ROUNDS):
        owner = cKDTree(seeds).query(cloud)[1]
        weight = np.bincount(owner, minlength=count)
        total = np.column_stack([np.bincount(owner, cloud[:, axis], count) for axis in (0, 1)])
        seeds = np.where(weight[:, None] > 0, total / np.maximum(weight, 1)[:, None], seeds)
    return seeds


def _voronoi(seeds: Floats, part: Any) -> list[Any]:
    """Return the Voronoi cells clipped to a part of the land; every piece belongs to one cell, in one piece."""
    cells: Any = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=part.envelope)
    clipped = [shapely.intersection(cell, part) for cell in cells.geoms]
    main = [max(_polygons(cell), key=lambda piece: piece.area) for cell in clipped if not cell.is_empty]
    for cell in clipped:
        for piece in sorted(_polygons(cell), key=lambda piece: -piece.area)[1:]:
            _join(main, piece)
    return sorted(main, key=lambda cell: (round(-cell.centroid.y / 400), cell.centroid.x))


def _polygons(shape: Any) -> list[Any]:
    return [piece for piece in getattr(shape, "geoms", [shape]) if piece.geom_type == "Polygon" and piece.area > 0]


def _join(cells: list[Any], piece: Any) -> None:
    """Give a cut-off piece to the neighbour with the longest common border."""
    border = shapely.length(shapely.intersection(np.array(cells), piece.boundary))
    order = np.argsort(-border, kind="stable")
    for k in order[:3]:
        joined = shapely.union(cells[k], piece)
        if joined.geom_type == "Polygon":
            cells[k] = joined
            return


def _field(xy: Floats, layout: Layout, rng: np.random.Generator) -> Floats:
    """Return a smooth random surface at `xy`, so that neighbours are alike."""
    knots = rng.uniform(0, 1, (_KNOTS, 2)) * np.array([layout.width, layout.height]) + np.array(layout.land.bounds[:2])
    height = rng.normal(0, 1, _KNOTS)
    distance = np.hypot(*(xy[:, None, :] - knots[None]).transpose(2, 0, 1)) / (0.13 * layout.width)
    weight = np.exp(-0.5 * distance**2) + 1e-9
    return np.asarray((weight @ height) / weight.sum(axis=1))


def _peopled(table: gpd.GeoDataFrame, layout: Layout, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Add population, income and the terciles."""
    xy = shapely.get_coordinates(shapely.centroid(table.geometry.to_numpy()))
    expected = _density(xy, layout) * table.geometry.area.to_numpy()
    people = expected * np.exp(rng.normal(0, _SPREAD, len(table)))
    people = np.maximum(60, np.round(people * _PEOPLE * len(table) / people.sum())).astype(np.int64)
    surface = _field(xy, layout, rng)
    surface = (surface - surface.mean()) / surface.std() + rng.normal(0, 0.25, len(table))
    surface = np.clip(surface, -2, 2)
    income = np.round(48_000 * np.exp(0.38 * surface), -2)
    order = np.argsort(income, kind="stable")
    before = np.cumsum(people[order]) - people[order] / 2
    tercile = np.empty(len(table), dtype=np.int64)
    tercile[order] = np.minimum(2, (3 * before / people.sum()).astype(np.int64))
    groups = _grouped(people, tercile)
    return table.assign(population=people, **groups, income=income, group=[GROUPS[k] for k in tercile])[
        ["population", *groups, "income", "group", "bank", "geometry"]
    ]


def _grouped(people: npt.NDArray[np.int64], tercile: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int64]]:
    """Return the people of each group: most are of the block group's own, some of the others."""
    counts = np.floor(_MIX[tercile] * people[:, None]).astype(np.int64)
    counts[np.arange(len(people)), tercile] += people - counts.sum(axis=1)
    return {f"population_{name.replace(' ', '_')}": counts[:, k] for k, name in enumerate(GROUPS)}

"""Fixed police districts: contiguous unions of block groups, as history left them."""

from __future__ import annotations

import heapq

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["make_districts", "neighbours"]

_TOUCH_METRES = 1.0

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def make_districts(
    block_groups: gpd.GeoDataFrame, count: int, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the districts, and the district of every block group.

    Each bank of the river gets districts of its own, in proportion to its people. They grow from seeds
    over common borders, the one with fewest people first, so every district is in one piece.
    """
    adjacent = neighbours(block_groups)
    bank = block_groups["bank"].to_numpy()
    people = block_groups["population"].to_numpy(dtype=float)
    owner = np.full(len(block_groups), -1, dtype=np.int64)
    first = 0
    for number, share in enumerate(_shares(bank, people, count)):
        members = np.flatnonzero(bank == number)
        _grow(
            owner,
            first,
            _seeds(block_groups, members, share, rng),
            adjacent,
            people=people,
            members=set(members.tolist()),
        )
        first += share
    names = [f"District {k + 1}" for k in owner]
    table = block_groups[["population", "geometry"]].assign(district=names).dissolve("district", aggfunc="sum")
    return table, names


def neighbours(block_groups: gpd.GeoDataFrame) -> list[list[int]]:
    """Return the neighbours of each block group: those that share a border, not just a corner."""
    shapes = block_groups.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    border = shapely.length(shapely.intersection(shapes[one], shapes[other]))
    real = (border > _TOUCH_METRES) & (one != other)
    table: list[list[int]] = [[] for _ in shapes]
    for a, b in sorted(zip(one[real].tolist(), other[real].tolist(), strict=True)):
        table[a].append(b)
    return table


def _shares(bank: Ints, people: Floats, count: int) -> list[int]:
    held = np.bincount(bank, people)
    small = [max(1, round(count * float(n) / float(held.sum()))) for n in held[1:]]
    return [max(1, count - sum(small)), *small]


def _seeds(block_groups: gpd.GeoDataFrame, members: Ints, count: int, rng: np.random.Generator) -> list[int]:
    """Return block groups far from each other: the first by chance, then the farthest from all before."""
    xy = shapely.get_coordinates(shapely.centroid(block_groups.geometry.to_numpy()[members]))
    seeds = [int(rng.integers(len(members)))]
    away = np.hypot(*(xy - xy[seeds[0]]).T)
    seeds[0] = int(away.argmax())
    away = np.hypot(*(xy - xy[seeds[0]]).T)
    while len(seeds) < min(count, len(members)):
        seeds.append(int(away.argmax()))
        away = np.minimum(away, np.hypot(*(xy - xy[seeds[-1]]).T))
    return [int(members[k]) for k in seeds]


def _grow(
    owner: Ints, first: int, seeds: list[int], adjacent: list[list[int]], people: Floats, members: set[int]
) -> None:
    """Let districts number `first` and on grow from `seeds` until they cover `members`."""
    fronts: list[list[tuple[int, int]]] = [[(0, seed)] for seed in seeds]
    held = np.zeros(len(seeds))
    step = 0
    while any(fronts):
        district = min((k for k, front in enumerate(fronts) if front), key=lambda k: (held[k], k))
        block = heapq.heappop(fronts[district])[1]
        if owner[block] >= 0:
            continue
        owner[block] = first + district
        held[district] += people[block]
        for other in adjacent[block]:
            if owner[other] < 0 and other in members:
                step += 1
                heapq.heappush(fronts[district], (step, other))

"""Generated maps: planar units with hot spots, as polygons' borders would give them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from beatwright.solver.districting import DistrictRules, MapUnits

OF_UNITS = ("parents", "present", "areas", "perimeters", "xy", "moments", "cut_lengths", "names")
OF_RULES = ("tolerance", "locked", "closed", "max_moved")


@dataclass(frozen=True, eq=False)
class Units:
    """A map on plain arrays."""

    edges: NDArray[np.int64]
    lengths: NDArray[np.float64]
    criteria: dict[str, NDArray[np.float64]]
    parents: NDArray[np.int64] | None = None

    @property
    def n(self) -> int:
        return next(iter(self.criteria.values())).size

    def asked(self, k: int, **options):
        """Sort options into what an engine is given: `units`, `rules` and the rest."""
        of_units = {name: options.pop(name) for name in OF_UNITS if name in options}
        of_rules = {name: options.pop(name) for name in OF_RULES if name in options}
        units = MapUnits(self.edges, self.lengths, self.criteria, **of_units)
        return {"units": units, "rules": DistrictRules(k, **of_rules), **options}


def voronoi_units(n: int, seed: int, parents: int = 1) -> Units:
    """Cells of random points in a square; two hot spots of calls; parents are the cells nearest to random seats."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 2))
    mirrored = np.vstack(
        [points] + [np.where(np.arange(2) == a, 2 * s - points, points) for a in (0, 1) for s in (0, 1)]
    )
    cells = Voronoi(mirrored)
    inside = (cells.ridge_points < n).all(axis=1)
    edges = np.sort(cells.ridge_points[inside], axis=1).astype(np.int64)
    ends = cells.vertices[np.array([ridge for ridge, kept in zip(cells.ridge_vertices, inside, strict=True) if kept])]
    lengths = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    kept = lengths > 1e-6
    area = np.array([_area(cells.vertices[cells.regions[cells.point_region[i]]]) for i in range(n)])
    return Units(edges[kept], lengths[kept], _criteria(points, area, rng), _seats(n, edges[kept], parents, rng))


def grid_units(rows: int, columns: int, seed: int, parents: int = 1) -> Units:
    """Unit squares, with the hot spots of `voronoi_units`; many divisions of equal cost."""
    rng = np.random.default_rng(seed)
    place = np.arange(rows * columns).reshape(rows, columns)
    right = np.column_stack([place[:, :-1].ravel(), place[:, 1:].ravel()])
    down = np.column_stack([place[:-1].ravel(), place[1:].ravel()])
    edges = np.vstack([right, down])
    y, x = np.divmod(np.arange(rows * columns), columns)
    points = np.column_stack([(x + 0.5) / columns, (y + 0.5) / rows])
    area = np.ones(rows * columns)
    return Units(edges, np.ones(len(edges)), _criteria(points, area, rng), _seats(len(area), edges, parents, rng))


def star_units(n: int, seed: int, alike: bool = False) -> Units:
    """Return a hub, unit 0, and n - 1 units that border on it alone; lognormal amounts, or all alike."""
    rng = np.random.default_rng(seed)
    edges = np.column_stack([np.zeros(n - 1, dtype=np.int64), np.arange(1, n)])
    amounts = np.ones((3, n)) if alike else rng.lognormal(0.0, 0.6, (3, n))
    lengths = np.ones(n - 1) if alike else rng.uniform(0.5, 1.5, n - 1)
    return Units(edges, lengths, dict(zip(("calls", "population", "area_m2"), amounts, strict=True)))


def _area(corners: NDArray[np.float64]) -> float:
    x, y = corners.T
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


def _criteria(points, area, rng) -> dict[str, NDArray[np.float64]]:
    temperature = 0.3 + sum(
        4.0 * np.exp(-((points - spot) ** 2).sum(axis=1) / (2 * 0.12**2)) for spot in rng.random((2, 2))
    )
    calls = np.round(100 * temperature * rng.lognormal(0.0, 0.4, len(points)))
    population = np.round(1000 * rng.lognormal(0.0, 0.5, len(points)))
    return {"calls": calls, "population": population, "area_m2": area * 1e6}


def _seats(n: int, edges, parents: int, rng) -> NDArray[np.int64]:
    """Contiguous parents: waves from random units that grow step by step."""
    owner = np.full(n, -1)
    owner[rng.choice(n, parents, replace=False)] = np.arange(parents)
    while (owner < 0).any():
        for a, b in rng.permutation(edges):
            if owner[a] < 0 <= owner[b]:
                owner[a] = owner[b]
            elif owner[b] < 0 <= owner[a]:
                owner[b] = owner[a]
    return owner


@pytest.fixture(scope="session")
def voronoi() -> Callable[..., Units]:
    """Return the maker of Voronoi maps: (n, seed, parents) -> Units."""
    return voronoi_units


@pytest.fixture(scope="session")
def grid() -> Callable[..., Units]:
    """Return the maker of grids: (rows, columns, seed, parents) -> Units."""
    return grid_units


@pytest.fixture(scope="session")
def star() -> Callable[..., Units]:
    """Return the maker of stars: (n, seed, alike) -> Units."""
    return star_units

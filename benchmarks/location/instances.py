"""Instances of the location benchmarks: the same for beatwright and for its peers."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from beatwright.solver import EuclideanCost

Floats = NDArray[np.float64]


def grid960() -> tuple[Floats, Floats]:
    """40 x 24 unit grid, Euclidean, gamma weights: costs (960, 960) and weights (960,)."""
    points = np.array([(x, y) for x in range(40) for y in range(24)], dtype=float)
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)), np.random.default_rng(0).gamma(2, 1, 960)


def data_folder() -> Path:
    """Folder of the data, from BEATWRIGHT_DATA or beside the repository."""
    return Path(os.environ.get("BEATWRIGHT_DATA", Path(__file__).parents[3] / "shared" / "data")) / "benchmarks"


def or_library() -> Iterator[tuple[str, Floats, int, float, float]]:
    """Name, distances, p, p-median optimum and p-center optimum of every instance that is there."""
    folder = data_folder() / "orlib_pmed"
    if not folder.is_dir():
        return
    with (folder / "optima.csv").open() as file:
        known = list(csv.DictReader(file))
    for row in known:
        path = folder / f"{row['instance']}.txt"
        if path.is_file():
            cost, p = read_pmed(path)
            yield row["instance"], cost, p, float(row["pmedian_opt"]), float(row["pcenter_opt"])


def tsplib(name: str) -> Floats | None:
    """Distances (n, n) of an instance of TSPLIB, rounded down as papers on p-medians do; None where it is absent."""
    path = data_folder() / "tsplib" / f"{name}.tsp"
    if not path.is_file():
        return None
    head, _, told = path.read_text().partition("NODE_COORD_SECTION")
    points = np.array([line.split()[1:3] for line in told.splitlines() if len(line.split()) == 3], dtype=float)
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    if said.get("EDGE_WEIGHT_TYPE") != "EUC_2D" or said.get("DIMENSION") != str(len(points)):
        raise SystemExit(f"{path} lists {len(points)} points and says {said}; expected that DIMENSION, and EUC_2D")
    return np.floor(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))


def read_pmed(path: Path) -> tuple[Floats, int]:
    """All-pairs distances and p of an OR-Library file; of a repeated edge the last line holds."""
    lines = [[int(x) for x in line.split()] for line in path.read_text().splitlines() if line.strip()]
    (n, _, p), *edges = lines
    length = {(min(a, b) - 1, max(a, b) - 1): float(d) for a, b, d in edges}
    row, column = np.array(list(length)).T
    graph = sparse.coo_array((list(length.values()), (row, column)), shape=(n, n)).tocsr()
    return dijkstra(graph, directed=False), p


def random_points(n: int, m: int | None = None, draw: int = 0) -> EuclideanCost:
    """Uniform points in a square of 1,000 by 1,000; clients are the sites where m is left out."""
    rng = np.random.default_rng(draw)
    clients = rng.random((n, 2)) * 1000
    return EuclideanCost(clients, clients if m is None else rng.random((m, 2)) * 1000)


def demand_chunks(points: int, chunk: int = 500_000) -> Iterator[tuple[EuclideanCost, Floats]]:
    """Millions of weighted demand points against 100 sites, a chunk at a time."""
    sites = np.random.default_rng(0).random((100, 2)) * 100
    rng = np.random.default_rng(1)
    for begin in range(0, points, chunk):
        size = min(chunk, points - begin)
        yield EuclideanCost(rng.random((size, 2)) * 100, sites), rng.integers(1, 100, size).astype(float)

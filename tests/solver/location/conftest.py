"""Instances that several tests share."""

import csv
import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import dijkstra


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    root = Path(__file__).parents[3]
    folder = Path(os.environ.get("BEATWRIGHT_DATA", root.parent / "shared" / "data")) / "benchmarks"
    if not folder.is_dir():
        pytest.skip(f"the data folder is absent: no {folder}; set BEATWRIGHT_DATA")
    return folder


@pytest.fixture(scope="session")
def pmed(benchmarks):
    """OR-Library instances by number: distances, p, p-median optimum, p-center optimum."""
    with (benchmarks / "orlib_pmed" / "optima.csv").open() as file:
        optima = {row["instance"]: row for row in csv.DictReader(file)}

    def load(number):
        name = f"pmed{number}"
        lines = [line.split() for line in (benchmarks / "orlib_pmed" / f"{name}.txt").read_text().splitlines()]
        (n, _, p), *edges = [[int(x) for x in line] for line in lines if line]
        length = {(min(a, b) - 1, max(a, b) - 1): float(d) for a, b, d in edges}  # of repeated edges the last holds
        row, column = np.array(list(length)).T
        graph = sparse.coo_array((list(length.values()), (row, column)), shape=(n, n)).tocsr()
        known = optima[name]
        return dijkstra(graph, directed=False), p, int(known["pmedian_opt"]), int(known["pcenter_opt"])

    return load


@pytest.fixture(scope="session")
def san_francisco(benchmarks):
    """Distances from 205 census tracts to 16 candidate stores, and the population of the tracts."""
    folder = benchmarks / "spopt_sf"
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open() as file:
        population = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    with (folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open() as file:
        rows = list(csv.DictReader(file))
    tracts = sorted({row["DestinationName"] for row in rows})
    stores = sorted({row["name"] for row in rows})
    distance = np.full((len(tracts), len(stores)), np.inf)
    for row in rows:
        distance[tracts.index(row["DestinationName"]), stores.index(row["name"])] = float(row["distance"])
    return distance, np.array([population[t] for t in tracts])


@pytest.fixture(scope="session")
def grid():
    """The 40 x 24 unit grid with gamma weights."""
    points = np.array([(x, y) for x in range(40) for y in range(24)], dtype=float)
    distance = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return distance, np.random.default_rng(0).gamma(2, 1, 960)


@pytest.fixture(scope="session")
def brute_force():
    """Best value over all sets of p sites, by trying them all."""

    def best(value, sites, p, better=min):
        return better(value(np.array(s)) for s in combinations(range(sites), p))

    return best

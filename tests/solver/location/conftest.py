"""Instances that several tests share."""

import csv
import os
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import dijkstra


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    root = Path(__file__).parents[3]
    folder = Path(os.environ.get("BEATWRIGHT_TEST_DATA", root.parent / "shared" / "data")) / "benchmarks"
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


class _Hostile(NamedTuple):
    """Costs, weights, number of posts, and what is fixed."""

    cost: np.ndarray
    weight: np.ndarray
    p: int
    opened: list[int]
    closed: list[int]

    @property
    def options(self):
        return {"weight": self.weight, "fixed_open": self.opened, "fixed_closed": self.closed}

    def plans(self):
        free = [j for j in range(self.cost.shape[1]) if j not in self.opened + self.closed]
        return [tuple(sorted((*self.opened, *more))) for more in combinations(free, self.p - len(self.opened))]

    def least(self, sites):
        return self.cost[:, list(sites)].min(axis=1)

    def median(self, sites):
        busy = self.weight > 0
        return float(self.weight[busy] @ self.least(sites)[busy])

    def best(self, value):
        return min(map(value, self.plans()))


def _hostile(seed, *, forbidden=False, clients=(4, 14), sites=(3, 9)):
    """Draw ties, zeros, near ties, nineteen powers of ten; duplicates, any unit, any number of posts, fixed sites."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(clients[0], clients[1] + 1)), int(random.integers(sites[0], sites[1] + 1))
    places = random.random((n + m, 2))
    costs = [
        random.integers(0, 5, (n, m)) * 1.0,
        np.hypot(*(places[:n, None] - places[None, n:]).transpose(2, 0, 1)),
        np.hypot(*(places[:n, None] - places[None, n:]).transpose(2, 0, 1)),
        10.0 ** random.uniform(-9, 9, (n, m)),
        np.where(random.random((n, m)) < 0.5, 0.0, random.random((n, m))),
        1.0 + random.random((n, m)) * 10.0 ** -random.integers(3, 12),
        np.full((n, m), random.choice([0.0, 0.1])),
    ]
    cost = costs[random.integers(len(costs))] * 10.0 ** random.choice([-12, 0, 0, 12])
    cost = cost[:, random.integers(0, m, m)] if random.random() < 0.3 else cost
    cost = cost[random.integers(0, n, n)] if random.random() < 0.3 else cost
    if forbidden:
        cost[random.random((n, m)) < random.choice([0.2, 0.5])] = np.inf
    weights = [np.ones(n), random.gamma(2, 1, n), random.integers(0, 3, n) * 1.0, 10.0 ** random.uniform(-9, 9, n)]
    weight = weights[random.integers(4)] * 10.0 ** random.choice([-12, 0, 0, 12])
    p, order = int(random.choice([1, m, m - 1, *range(2, m)])), random.permutation(m).tolist()
    fixed = random.random() < 0.3
    opened = order[: int(random.integers(0, p + 1))] if fixed else []
    closed = order[p + int(random.integers(0, m - p + 1)) :] if fixed else []
    return _Hostile(cost, weight, p, opened, closed)


@pytest.fixture(scope="session")
def hostile():
    """Return what draws small problems that engines stumble over."""
    return _hostile

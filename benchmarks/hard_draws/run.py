"""The engines' hard cases: ten draws of every class, one table.

    python -m benchmarks hard_draws [stations_3 stations_5 median center scarce_450 ...] [--draws 10] [--seconds 120]

stations_3   3 stations of two sizes among 60 sites, 300 zones, 50 scenario-slots, 281 officers, too few for all calls
stations_5   5 stations in the same cities, to half a per cent
median       500 of 5,000 uniform points in a square, Euclidean
center       p-center, each draw 20 networks of the sizes of OR-Library's pmed21-40, drawn as those are
scarce_450   p-median of 450 clients and 200 sites at the fewest posts that serve everybody: far pairs are forbidden
scarce_600   the same of 600 clients and 300 sites
below_450    one post less than that: no plan serves everybody, which is to be proven
below_600    the same of 600 clients and 300 sites

Seconds are those of the processor, of this process and its children, after compilation; a draw that is not proven when
its time is up counts with the time that it took and the gap that it reached.
"""

from __future__ import annotations

import argparse
import math
import resource
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError
from beatwright.solver import EuclideanCost, p_center, p_median, set_cover
from beatwright.solver.stations import CapacityModel, StationModel, StationSize, staffed_stations


def crowded_city(draw: int, stations: int, *, zones: int = 300, sites: int = 60, slots: int = 50) -> CapacityModel:
    """Return a city whose calls ask for more officer-minutes than there are: what waits costs most."""
    random = np.random.default_rng(draw)
    zone = random.random((zones, 2)) * 6000
    site = zone[random.choice(zones, sites, replace=False)]
    metres = 1.2 * np.hypot(*(site[:, None] - zone[None]).transpose(2, 0, 1))
    calls = random.poisson(random.gamma(0.7, 1.0, (zones, 1)) * np.array([5.0, 2.0, 0.3]), (slots, zones, 3))
    sizes = (StationSize("large", 2000.0, stations - 1, 2), StationSize("small", 1000.0, 1, 1, 6))
    weight = random.random(slots) + 0.2
    base = StationModel(metres, calls, weight, [2, 4, 8], [500.0, 10_000.0, 150_000.0], 0.05, sizes, 281)
    return CapacityModel(base, metres / 500 + 1, [30.0, 60.0, 120.0], [1000.0, 20_000.0, 300_000.0], 240.0, 0.5)


def stations_3(draw: int, seconds: float) -> Certificate:
    """Open three stations with capacities."""
    return staffed_stations(crowded_city(draw, 3), seconds=seconds).outcome


def stations_5(draw: int, seconds: float) -> Certificate:
    """Open five stations with capacities, to half a per cent."""
    return staffed_stations(crowded_city(draw, 5), seconds=seconds, gap=0.005).outcome


def median(draw: int, seconds: float) -> Certificate:
    """Open 500 of many points."""
    points = np.random.default_rng(draw).random((5_000, 2)) * 1000
    return p_median(EuclideanCost(points, points), 500, seconds=seconds).certificate


# Nodes and posts of OR-Library's pmed21 to pmed40.
NETWORKS = [
    *((500, 5), (500, 10), (500, 50), (500, 100), (500, 167), (600, 5), (600, 10), (600, 60), (600, 120), (600, 200)),
    *((700, 5), (700, 10), (700, 70), (700, 140), (800, 5), (800, 10), (800, 80), (900, 5), (900, 10), (900, 90)),
]


@cache
def network(nodes: int, draw: int) -> NDArray[np.float64]:
    """Return all distances of a network as Beasley (1985) draws it: n²/50 edges, a path through all, lengths 1-100."""
    random = np.random.default_rng([draw, nodes])
    edges = {(i, i + 1) for i in range(nodes - 1)}
    while len(edges) < nodes * nodes // 50:
        one, other = sorted(random.integers(0, nodes, 2).tolist())
        edges |= {(one, other)} if one != other else set()
    row, column = np.array(sorted(edges)).T
    length = random.integers(1, 101, len(row)).astype(float)
    return dijkstra(sparse.csr_array((length, (row, column)), shape=(nodes, nodes)), directed=False)


def draw_networks(draw: int) -> None:
    """Draw what `center` solves."""
    network.cache_clear()
    for nodes in {nodes for nodes, _ in NETWORKS}:
        network(nodes, draw)


def center(draw: int, seconds: float) -> Certificate:
    """Open the posts of twenty networks; the certificate with the largest gap."""
    seen = [p_center(network(nodes, draw), posts, seconds=seconds).certificate for nodes, posts in NETWORKS]
    return max(seen, key=lambda one: one.gap)


@cache
def scarce(draw: int, clients: int, sites: int) -> tuple[NDArray[np.float64], int]:
    """Return costs, infinite from 1.2 to 2 times what serves the most remote client on, and the fewest posts."""
    random = np.random.default_rng([draw, clients])
    places = random.random((clients, 2)), random.random((sites, 2))
    cost = np.hypot(*(places[0][:, None] - places[1][None]).transpose(2, 0, 1))
    reach = cost.min(axis=1).max() * (1.2, 1.5, 2.0)[draw % 3]
    cost[cost > reach] = np.inf
    fewest = set_cover(cost, reach)
    assert fewest.certificate.status == "optimal"
    return cost, fewest.sites.size


def scarce_median(draw: int, seconds: float, clients: int, sites: int, spare: int) -> Certificate:
    """Open the fewest posts that serve everybody, and ``spare`` more."""
    cost, fewest = scarce(draw, clients, sites)
    try:
        return p_median(cost, fewest + spare, seconds=seconds).certificate
    except InfeasibleError:
        return Certificate("infeasible", math.inf, math.inf, 0.0, "none")


@dataclass(frozen=True)
class Drawn:
    """A class of hard cases: how a draw is solved, what compiles the kernels before, and what makes a draw."""

    solve: Callable[[int, float], Certificate]
    warm_up: Callable[[], object]
    make: Callable[[int], object] = int


def small_stations() -> None:
    """Compile what stations need."""
    staffed_stations(crowded_city(0, 3, zones=20, sites=8, slots=3))


def small_median() -> None:
    """Compile what a p-median of many points needs."""
    points = np.random.default_rng(0).random((1_500, 2)) * 1000
    p_median(EuclideanCost(points, points), 150, seconds=60.0)


def small_scarce() -> None:
    """Compile what forbidden pairs and centers need."""
    for spare in (-1, 0):
        scarce_median(0, 60.0, 300, 150, spare)
    scarce_median(0, 2.0, 600, 300, 0)
    p_center(network(100, 0), 5)


def scarce_class(clients: int, sites: int, spare: int) -> Drawn:
    """Name the size and the number of posts of a class."""
    solve = partial(scarce_median, clients=clients, sites=sites, spare=spare)
    return Drawn(solve, small_scarce, partial(scarce, clients=clients, sites=sites))


CLASSES = {
    "stations_3": Drawn(stations_3, small_stations),
    "stations_5": Drawn(stations_5, small_stations),
    "median": Drawn(median, small_median),
    "center": Drawn(center, small_scarce, draw_networks),
    "scarce_450": scarce_class(450, 200, 0),
    "scarce_600": scarce_class(600, 300, 0),
    "below_450": scarce_class(450, 200, -1),
    "below_600": scarce_class(600, 300, -1),
}


def cpu_seconds() -> float:
    """Seconds of the processor that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("classes", nargs="*", help="which (default: every class)")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120.0, help="limit of a draw (default: 120)")
    given = parser.parse_args()
    unknown = sorted(set(given.classes) - set(CLASSES))
    if unknown:
        parser.error(f"There is no class {', '.join(unknown)}. Known: {', '.join(CLASSES)}.")
    print("| class | draws | proven | median CPU s | most CPU s | largest gap |\n|---|---|---|---|---|---|", flush=True)
    for name in given.classes or CLASSES:
        CLASSES[name].warm_up()
        times, found = [], []
        for draw in range(given.draws):
            CLASSES[name].make(draw)
            start = cpu_seconds()
            found.append(CLASSES[name].solve(draw, given.seconds))
            times.append(cpu_seconds() - start)
            said = f"{name} {draw}: {found[-1].status}, {found[-1].objective:.10g}, gap {found[-1].gap:.1e}"
            print(f"{said}, {times[-1]:.1f} CPU s", file=sys.stderr, flush=True)
        proven = sum(one.status in {"optimal", "infeasible"} for one in found)
        gap = max(0.0 if one.status == "infeasible" else one.gap for one in found)
        print(
            f"| {name} | {given.draws} | {proven} | {statistics.median(times):.1f} | {max(times):.1f} | {gap:.2e} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The engines' hard cases: ten draws of every class, one table.

    python -m benchmarks hard_draws [stations_3 stations_5 median] [--draws 10] [--seconds 120]

stations_3   3 stations of two sizes among 60 sites, 300 zones, 50 scenario-slots, 281 officers, too few for all calls
stations_5   5 stations in the same cities, to half a per cent
median       500 of 5,000 uniform points in a square, Euclidean

Seconds are those of the processor, of this process and its children, after compilation; a draw that is not proven when
its time is up counts with the time that it took and the gap that it reached.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.solver import EuclideanCost, p_median
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


@dataclass(frozen=True)
class Drawn:
    """A class of hard cases: how a draw is solved, and what compiles the kernels before."""

    solve: Callable[[int, float], Certificate]
    warm_up: Callable[[], object]


def small_stations() -> None:
    """Compile what stations need."""
    staffed_stations(crowded_city(0, 3, zones=20, sites=8, slots=3))


def small_median() -> None:
    """Compile what a p-median of many points needs."""
    points = np.random.default_rng(0).random((1_500, 2)) * 1000
    p_median(EuclideanCost(points, points), 150, seconds=60.0)


CLASSES = {
    "stations_3": Drawn(stations_3, small_stations),
    "stations_5": Drawn(stations_5, small_stations),
    "median": Drawn(median, small_median),
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
            start = cpu_seconds()
            found.append(CLASSES[name].solve(draw, given.seconds))
            times.append(cpu_seconds() - start)
            said = f"{name} {draw}: {found[-1].status}, {found[-1].objective:.10g}, gap {found[-1].gap:.1e}"
            print(f"{said}, {times[-1]:.1f} CPU s", file=sys.stderr, flush=True)
        proven = sum(one.status == "optimal" for one in found)
        gap = max(one.gap for one in found)
        print(
            f"| {name} | {given.draws} | {proven} | {statistics.median(times):.1f} | {max(times):.1f} | {gap:.2e} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

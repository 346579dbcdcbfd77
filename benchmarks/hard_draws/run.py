"""The engines' hard cases: ten draws of every class, one table.

    python -m benchmarks hard_draws [stations_3 median ...] [--draws 10] [--seconds 120]

stations_3   3 stations of two sizes among 60 sites, 300 zones, 50 scenario-slots, 281 officers, too few for all calls
stations_5   5 stations in the same cities, to half a per cent
median       500 of 5,000 uniform points in a square, Euclidean
scarce_450   p-median of 450 clients and 200 sites, far pairs forbidden, with the fewest posts that serve everybody
scarce_600   the same of 600 clients and 300 sites
below_450    one post less than that: no plan serves everybody, which is to be proven
below_600    the same of 600 clients and 300 sites
crowded      10 of 100 rooms of 120 places, 82 to 96 % of which are needed
center       p-center: each draw 20 networks of the sizes of OR-Library's pmed21 to 40, drawn as those are
cover        25 of 960 points of a unit grid with gamma weights, to cover as much as possible within 3
fair         20 of the same points: mean and worst district's mean, eight districts, to one and a half per cent
star         5 districts of a hub and 40 units that border on it alone

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
from functools import partial
from typing import Any

import hard_instances as hard
import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError
from beatwright.solver import EuclideanCost, capacitated_p_median, max_cover, p_center, p_median, p_median_equity
from beatwright.solver.districting import balanced_districts
from beatwright.solver.stations import CapacityModel, staffed_stations

_ROOM = 120.0  # places
_STAR = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


@dataclass(frozen=True)
class HardClass:
    """A class of hard cases.

    Parameters
    ----------
    make : callable (draw) -> instance
        Makes an instance; not timed.
    solve : callable (instance, seconds) -> Certificate
        Solves it.
    small : callable () -> instance
        One that compiles what the class needs.
    """

    make: Callable[[int], Any]
    solve: Callable[[Any, float], Certificate]
    small: Callable[[], Any]


def stations(model: CapacityModel, seconds: float) -> Certificate:
    """Open stations with capacities."""
    return staffed_stations(model, seconds=seconds).outcome


def half_a_per_cent(model: CapacityModel, seconds: float) -> Certificate:
    """Open stations with capacities, to half a per cent."""
    return staffed_stations(model, seconds=seconds, gap=0.005).outcome


def median(points: hard.Floats, seconds: float) -> Certificate:
    """Open one of ten points."""
    return p_median(EuclideanCost(points, points), len(points) // 10, seconds=seconds).certificate


def scarce(drawn: hard.Scarce, seconds: float, spare: int = 0) -> Certificate:
    """Open the fewest posts that serve everybody, and `spare` more."""
    try:
        return p_median(drawn.cost, drawn.fewest + spare, seconds=seconds).certificate
    except InfeasibleError:
        return Certificate("infeasible", math.inf, math.inf, 0.0, "none")


def crowded(drawn: hard.Crowded, seconds: float) -> Certificate:
    """Open rooms that hold all."""
    alike = np.ones(len(drawn.demand))
    return capacitated_p_median(
        drawn.cost, drawn.p, _ROOM, weight=alike, demand=drawn.demand, seconds=seconds
    ).certificate


def center(networks: list[hard.Network], seconds: float) -> Certificate:
    """Open the posts of all networks; the certificate with the largest gap."""
    seen = [p_center(each.paths, each.posts, seconds=seconds).certificate for each in networks]
    return max(seen, key=lambda one: one.gap)


def cover(drawn: hard.Grid, seconds: float) -> Certificate:
    """Cover as much of a grid as possible."""
    return max_cover(drawn.cost, len(drawn.cost) // 38, 3.0, weight=drawn.weight, seconds=seconds).certificate


def fair(drawn: hard.Grid, seconds: float) -> Certificate:
    """Serve a grid and its worst district, to one and a half per cent."""
    posts = len(drawn.cost) // 48
    return p_median_equity(
        drawn.cost, posts, drawn.district, 1.0, weight=drawn.weight, seconds=seconds, gap=0.015
    ).certificate


def star(drawn: hard.Star, seconds: float) -> Certificate:
    """Divide a star."""
    plan = balanced_districts(drawn.units, drawn.rules, weights=_STAR, iterations=20_000, prove_seconds=seconds)
    return plan.certificate


def small_city() -> CapacityModel:
    """Return a city of 20 zones."""
    return hard.crowded_city(0, 3, zones=20, sites=8, slots=3)


def scarce_class(clients: int, sites: int, spare: int) -> HardClass:
    """Return the class of a size and a number of posts."""
    return HardClass(
        lambda draw: hard.scarce_points(draw, clients, sites),
        partial(scarce, spare=spare),
        lambda: hard.scarce_points(99, 300, 150),
    )


CLASSES = {
    "stations_3": HardClass(lambda draw: hard.crowded_city(draw, 3), stations, small_city),
    "stations_5": HardClass(lambda draw: hard.crowded_city(draw, 5), half_a_per_cent, small_city),
    "median": HardClass(lambda draw: hard.points(draw, 5_000), median, lambda: hard.points(0, 1_500)),
    "scarce_450": scarce_class(450, 200, 0),
    "scarce_600": scarce_class(600, 300, 0),
    "below_450": scarce_class(450, 200, -1),
    "below_600": scarce_class(600, 300, -1),
    "crowded": HardClass(
        lambda draw: hard.crowded_points(draw, 100, 10), crowded, lambda: hard.crowded_points(99, 50, 5)
    ),
    "center": HardClass(hard.networks, center, lambda: [hard.network(99, 100, 5)]),
    "cover": HardClass(hard.grid, cover, lambda: hard.grid(99, 12, 8)),
    "fair": HardClass(hard.grid, fair, lambda: hard.grid(99, 12, 8)),
    "star": HardClass(lambda draw: hard.star(draw, 41, 5), star, lambda: hard.star(99, 12, 3)),
}


def cpu_seconds() -> float:
    """Seconds of the processor that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def row(name: str, draws: int, seconds: float) -> str:
    """Solve the draws of a class, and return its row of the table."""
    asked = CLASSES[name]
    asked.solve(asked.small(), seconds)
    times, found = [], []
    for draw in range(draws):
        drawn = asked.make(draw)
        start = cpu_seconds()
        found.append(asked.solve(drawn, seconds))
        times.append(cpu_seconds() - start)
        said = f"{name} {draw}: {found[-1].status}, {found[-1].objective:.10g}, gap {found[-1].gap:.1e}"
        print(f"{said}, {times[-1]:.2f} CPU s", file=sys.stderr, flush=True)
    proven = sum(one.status in ("optimal", "infeasible") for one in found)
    gap = max(0.0 if one.status == "infeasible" else one.gap for one in found)
    return f"| {name} | {draws} | {proven} | {statistics.median(times):.2f} | {max(times):.2f} | {gap:.1e} |"


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
        print(row(name, given.draws, given.seconds), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Location benchmarks: one command, tables of quality and CPU seconds.

    python benchmarks/location/run.py peers --limit 400     # beside spopt, HiGHS and kmedoids
    python benchmarks/location/run.py orlib grid            # OR-Library and the 960-node grid, all proven
    python benchmarks/location/run.py large cover           # big Euclidean instances, 20 million demand points
    python benchmarks/location/run.py draws                 # two of these with other points
    python benchmarks/location/run.py tsplib                # u1432, rl1304 and pcb3038 of TSPLIB, where they are there

Every case runs in a process of its own, so that its peak memory is its own; one thread; CPU seconds after compilation.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
from instances import data_folder, demand_chunks, grid960, or_library, random_points, tsplib
from peers import PEERS, cpu_seconds

from beatwright.solver import max_cover, p_center, p_median, p_median_curve, time_limit

LARGE = [  # clients, sites (None: the clients), p, CPU limit, gap aimed at
    (5_000, None, 500, 10, 0.0),
    (5_000, None, 50, 60, 0.0005),
    (20_000, None, 2_000, 90, 0.0002),
    (20_000, None, 200, 90, 0.002),
    (50_000, 1_000, 20, 60, 0.002),
    (100_000, None, 1_000, 600, 0.01),
]

TSPLIB = [  # name, p, published optimum where it is known to us
    ("u1432", 50, None),
    ("u1432", 200, 159_887),
    ("u1432", 300, 123_689),
    ("rl1304", 300, None),
    *(("pcb3038", p, None) for p in (100, 200, 300, 400, 500)),
]

DRAWN = [(5_000, None, 500, 0.0, 10), (50_000, 1_000, 20, 0.002, 4)]  # of these, so many other instances


def warm_up() -> None:
    """Compile, or load from the cache, every kernel."""
    cost = np.random.default_rng(0).random((60, 60))
    for p in (2, 9, 40):
        p_median(cost, p)
    p_median(random_points(3_000), 100, gap=0.2)
    p_median(random_points(20_000, 200), 5, gap=0.2)
    max_cover(cost, 3, 0.3)
    max_cover(random_points(50, 20), 3, 200.0)


def peak_megabytes() -> float:
    """Peak of this process, and of the largest one that it started."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e3


def table(*titles: str) -> None:
    """Print the head of a table."""
    row(*titles)
    row(*("---" for _ in titles))


def row(*cells: object) -> None:
    """Print a row of a table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def peers(limit: float) -> None:
    table("case", "package", "CPU s", "times beatwright", "objective", "above best", "claim", "peak MB")
    for case in ["grid960 p=5", "grid960 p=14", *(f"pmed{k}" for k in (1, 6, 16))]:
        if case.startswith("pmed") and not data_folder().is_dir():
            row(case, "skipped: no data folder", *[""] * 6)
            continue
        results = {name: in_child(one_peer, case, name, limit) for name in PEERS}
        best = min(objective for _, objective, _, _ in results.values())
        base = results["beatwright"][0]
        for name, (seconds, objective, claim, peak) in results.items():
            above = f"{objective / best - 1:.4%}"
            row(case, name, f"{seconds:.2f}", f"{seconds / base:.1f}", f"{objective:.3f}", above, claim, f"{peak:.0f}")


def one_peer(case: str, name: str, limit: float) -> tuple[float, float, str, float]:
    warm_up()
    if case.startswith("grid"):
        (cost, weight), p = grid960(), int(case.split("=")[1])
    else:
        cost, p = next((c, q) for n, c, q, _, _ in or_library() if n == case)
        weight = np.ones(len(cost))
    result = PEERS[name](cost, weight, p, limit)
    return (*result, peak_megabytes())


def orlib(limit: float) -> None:
    median, center, wrong = in_child(_orlib)
    table("OR-Library", "CPU s in all", "wrong or unproven")
    row("p-median", f"{median:.2f}", wrong)
    row("p-center", f"{center:.2f}", wrong)


def _orlib() -> tuple[float, float, list[str]]:
    warm_up()
    median = center = 0.0
    wrong = []
    for name, cost, p, best_median, best_center in or_library():
        began = cpu_seconds()
        first = p_median(cost, p).certificate
        middle = cpu_seconds()
        second = p_center(cost, p).certificate
        median, center = median + middle - began, center + cpu_seconds() - middle
        for seen, best in ((first, best_median), (second, best_center)):
            if (seen.status, seen.objective) != ("optimal", best):
                wrong.append(name)
    return median, center, wrong


def grid(limit: float) -> None:
    rows, peak = in_child(_grid)
    table("p", "status", "objective", "nodes")
    for cells in rows[:-1]:
        row(*cells)
    row("1..14", f"{rows[-1][0]} CPU s together", f"peak {peak:.0f} MB", "")


def _grid() -> tuple[list[tuple[str, ...]], float]:
    warm_up()
    cost, weight = grid960()
    began = time.process_time()
    curve = p_median_curve(cost, range(1, 15), weight=weight)
    seconds = time.process_time() - began
    rows: list[tuple[str, ...]] = [
        (str(plan.sites.size), plan.certificate.status, f"{plan.certificate.objective:.3f}", plan.certificate.message)
        for plan in curve
    ]
    return [*rows, (f"{seconds:.2f}",)], peak_megabytes()


def large(limit: float) -> None:
    table("clients", "sites", "p", "CPU s", "objective", "gap", "aim", "peak MB")
    for n, m, p, cpu, aim in LARGE:
        seconds, objective, gap, peak = in_child(_large, n, m, p, cpu, aim)
        row(n, m or n, p, f"{seconds:.1f}", f"{objective:.2f}", f"{gap:.4%}", f"{aim:.2%}", f"{peak:.0f}")


def of_tsplib(limit: float) -> None:
    table("TSPLIB", "p", "CPU s", "status", "objective", "gap", "published", "peak MB")
    for name, p, published in TSPLIB:
        if tsplib(name) is None:
            row(name, p, "skipped: no file tsplib/" + name + ".tsp in the data folder", *[""] * 5)
            continue
        seconds, status, objective, gap, peak = in_child(_of_tsplib, name, p, limit)
        row(name, p, f"{seconds:.1f}", status, f"{objective:.0f}", f"{gap:.4%}", published or "", f"{peak:.0f}")


def _of_tsplib(name: str, p: int, limit: float) -> tuple[float, str, float, float, float]:
    warm_up()
    cost = tsplib(name)
    began = cpu_seconds()
    seen = p_median(cost, p, seconds=limit).certificate
    return cpu_seconds() - began, seen.status, seen.objective, seen.gap, peak_megabytes()


def draws(limit: float) -> None:
    table("clients", "sites", "p", "draw", "CPU s", "objective", "gap", "aim")
    for n, m, p, aim, number in DRAWN:
        for draw in range(1, number + 1):
            seconds, objective, gap, _ = in_child(_large, n, m, p, 64.5, aim, draw)  # stops after 60 CPU seconds
            row(n, m or n, p, draw, f"{seconds:.1f}", f"{objective:.2f}", f"{gap:.4%}", f"{aim:.2%}")


def _large(n: int, m: int | None, p: int, cpu: float, aim: float, draw: int = 0) -> tuple[float, float, float, float]:
    warm_up()
    time_limit.time = SimpleNamespace(perf_counter=time.process_time)  # the limit is in CPU seconds
    weight = np.random.default_rng(2 + draw).gamma(2, 1, n) if m else None
    points = random_points(n, m, draw)
    began = cpu_seconds()
    seen = p_median(points, p, weight=weight, seconds=cpu * 0.93, gap=aim).certificate
    return cpu_seconds() - began, seen.objective, seen.gap, peak_megabytes()


def cover(limit: float) -> None:
    table("demand points", "sites", "p", "CPU s", "status", "covered", "peak MB")
    for points in (1_000_000, 20_000_000):
        seconds, status, covered, peak = in_child(_cover, points)
        row(points, 100, 15, f"{seconds:.1f}", status, f"{covered:.0f}", f"{peak:.0f}")


def _cover(points: int) -> tuple[float, str, float, float]:
    warm_up()
    began = time.process_time()
    seen = max_cover(demand_chunks(points), 15, 12.0).certificate
    return time.process_time() - began, seen.status, seen.objective, peak_megabytes()


def in_child(function: Callable, *arguments: object):
    """Run a case in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def main() -> None:
    cases = {
        "peers": peers,
        "orlib": orlib,
        "grid": grid,
        "large": large,
        "draws": draws,
        "tsplib": of_tsplib,
        "cover": cover,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(cases)}; all by default")
    parser.add_argument("--limit", type=float, default=400.0, help="seconds per peer and case")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # the children inherit it
        os.environ[name] = "1"
    unknown = sorted(set(options.cases) - set(cases))
    if unknown:
        parser.error(f"unknown case {', '.join(unknown)}; known are {', '.join(cases)}")
    for name in options.cases or cases:
        print(f"\n## {name}\n")
        cases[name](options.limit)


if __name__ == "__main__":
    main()

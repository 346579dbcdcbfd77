"""The hypercube beside a dense system and Larson's own iteration: CPU seconds, memory, and how many times ours.

    python benchmarks/hypercube/run.py                     # everything
    python benchmarks/hypercube/run.py large approximate   # ours alone, where the others end, and the approximation

One thread. Every figure is the median over draws of cities, each solver in a process of its own after a warm-up; memory
is what the peak grew by. Cities are drawn at random: 1,000 zones, posts asked in the order of distance, 60 % busy.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from plain_iteration import car_by_car

from beatwright.queueing import hypercube, hypercube_approximate, mean_travel, nearest_first
from beatwright.queueing.hypercube_model.dense_states import dense_hypercube
from beatwright.queueing.hypercube_model.hypercube_arguments import read_calls_and_cars

DRAWS = 3
# Where iterations stop in comparisons, so that they do the same.
TOLERANCE = 1e-6

City = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
# Workloads, and sweeps.
Answer = tuple[np.ndarray, int]


def city(posts: int, cars: int, draw: int, *, zones: int = 1000, busy: float = 0.6) -> City:
    """Return rate, preference, cars, and distances [post, zone] along the axes."""
    rng = np.random.default_rng(draw)
    places, calls, rate = rng.random((posts, 2)), rng.random((zones, 2)), rng.exponential(size=zones)
    travel = np.abs(places[:, None] - calls).sum(axis=2)
    return rate * busy * posts * cars / rate.sum(), nearest_first(travel), np.full(posts, cars), travel


def ours(given: City) -> Answer:
    found = hypercube(*given[:3], tolerance=TOLERANCE)
    return found.workload, found.sweeps


def ours_by_default(given: City) -> Answer:
    found = hypercube(*given[:3])
    return found.workload, found.sweeps


def dense(given: City) -> Answer:
    return dense_hypercube(read_calls_and_cars("run", *given[:3], service=1.0, line=True)).workload, 0


def plain(given: City) -> Answer:
    return car_by_car(*given[:3], tolerance=TOLERANCE)


def approximate(given: City) -> Answer:
    found = hypercube_approximate(*given[:3])
    return found.workload, found.sweeps


SOLVERS: dict[str, Callable[[City], Answer]] = {
    "ours": ours,
    "ours, tolerance 1e-9": ours_by_default,
    "dense system": dense,
    "Larson's iteration": plain,
    "approximation": approximate,
}


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def table(*titles: str) -> None:
    row(*titles)
    row(*("---" for _ in titles))


def measured(name: str, posts: int, cars: int, draw: int) -> tuple[float, float, Answer]:
    """Run a solver after a warm-up; return CPU seconds, megabytes that the peak grew by, and the answer."""
    SOLVERS[name](city(2, 2, draw, zones=10))
    given = city(posts, cars, draw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    answer = SOLVERS[name](given)
    seconds = time.process_time() - began
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3, answer


def in_child(*arguments: object) -> tuple[float, float, Answer]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, arguments)


def compare(posts: int, cars: int, *names: str) -> None:
    """Print the rows of one size of city by several solvers, the first of them ours."""
    base: list[tuple[float, float, Answer]] = []
    for name in names:
        runs = [in_child(name, posts, cars, draw) for draw in range(1, DRAWS + 1)]
        base = base or runs
        seconds = [run[0] for run in runs]
        times = statistics.median(run[0] / own[0] for run, own in zip(runs, base, strict=True))
        apart = max(np.abs(run[2][0] - own[2][0]).max() for run, own in zip(runs, base, strict=True))
        sweeps = statistics.median(run[2][1] for run in runs)
        cells = (f"{statistics.median(seconds):.4f}", f"{min(seconds):.4f} - {max(seconds):.4f}")
        memory = f"{max(run[1] for run in runs):.0f}"
        other = "" if name == names[0] else f"{apart:.0e}"
        row(f"{posts} x {cars}", name, *cells, f"{times:.1f}", sweeps or "", memory, other)


HEADINGS = ("posts x cars", "solver", "CPU s, median", "from - to", "times ours", "sweeps", "MB added", "apart")


def small() -> None:
    """Sizes that a dense system can hold."""
    table(*HEADINGS)
    for posts, cars in ((6, 1), (10, 1), (3, 3), (4, 4)):
        compare(posts, cars, "ours", "dense system")


def iterations() -> None:
    """Sizes up to 18 cars one by one."""
    table(*HEADINGS)
    for posts, cars in ((12, 1), (16, 1), (18, 1), (4, 4), (6, 3)):
        compare(posts, cars, "ours", "Larson's iteration")


def large() -> None:
    """Ours alone."""
    table(*HEADINGS)
    for posts, cars in ((20, 1), (6, 6), (8, 4), (10, 3), (6, 10)):
        compare(posts, cars, "ours, tolerance 1e-9")


def errors() -> None:
    """Errors of the approximation over 120 cities of 4 to 12 posts of one car, 15 to 85 % busy."""
    found = []
    for draw in range(120):
        rng = np.random.default_rng(1000 + draw)
        given = city(int(rng.integers(4, 13)), 1, draw, zones=60, busy=float(rng.uniform(0.15, 0.85)))
        exact, near = hypercube(*given[:3]), hypercube_approximate(*given[:3])
        apart = np.abs(near.workload - exact.workload)
        short = mean_travel(near, given[3]).mean / mean_travel(exact, given[3]).mean - 1
        found.append((apart.mean() / exact.workload.mean(), (apart / exact.workload).max(), short))
    table("error of the approximation, % (120 cities)", "least", "median", "95 % below", "most")
    titles = ("workload, mean over cars", "workload, worst car of a city", "mean travel")
    for title, values in zip(titles, 100 * np.array(found).T, strict=True):
        row(title, *(f"{value:.1f}" for value in np.quantile(values, (0, 0.5, 0.95, 1))))


def approximation() -> None:
    """Time of the approximation beside the exact model, and its errors."""
    table(*HEADINGS)
    for posts, cars in ((10, 1), (16, 1), (20, 1), (6, 6)):
        compare(posts, cars, "approximation", "ours, tolerance 1e-9")
    print()
    errors()


JOBS: dict[str, Callable[[], Any]] = {
    "small": small,
    "iterations": iterations,
    "large": large,
    "approximate": approximation,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jobs", nargs="*", default=list(JOBS), help=f"of {', '.join(JOBS)}")
    for name in parser.parse_args().jobs:
        print(f"\n### {name}: {(JOBS[name].__doc__ or '').strip()}\n")
        JOBS[name]()


if __name__ == "__main__":
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")
    main()

"""Point patterns beside other packages: CPU seconds, memory added, and how many times ours, over several draws.

    python benchmarks/patterns/run.py                      # everything
    python benchmarks/patterns/run.py k_large envelope     # ours alone, at the sizes where others end

One thread. Every figure is the median over the draws, each in a process of its own after a warm-up; memory is what the
peak grew by. Results are compared before times are: a peer that gives something else is told so.
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
from peers import Task, astropy_k, kdepy_density, pointpats_f, pointpats_g, pointpats_k, pointpats_knox

from beatwright.patterns import (
    PointPattern,
    envelope,
    f_function,
    g_function,
    k_function,
    kde,
    knox,
    l_function,
    pair_correlation,
    random_points,
)

FRAME = (0.0, 0.0, 1.0, 1.0)
# A polygon like a letter, with a hole: 10 edges.
LETTER = [(0, 0), (10, 0), (10, 3), (3, 3), (3, 6), (9, 6), (9, 10), (0, 10)]
DRAWS = 3


def points(n: int, draw: int) -> PointPattern:
    return random_points(FRAME, n, draw)


def letter(n: int, draw: int) -> PointPattern:
    import shapely

    return random_points(shapely.Polygon(LETTER).difference(shapely.box(1, 7, 3, 9)), n, draw)


def our_k(correction: str, r: np.ndarray | None = None) -> Callable[[PointPattern], Any]:
    return lambda pattern: k_function(pattern, r, correction).values


def few(pattern: PointPattern) -> np.ndarray:
    """Distances that every package can hold in memory."""
    return np.linspace(0, 0.25, 65)


def table(*titles: str) -> None:
    print("| " + " | ".join(titles) + " |\n| " + " | ".join("---" for _ in titles) + " |", flush=True)


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def measured(name: str, n: int, draw: int) -> tuple[float, float, np.ndarray]:
    """Run a task after a warm-up; return CPU seconds, megabytes that the peak grew by, and the result."""
    task, make = TASKS[name]
    task(make(200, draw))
    pattern = make(n, draw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    result = task(pattern)
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    return seconds, grown, np.asarray(result, dtype=float)


def in_child(*arguments: object) -> tuple[float, float, np.ndarray]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, arguments)


def compare(title: str, n: int, ours: str, *others: str) -> None:
    """Print a table of one job by several packages."""
    print(f"\n### {title}, n = {n:,}\n")
    table("package", "CPU s, median", "from - to", "MB added", "times ours", "largest difference to ours")
    base: list[tuple[float, float, np.ndarray]] = []
    for name in (ours, *others):
        runs = [in_child(name, n, draw) for draw in range(1, DRAWS + 1)]
        base = base or runs
        seconds = [run[0] for run in runs]
        middle, our_middle = statistics.median(seconds), statistics.median(run[0] for run in base)
        apart = max(_apart(run[2], own[2]) for run, own in zip(runs, base, strict=True))
        span = f"{min(seconds):.4f} - {max(seconds):.4f}"
        cells = (f"{middle:.4f}", span, f"{max(run[1] for run in runs):.0f}", f"{middle / our_middle:.1f}")
        row(name, *cells, "" if name == ours else f"{apart:.1e}")


def _apart(found: np.ndarray, ours: np.ndarray) -> float:
    """Return the largest difference, relative to the largest value of ours."""
    return float(np.nanmax(np.abs(found - ours)) / np.nanmax(np.abs(ours)))


def k_peers() -> None:
    compare("K without correction", 1000, "K none", "astropy, none", "pointpats")
    compare("K, translation correction", 1000, "K trans", "astropy, translation")
    compare("K, isotropic correction", 1000, "K iso", "astropy, ripley")


def k_large() -> None:
    for name in ("K border, default r", "K trans, default r", "K iso, default r", "g trans, default r"):
        compare(name, 100_000, name)
    for name in ("K border, r <= .01", "K trans, r <= .01", "K iso, r <= .01"):
        compare(name, 1_000_000, name)
    for name in ("K border, letter", "K trans, letter", "K iso, letter"):
        compare(name, 10_000, name)


def nearest() -> None:
    compare("G without correction", 1000, "G none", "pointpats G")
    compare("F without correction", 1000, "F none", "pointpats F")
    compare("G, Kaplan-Meier", 100_000, "G km")
    compare("F, Kaplan-Meier", 100_000, "F km")


def envelopes() -> None:
    compare("envelope of L, translation, 39 simulations", 10_000, "envelope")


def density() -> None:
    compare("kernel density, 128 x 128 cells", 100_000, "kde none", "KDEpy FFT")


def near_repeats() -> None:
    compare("Knox, 99 permutations", 1000, "Knox", "pointpats Knox")
    compare("Knox table, 99 permutations", 20_000, "Knox table")


def _incidents(n: int, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """Places in a city of 10 by 10 km and days of a year."""
    rng = np.random.default_rng(draw)
    return rng.uniform(0, 10_000, (n, 2)), rng.uniform(0, 365, n)


def our_knox(space: list[float], time_bands: list[float]) -> Callable[[tuple[np.ndarray, np.ndarray]], Any]:
    def run(incidents: tuple[np.ndarray, np.ndarray]) -> float:
        return float(knox(*incidents, space, time_bands, 99).observed.sum())

    return run


SMALL = np.linspace(0, 0.01, 513)
TASKS: dict[str, tuple[Task, Callable[[int, int], Any]]] = {
    "K none": (lambda p: k_function(p, few(p), "none").values[:-1], points),
    "K trans": (lambda p: k_function(p, few(p), "trans").values[:-1], points),
    "K iso": (lambda p: k_function(p, few(p), "iso").values[:-1], points),
    "astropy, none": (lambda p: astropy_k(p.xy, few(p), "none")[:-1], points),
    "astropy, translation": (lambda p: astropy_k(p.xy, few(p), "translation")[:-1], points),
    "astropy, ripley": (lambda p: astropy_k(p.xy, few(p), "ripley")[:-1], points),
    "pointpats": (lambda p: pointpats_k(p.xy, few(p))[:-1], points),
    **{f"K {name}, default r": (our_k(name), points) for name in ("border", "trans", "iso")},
    **{f"K {name}, r <= .01": (our_k(name, SMALL), points) for name in ("border", "trans", "iso")},
    **{f"K {name}, letter": (our_k(name), letter) for name in ("border", "trans", "iso")},
    "g trans, default r": (lambda p: pair_correlation(p, correction="trans").values[1:], points),
    "L": (lambda p: l_function(p, correction="trans").values, points),
    "envelope": (lambda p: envelope(p, "L", 39, seed=1).high, points),
    "G none": (lambda p: g_function(p, few(p) / 10, "none").values, points),
    "F none": (lambda p: f_function(p, few(p) / 10, "none").values, points),
    "G km": (lambda p: g_function(p).values, points),
    "F km": (lambda p: f_function(p).values, points),
    "pointpats G": (lambda p: pointpats_g(p.xy, few(p) / 10), points),
    "pointpats F": (lambda p: pointpats_f(p.xy, few(p) / 10), points),
    "kde none": (lambda p: kde(p, 0.05, shape=(128, 128), edge="none").values, points),
    "KDEpy FFT": (lambda p: kdepy_density(p.xy, 0.05, 128), points),
    "Knox": (our_knox([0, 400], [0, 14]), _incidents),
    "Knox table": (our_knox([0, 100, 200, 400, 800, 1600], [0, 7, 14, 28, 56]), _incidents),
    "pointpats Knox": (lambda incidents: pointpats_knox(*incidents, 400.0, 14.0), _incidents),
}


def main() -> None:
    cases = {
        "k_peers": k_peers,
        "k_large": k_large,
        "nearest": nearest,
        "envelope": envelopes,
        "density": density,
        "near_repeats": near_repeats,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(cases)}; all by default")
    chosen = parser.parse_args().cases or list(cases)
    unknown = sorted(set(chosen) - set(cases))
    if unknown:
        parser.error(f"unknown case {', '.join(unknown)}; known are {', '.join(cases)}")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # the children inherit it
        os.environ[name] = "1"
    for name in chosen:
        print(f"\n## {name}")
        cases[name]()


if __name__ == "__main__":
    main()

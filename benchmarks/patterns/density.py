"""How long maps of intensity take, how far bandwidths disagree, and shares of pixels beside exact ones.

python benchmarks/patterns/density.py FOLDER     FOLDER holds the reference patterns, such as sq_matclust

A Gaussian is 0.05 of the window's width. CPU seconds of one thread, the median of five runs after a first one.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from beatwright.patterns import PointPattern, bandwidth, bandwidths, kde, kde_at_points, random_points
from beatwright.patterns.intensity.binned_kernel import window_cells
from beatwright.patterns.intensity.edge_mass import mass_in


def seconds(task: Callable[[], object]) -> float:
    task()
    spent = []
    for _ in range(5):
        start = time.process_time()
        task()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def circle(sides: int) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    return shapely.Polygon(0.5 + 0.5 * np.column_stack([np.cos(angle), np.sin(angle)]))


def times() -> None:
    square = (0.0, 0.0, 1.0, 1.0)
    many, million, round_ = (
        random_points(*of) for of in ((square, 100_000), (square, 1_000_000), (circle(1000), 100_000))
    )
    for name, task in (
        ("fft, 100,000 on 128 x 128", lambda: kde(many, 0.05, shape=(128, 128))),
        ("fft, 1,000,000 on 512 x 512", lambda: kde(million, 0.05, shape=(512, 512))),
        ("exact, 100,000 on 128 x 128, square", lambda: kde(many, 0.05, shape=(128, 128), method="exact")),
        ("exact, the same, 1,000 sides", lambda: kde(round_, 0.05, shape=(128, 128), method="exact")),
    ):
        print(f"{name}: {seconds(task):.4f} s")


def read(folder: Path, name: str) -> PointPattern:
    window = json.loads((folder / name / "window.geojson").read_text())["geometry"]
    xy = np.loadtxt(folder / name / "points.csv", delimiter=",", skiprows=1, usecols=(0, 1))
    return PointPattern(xy, shapely.from_geojson(json.dumps(window)))


def references(folder: Path) -> None:
    clusters, hole = read(folder, "sq_matclust"), read(folder, "hole_csr")
    print(f"widths on {len(clusters)} events:", bandwidths(clusters)["sigma"].round(4).to_dict())
    for mass in ("pixels", "exact"):
        found = bandwidth(hole, "ppl", mass=mass)
        print(f"ppl around a hole, {mass}: {found.sigma:.4g}, the widest tried is {found.sigmas[-1]:.4g}")
    sigma = json.loads((folder / "hole_csr" / "meta.json").read_text())["sigma"]
    cells = window_cells(hole.window, (128, 128))
    pixels = cells.mass(sigma)[cells.inside]
    print(f"shares of cells: {np.abs(pixels / mass_in(hole.window, cells.places, sigma) - 1).max():.2%} off")
    at_events = [kde_at_points(hole, sigma, leave_one_out=True, mass=mass) for mass in ("pixels", "exact")]
    print(f"densities at events: {np.abs(at_events[0] / at_events[1] - 1).max():.2%} off")


if __name__ == "__main__":
    times()
    references(Path(sys.argv[1]))

"""Figures of the pages on methods that no test counts.

python benchmarks/patterns/figures.py

Each line names its page. A share is that of patterns drawn with other seeds.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy as np
import shapely
from labelling import HILL, SQUARE, R

from beatwright.patterns import bandwidth, envelope, getis_ord, k_function, kde, random_points, zone_neighbours
from beatwright.patterns.cluster_process.clustering_test import clustering_p, looked_at
from beatwright.patterns.summary.k_function import second_order_distances
from beatwright.patterns.summary.pairs.set_covariance import set_covariance
from beatwright.patterns.summary.pairs.translation_weights import translation_weights
from beatwright.patterns.window import Window

STARS = (8, 20, 50, 100, 200, 500)


def star(corners: int, seed: int) -> Window:
    rng = np.random.default_rng(seed)
    angle, far = np.linspace(0, 2 * np.pi, corners, endpoint=False), rng.uniform(2, 5, corners)
    return Window(shapely.Polygon(np.column_stack([far * np.cos(angle), far * np.sin(angle)])))


def table_error(corners: int) -> tuple[float, float]:
    """Relative error of interpolated translation weights up to a quarter of the frame: its mean size, and that of K."""
    window, rng = star(corners, corners), np.random.default_rng(1)
    reach = min(window.bounds[2] - window.bounds[0], window.bounds[3] - window.bounds[1]) / 4
    angle, far = rng.uniform(0, 2 * np.pi, 2000), reach * np.sqrt(rng.random(2000))
    shifts = far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    exact = window.area / set_covariance(window, shifts)
    found = translation_weights(window, shifts, reach)
    return float(np.abs(found / exact - 1).mean()), float(abs(found.sum() / exact.sum() - 1))


def called_clustered(n: int, window: object, draws: int = 300) -> float:
    """Share of random patterns that `fit_matern` would take for clustered at .01."""
    found = 0
    for seed in range(draws):
        pattern = random_points(window, n, seed)
        r = looked_at(pattern, second_order_distances(pattern)[-1])
        found += clustering_p(pattern, r, k_function(pattern, r, "iso").values) <= 0.01
    return found / draws


def own_density(draws: int = 200) -> float:
    """Share of p <= .05 on a hill without clusters, against the kernel density of the same 300 events."""
    rng, found = np.random.default_rng(3), 0
    for _ in range(draws):
        pattern = random_points(SQUARE, 300, rng, HILL)
        density = kde(pattern, bandwidth(pattern, "scott").sigma)
        found += envelope(pattern, "L", 19, rng, r=R, null=density).mad().p_value <= 0.05
    return found / draws


def getis_seconds() -> float:
    side = np.arange(40)
    zones = np.array([shapely.box(x, y, x + 1, y + 1) for x in side for y in side], dtype=object)
    near, counts = zone_neighbours(zones, tolerance=0.01), np.random.default_rng(0).poisson(9, 1600).astype(float)
    getis_ord(counts, near, permutations=99)
    start = time.process_time()
    getis_ord(counts, near, permutations=9999)
    return time.process_time() - start


def main() -> None:
    for corners in STARS:
        weight, total = table_error(corners)
        print(
            f"second-order: star of {corners} corners: weights {weight:.1e} off in the mean, K {total:.1e}", flush=True
        )
    for n, name, window in ((30, "square", SQUARE), (300, "square", SQUARE), (300, "star", star(50, 1))):
        share = called_clustered(n, window)
        print(f"cluster-processes: {share:.1%} of random patterns of {n} in a {name} have p <= .01", flush=True)
    print(f"envelopes: {own_density():.1%} of hills have p <= .05 against their own density", flush=True)
    print(f"hotspots: Gi*, 9,999 permutations of 1,600 zones: {getis_seconds():.2f} s")


if __name__ == "__main__":
    main()

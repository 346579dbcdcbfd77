"""Knox table of 20,000 incidents with 99 permutations: CPU seconds, warm, beside the plain numpy of one permutation.

Run with ``python benchmarks/patterns/knox.py``. The plain form holds all distances at once, so it gets 4,000 incidents.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import pdist

from beatwright.patterns import knox, mantel, near_repeats

TIME = (7, 14, 28, 56)
BANDS = ((0, 100, 200, 400), (0, 200, 400, 600, 1000))


def draw(n: int, side: float = 10_000.0) -> tuple[np.ndarray, np.ndarray]:
    """Places in a square of `side` metres, and whole days of a year."""
    rng = np.random.default_rng(1)
    return rng.uniform(0, side, (n, 2)), rng.integers(0, 365, n)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the second of two runs."""
    work()
    start = time.process_time()
    work()
    return time.process_time() - start


def plain(xy: np.ndarray, days: np.ndarray, bands: tuple[int, ...]) -> np.ndarray:
    """One permutation, with all pairs in memory."""
    lag = pdist(np.random.default_rng(0).permutation(days)[:, None], "cityblock")
    far = np.searchsorted(bands, pdist(xy))
    cell = far * (len(TIME) + 1) + np.searchsorted(TIME, lag)
    return np.bincount(cell)


def main() -> int:
    """Print the table."""
    print(f"{'work':<44} {'incidents':>9} {'CPU s':>7}")
    for bands in BANDS:
        for n in (4_000, 20_000):
            xy, days = draw(n)
            spent = seconds(lambda xy=xy, days=days, bands=bands: knox(xy, days, bands, TIME))
            print(f"{f'knox, 99 permutations, up to {bands[-1]} m':<44} {n:>9,} {spent:>7.2f}")
        xy, days = draw(4_000)
        spent = 99 * seconds(lambda xy=xy, days=days, bands=bands: plain(xy, days, bands))
        print(f"{'plain numpy, 99 times one permutation':<44} {4_000:>9,} {spent:>7.2f}")
    xy, days = draw(20_000)
    print(
        f"{'near_repeats, 200 m and 14 days':<44} {20_000:>9,} {seconds(lambda: near_repeats(xy, days, 200, 14)):>7.2f}"
    )
    print(f"{'mantel, 99 permutations':<44} {4_000:>9,} {seconds(lambda: mantel(*draw(4_000))):>7.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

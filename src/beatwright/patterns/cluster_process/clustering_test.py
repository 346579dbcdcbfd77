"""Whether K shows clustering, without a simulation: K of random points is nearly normal, with a variance that is known.

With n points in a window of area A and perimeter P the isotropic estimate has about the variance

    2 (A / (n - 1))^2 (pi r^2 / A + 0.96 P r^3 / A^2 + 0.13 n P r^5 / A^3).

That by translation has not: of 300 points in a square its standard deviation is twice this at a quarter of the side.

K is looked at where at least ten pairs are expected, at a few distances; the least probability counts, times how many
there are (Bonferroni). A fit asks this before its parameters are believed. For a test at a level that is exact see
`envelope`.

Source: Ripley, B. D. (1988), Statistical Inference for Spatial Processes, Cambridge University Press, chapter 3.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from beatwright.patterns.cluster_process.neyman_scott import Floats
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["clustering_p", "looked_at"]

# Pairs that must be expected within the least distance, so that their number is nearly normal.
_PAIRS = 10.0
_DISTANCES = 8


def looked_at(pattern: PointPattern, rmax: float) -> Floats:
    """Return the distances at which K is looked at, shape (m,), from 0 on, where nothing is looked at."""
    pairs = len(pattern) * (len(pattern) - 1) / 2
    least = np.sqrt(_PAIRS * pattern.window.area / (np.pi * max(pairs, 1)))
    return np.concatenate([[0.0], np.geomspace(least, rmax, _DISTANCES) if least < rmax / 2 else [rmax]])


def clustering_p(pattern: PointPattern, r: Floats, k: Floats) -> float:
    """Return the probability that random points have so high a K at one of the distances.

    Parameters
    ----------
    pattern : PointPattern
        At least two points.
    r, k : array, shape (m,)
        What `looked_at` returns, and the isotropic estimate of K there.
    """
    n, area, perimeter = len(pattern), pattern.window.area, pattern.window.perimeter
    away, over = r[1:], (k - np.pi * r**2)[1:]
    edge = (0.96 * away**3 + 0.13 * n / area * away**5) * perimeter / area**2
    deviation = area / (n - 1) * np.sqrt(2 * (np.pi * away**2 / area + edge))
    counted = np.isfinite(over)
    if not counted.any():
        return 1.0
    return float(min(1.0, counted.sum() * norm.sf((over / deviation)[counted].max())))

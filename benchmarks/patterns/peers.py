"""The same jobs by the packages that do them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Task = Callable[[Any], Any]


def astropy_k(xy: Floats, r: Floats, mode: str) -> Floats:
    """Return K of points in the unit square."""
    from astropy.stats import RipleysKEstimator

    estimate = RipleysKEstimator(area=1.0, x_max=1.0, y_max=1.0, x_min=0.0, y_min=0.0)
    return estimate.evaluate(xy, r, mode=mode)


def pointpats_k(xy: Floats, r: Floats) -> Floats:
    from pointpats.distance_statistics import k

    return k(xy, support=r)[1]


def pointpats_g(xy: Floats, r: Floats) -> Floats:
    from pointpats.distance_statistics import g

    return g(xy, support=r)[1]


def pointpats_f(xy: Floats, r: Floats) -> Floats:
    from pointpats.distance_statistics import f

    np.random.seed(0)  # noqa: NPY002  (the package draws its places from the global state)
    return f(xy, support=r)[1]


def kdepy_density(xy: Floats, sigma: float, side: int) -> Floats:
    """Return the density of events a square unit at the centres of side x side cells of the unit square."""
    from KDEpy import FFTKDE

    centres = (np.arange(side) + 0.5) / side
    # The grid must hold every point, and the package takes one that is spaced evenly: a margin of whole cells.
    margin = np.arange(1, 33) / side
    line = np.concatenate([centres[0] - margin[::-1], centres, centres[-1] + margin])
    grid = np.stack(np.meshgrid(line, line, indexing="ij"), -1).reshape(-1, 2)
    density = FFTKDE(kernel="gaussian", bw=sigma).fit(xy).evaluate(grid).reshape(len(line), len(line))
    return len(xy) * density[32:-32, 32:-32].T


def pointpats_knox(xy: Floats, days: Floats, metres: float, lag: float) -> float:
    from pointpats import Knox

    np.random.seed(0)  # noqa: NPY002  (the package permutes by the global state)
    return float(Knox(xy, days.reshape(-1, 1), delta=metres, tau=lag, permutations=99).statistic_)

"""The spatial Kolmogorov-Smirnov test: whether events depend on a covariate such as a coordinate or a distance.

The covariate's values at the events are compared with those in the whole window: by chance the share of events with a
value of at most z is the share of the window with one. The window's share is exact for x and y. For any other covariate
it is taken from places spread evenly by a Kronecker sequence, which no grid of a covariate can fall in step with.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.quantity import p_words
from beatwright.base.raster import Raster
from beatwright.patterns.geometry.area_below import AreaBelow
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import Covariate
from beatwright.patterns.window import Window

__all__ = ["KolmogorovTest", "ks_test"]

Floats = npt.NDArray[np.float64]
# Steps of the Kronecker sequence: powers of the real root of t³ = t + 1, the plastic number.
_PLASTIC = 1.3247179572447460
# Below so many events without ties the exact distribution of the statistic is used, as in R's ks.test.
_EXACT_BELOW = 100


@dataclass(frozen=True, eq=False)
class KolmogorovTest:
    """The spatial Kolmogorov-Smirnov test of events on a covariate.

    Parameters
    ----------
    statistic : float
        Largest gap between the two distribution functions, D.
    p_value : float
        Of so large a gap by chance.
    covariate : str
        Its name.
    values : array, shape (n,)
        The covariate at the events, ascending.
    expected : array, shape (n,)
        Share of the window with at most that value; the observed share is `observed`.
    """

    statistic: float
    p_value: float
    covariate: str
    values: Floats
    expected: Floats

    def __repr__(self) -> str:
        return f"KolmogorovTest({self.covariate}: D = {self.statistic:.6g}, {p_words(self.p_value, 4)})"

    @property
    def observed(self) -> Floats:
        """Share of the events with at most each value, shape (n,)."""
        return np.arange(1, len(self.values) + 1) / len(self.values)


def ks_test(
    pattern: PointPattern,
    covariate: str | Covariate | Raster,
    places: int = 2**18,
    seed: int | np.random.Generator | None = None,
) -> KolmogorovTest:
    """Test whether events depend on a covariate.

    Parameters
    ----------
    pattern : PointPattern
        At least one event.
    covariate : str, Raster, or callable
        "x", "y", a raster, or a function from places, shape (n, 2), to values, shape (n,): one of your own, or
        `distance_to` a feature. Where a part of the window has no value (NaN), only the rest is looked at.
    places : int, default 262144
        Over the window's bounds, at which a function is asked for the window's share; x and y need none.
    seed : int or Generator, optional
        Of a jitter that breaks ties: each value moves by at most half the smallest gap between different ones. None,
        the default, leaves ties, which makes the test say "depends" too easily.

    Raises
    ------
    ParameterError
        With no event, a covariate that has no value at an event or is the same everywhere, or a wrong parameter.

    References
    ----------
    Berman, "Testing for spatial association between a point process and another stochastic process", Applied Statistics
    35 (1986), 54-62; Baddeley, Rubak and Turner, Spatial Point Patterns (2015), section 6.7.

    Examples
    --------
    >>> pattern = PointPattern([[0.1, 0.5], [0.2, 0.1], [0.3, 0.9]], window=(0, 0, 1, 1))
    >>> ks_test(pattern, "x")
    KolmogorovTest(x: D = 0.7, p = 0.054)
    """
    complaints = Complaints()
    complaints.need(len(pattern) > 0, "ks_test needs at least 1 event. This pattern has none.")
    complaints.add(check.integer("ks_test", "places", places, 1))
    if not callable(covariate) and not isinstance(covariate, Raster):
        complaints.add(check.one_of("ks_test", "covariate", covariate, ("x", "y")))
    complaints.raise_if_any(ParameterError)
    rng = None if seed is None else np.random.default_rng(seed)
    if isinstance(covariate, str):
        values, expected = _by_area(pattern, "xy".index(covariate), rng)
    else:
        values, expected = _sampled(pattern, covariate.at if isinstance(covariate, Raster) else covariate, places, rng)
    statistic = _largest_gap(expected)
    name = covariate if isinstance(covariate, str) else getattr(covariate, "__name__", type(covariate).__name__.lower())
    return KolmogorovTest(statistic, _p_value_of_gap(statistic, values), name, values=values, expected=expected)


def _by_area(pattern: PointPattern, axis: int, rng: np.random.Generator | None) -> tuple[Floats, Floats]:
    values = pattern.xy[:, axis]
    values = np.sort(values if rng is None else values + rng.uniform(-0.5, 0.5, len(values)) * _gap(values))
    below = AreaBelow(pattern.window, axis)
    return values, below(values) / below(np.inf)


def _sampled(
    pattern: PointPattern, covariate: Covariate, places: int, rng: np.random.Generator | None
) -> tuple[Floats, Floats]:
    values = _asked(covariate, pattern.xy)
    if np.isnan(values).any():
        raise ParameterError(f"The covariate of ks_test has no value at {int(np.isnan(values).sum())} of the events.")
    sample = _asked(covariate, _spread_evenly(pattern.window, places))
    sample = np.sort(sample[~np.isnan(sample)])
    if not len(sample) or sample[0] == sample[-1]:
        raise ParameterError("The covariate of ks_test is the same everywhere in the window, or has no value there.")
    if rng is not None:
        gap = _gap(values)
        values = values + rng.uniform(-0.5, 0.5, len(values)) * gap
        if len(np.unique(sample)) < len(sample) / 2:  # a covariate of few values: the window's are tied as well
            sample = np.sort(sample + rng.uniform(-0.5, 0.5, len(sample)) * gap)
    values = np.sort(values)
    return values, np.searchsorted(sample, values, side="right") / len(sample)


def _asked(covariate: Covariate, places: Floats) -> Floats:
    values = np.asarray(covariate(places), dtype=np.float64)
    complaint = check.shape_is("ks_test", "covariate", values.shape, (len(places),), "place")
    if complaint:
        raise ParameterError(complaint)
    return values


def _spread_evenly(window: Window, places: int) -> Floats:
    left, bottom, right, top = window.bounds
    step = np.arange(1, places + 1)
    x, y = (0.5 + step / _PLASTIC) % 1, (0.5 + step / _PLASTIC**2) % 1
    spread = np.column_stack([left + (right - left) * x, bottom + (top - bottom) * y])
    return spread if window.is_rectangle else spread[window.contains(spread)]


def _gap(values: Floats) -> float:
    """Return the smallest gap between different values; 0 where none is tied, or all are."""
    different = np.unique(values)
    return float(np.diff(different).min()) if 1 < len(different) < len(values) else 0.0


def _largest_gap(expected: Floats) -> float:
    n = len(expected)
    above, below = np.arange(1, n + 1) / n - expected, expected - np.arange(n) / n
    return float(max(above.max(), below.max()))


def _p_value_of_gap(statistic: float, values: Floats) -> float:
    n = len(values)
    if n < _EXACT_BELOW and len(np.unique(values)) == n:
        return float(stats.kstwo.sf(statistic, n))
    return float(stats.kstwobign.sf(math.sqrt(n) * statistic))

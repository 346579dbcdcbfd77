"""Classes of a map: where one colour ends and the next begins."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.show.figures.natural_breaks import natural_breaks

__all__ = [
    "CHANGE_SHARES",
    "DEMAND_SHARES",
    "Classes",
    "change_classes",
    "demand_classes",
    "even_change_limits",
    "even_limits",
    "limit_text",
    "shared_classes",
]

# Half of the zones with calls share the two palest colours; the darkest are the busiest tenth and the busiest 3 %.
DEMAND_SHARES = (25.0, 50.0, 75.0, 90.0, 97.0, 100.0)
CHANGE_SHARES = (50.0, 85.0, 100.0)
_SMALLEST = 1e-290  # a hundredth of a smaller figure would be lost to the range of floats


@dataclass(frozen=True)
class Classes:
    """Classes of a map.

    Parameters
    ----------
    of : array of intp, shape (n,)
        Class of every value; -1 where the value is not finite.
    upper : tuple of float
        Upper limit of each class, inclusive.
    labels : tuple of str
        What the legend says of each class.
    """

    of: npt.NDArray[np.intp]
    upper: tuple[float, ...]
    labels: tuple[str, ...]


def _rounded(value: float, up: bool = True) -> float:
    """Round to two digits, as a legend reads best."""
    if abs(value) < _SMALLEST or not math.isfinite(value):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return round((math.ceil(value / step - 1e-12) if up else round(value / step)) * step, digits)


def _limits(values: npt.NDArray[np.float64], shares: tuple[float, ...]) -> list[float]:
    """Upper limits of the percentile classes of `values`, rounded up, without repeats."""
    if len(values) == 0:
        return []
    return sorted({_rounded(float(limit)) for limit in np.percentile(values, shares)})


def limit_text(value: float) -> str:
    """Return a limit as the legend says it."""
    return f"{value:,.12g}"


def demand_classes(values: npt.NDArray[np.float64], fewest: float = 0.0) -> Classes:
    """Return up to seven classes of non-negative `values`: none, then by percentiles of the positive ones.

    Parameters
    ----------
    values : array of float, shape (n,)
        At least 0; not finite values get no class.
    fewest : float, default 0
        Fewest calls a year that are shown; where there were fewer `values` must be 0, and the first class says so.

    Examples
    --------
    >>> import numpy as np
    >>> demand_classes(np.array([0.0, 1, 2, 3, 4, 100])).labels
    ('none', 'up to 2', '2 to 3', '3 to 4', '4 to 62', '62 to 89', '89 to 100')
    """
    finite = np.isfinite(values)
    upper = [0.0, *_limits(values[finite & (values > 0)], DEMAND_SHARES)]
    of = np.searchsorted(upper, np.where(finite, values, 0.0), side="left")
    of = np.where(finite, np.minimum(of, len(upper) - 1), -1)
    texts = [limit_text(limit) for limit in upper]
    labels = [f"under {limit_text(fewest)} a year" if fewest else "none", *(f"up to {text}" for text in texts[1:2])]
    labels += [f"{low} to {high}" for low, high in itertools.pairwise(texts[1:])]
    return Classes(of.astype(np.intp), tuple(upper), tuple(labels))


def shared_classes(*values: npt.NDArray[np.float64], count: int = 6) -> tuple[Classes, ...]:
    """Return the same classes for several maps, so that one colour means one thing on all of them.

    The limits are the natural breaks (Fisher and Jenks) of all values together, rounded up to two digits.

    Parameters
    ----------
    values : arrays of float
        At least 0; one array per map; not finite values get no class.
    count : int, default 6
        Most classes; fewer where there are not as many different values.

    References
    ----------
    Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53,
    789-798.

    Examples
    --------
    >>> import numpy as np
    >>> before, after = shared_classes(np.array([1.0, 10.0, 90.0]), np.array([30.0, 34.0]), count=3)
    >>> before.labels, before.of, after.of
    (('up to 10', '10 to 34', '34 to 90'), array([0, 0, 2]), array([1, 1]))
    """
    joined = np.concatenate([np.asarray(one, dtype=np.float64) for one in values])
    joined = joined[np.isfinite(joined)]
    few = len(np.unique(joined)) <= count
    limits = joined if few else natural_breaks(joined, count)
    upper = sorted({_rounded(float(limit)) for limit in limits}) or [0.0]
    texts = [limit_text(limit) for limit in upper]
    labels = (f"up to {texts[0]}", *(f"{low} to {high}" for low, high in itertools.pairwise(texts)))
    return tuple(
        Classes(
            np.where(np.isfinite(one), np.minimum(np.searchsorted(upper, one, side="left"), len(upper) - 1), -1),
            tuple(upper),
            labels,
        )
        for one in values
    )


def change_classes(values: npt.NDArray[np.float64], unchanged: float) -> Classes:
    """Return seven classes, the same on both sides of 0; differences of at most `unchanged` count as none.

    Parameters
    ----------
    values : array of float, shape (n,)
        Differences; not finite values get no class.
    unchanged : float
        Largest difference that is called none.

    Examples
    --------
    >>> import numpy as np
    >>> change_classes(np.array([-900.0, -400, 0, 30, 200]), unchanged=50).of
    array([0, 1, 3, 3, 4])
    """
    finite = np.isfinite(values)
    sizes = np.abs(values[finite])
    limits = [limit for limit in _limits(sizes[sizes > unchanged], CHANGE_SHARES) if limit > unchanged]
    while len(limits) < 3:
        limits.append(2 * (limits[-1] if limits else max(unchanged, 1.0)))
    a, b = limits[:2]
    upper = (-b, -a, -unchanged, unchanged, a, b, limits[2])
    of = np.searchsorted(upper, np.where(finite, values, 0.0), side="left")
    of = np.where(finite, np.minimum(of, 6), -1)
    texts = [limit_text(limit) for limit in (unchanged, a, b)]
    size_labels = (f"over {texts[2]}", f"{texts[1]} to {texts[2]}", f"{texts[0]} to {texts[1]}")
    labels = (*size_labels, f"within {texts[0]}", *reversed(size_labels))
    return Classes(of.astype(np.intp), upper, labels)


def even_limits(low: float, high: float, count: int = 7) -> list[float]:
    """Return round limits of up to `count` classes of one width, from at most `low` to at least `high`.

    >>> even_limits(0.0, 34.0), even_limits(3.0, 3.0)
    ([0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0], [3.0, 4.0])
    """
    step = _round_step((high - low) / count) if high > low else max(abs(low), 1.0) / 3
    start = math.floor(low / step + 1e-9)
    end = max(math.ceil(high / step - 1e-9), start + 1)
    if end - start > count:
        return even_limits(low, low + (high - low) * 1.3, count)
    return [float(f"{k * step:.12g}") for k in range(start, end + 1)]


def even_change_limits(largest: float) -> list[float]:
    """Return the eight round limits of seven classes, the same on both sides of 0; the middle one is no change.

    The outermost classes have no end: the `largest` change lies beyond the second limit from outside.

    >>> even_change_limits(0.6)
    [-0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7]
    """
    step = _round_step(largest / 5 * (1 - 1e-9), up=False) if largest > 0 else 1.0
    return [float(f"{k * step:.12g}") for k in (-7, -5, -3, -1, 1, 3, 5, 7)]


def _round_step(width: float, up: bool = True) -> float:
    """Return the next of 1, 2 or 5 times a power of ten (or 2.5, upwards): at least `width`, or at most."""
    power = 10.0 ** math.floor(math.log10(width))
    steps = [step * power for step in ((1, 2, 2.5, 5, 10) if up else (1, 2, 5))]
    if up:
        return next(step for step in steps if step >= width * (1 - 1e-9))
    return max(step for step in steps if step <= width)

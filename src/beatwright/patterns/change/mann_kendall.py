"""The Mann-Kendall test of a trend, for many series at once.

S counts the pairs of periods in which the later value is larger, less those in which it is smaller. Without a trend its
mean is 0 and its variance (n(n-1)(2n+5) - sum over ties t(t-1)(2t+5)) / 18, and S less 1 (towards 0) by its standard
deviation is nearly normal.

Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245-259. Kendall, M. G. (1975). Rank Correlation
Methods. London: Griffin, section 4.4: ties, and the correction for continuity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from beatwright.base import check
from beatwright.base.errors import ParameterError

__all__ = ["MannKendall", "mann_kendall"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class MannKendall:
    """The trend of each series.

    Parameters
    ----------
    s : array of int, shape (n,)
        Pairs of periods that rise less pairs that fall.
    variance : array of float, shape (n,)
        Of `s` without a trend; 0 where all values are equal.
    z : array of float, shape (n,)
        Corrected for continuity; 0 where all values are equal.
    p_value : array of float, shape (n,)
        Two-sided.
    tau : array of float, shape (n,)
        Kendall's tau-b, in [-1, 1]; NaN where all values are equal.
    """

    s: npt.NDArray[np.int64]
    variance: Floats
    z: Floats
    p_value: Floats
    tau: Floats


def mann_kendall(series: npt.ArrayLike) -> MannKendall:
    """Test each row for a trend over time.

    Parameters
    ----------
    series : array of float, shape (n, periods) or (periods,)
        A row for each zone, the periods in their order.

    Returns
    -------
    MannKendall
        Without a trend (p-value 1) where there is one period or none.

    Raises
    ------
    ParameterError
        Where `series` are no finite numbers of that shape.

    Notes
    -----
    Periods have to be independent but for the trend: a season, or memory from one period to the next, makes trends
    of chance. Below ten periods the normal distribution is rough.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245-259.
    Kendall, M. G. (1975). Rank Correlation Methods, 4th edition. London: Griffin.

    Examples
    --------
    >>> found = mann_kendall([[1, 2, 4, 4, 7, 8], [5, 5, 5, 5, 5, 5]])
    >>> found.s.tolist(), found.p_value.round(4).tolist()
    ([14, 0], [0.0129, 1.0])
    """
    values = _series(series)
    rises, equal = _compared(values)
    n = values.shape[1]
    ties = (equal * (2 * equal + 7)).sum(axis=1)  # sum over ties t(t-1)(2t+5): each of t values has t - 1 equals
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    z = np.where(variance > 0, (rises - np.sign(rises)) / spread, 0.0)
    pairs, tied = n * (n - 1) / 2, equal.sum(axis=1) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        tau = rises / np.sqrt((pairs - tied) * pairs)
    return MannKendall(s=rises, variance=variance, z=z, p_value=2 * norm.sf(np.abs(z)), tau=tau)


def _series(series: npt.ArrayLike) -> Floats:
    expected = "finite numbers of shape (n, periods) or (periods,)"
    try:
        values = np.atleast_2d(np.asarray(series, dtype=np.float64))
    except (TypeError, ValueError):
        raise ParameterError(check.sentence("mann_kendall", "series", expected, type(series).__name__)) from None
    if values.ndim != 2:
        raise ParameterError(check.sentence("mann_kendall", "series", expected, f"shape {values.shape}"))
    bad = ~np.isfinite(values).all(axis=1)
    if bad.any():
        got = f"{bad.sum():,} rows with others, first row {bad.argmax()}"
        raise ParameterError(check.sentence("mann_kendall", "series", expected, got))
    return values


def _compared(values: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return S of each row, and how many others in its row each value equals."""
    rises = np.zeros(len(values), dtype=np.int64)
    equal = np.zeros(values.shape, dtype=np.int64)
    for lag in range(1, values.shape[1]):
        step = np.sign(values[:, lag:] - values[:, :-lag]).astype(np.int64)
        rises += step.sum(axis=1)
        equal[:, lag:] += step == 0
        equal[:, :-lag] += step == 0
    return rises, equal

"""Where a patrol urn tends to in the mean, and where it does not: in closed form.

In the mean a day adds to place i the reports r_i m_i and, with probability P_i, the silent rest (1 - r_i) m_i, of
which the filter keeps k_i. Shares that such a day leaves as they are solve P_i S = r_i m_i + P_i k_i (1 - r_i) m_i, S
the sum of the right-hand sides over places.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import beta

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["polya_interval", "urn_limit"]

Floats = npt.NDArray[np.float64]


def polya_interval(first: float, second: float, level: float = 0.9) -> tuple[float, float]:
    """Return between what bounds the share of the first of two places lies in the long run.

    With one record added at a time, the same rate in both places, and neither reports nor filter, the share tends to a
    limit that is different in every run: Beta distributed, with the `first` and `second` records as parameters.

    Parameters
    ----------
    first, second : float
        Records before the first day, above 0.
    level : float, default 0.9
        Share of the runs between the bounds, in (0, 1).

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    H. M. Mahmoud, "Pólya Urn Models", CRC Press 2008, section 3.2.

    Examples
    --------
    >>> [round(bound, 3) for bound in polya_interval(1, 1)]
    [0.05, 0.95]
    """
    complaints = Complaints()
    for name, value in (("first", first), ("second", second)):
        complaints.add(check.number("polya_interval", name, value, 0, open_low=True))
    complaints.add(check.number("polya_interval", "level", level, 0, 1, open_low=True))
    complaints.raise_if_any(ParameterError)
    low, high = beta.interval(level, first, second)
    return float(low), float(high)


def urn_limit(rates: npt.ArrayLike, reported: npt.ArrayLike = 0.0, *, filtered: bool = False) -> Floats:
    """Return the shares of patrols that a patrol urn tends to in the mean.

    Without the filter and without reports they are 1 in the place with the highest rate and 0 elsewhere; places that
    have the highest rate in common share what chance gives them, and are NaN here. With the filter and without reports
    they are the shares of the incidents that happen.

    Parameters
    ----------
    rates, reported
        As for `patrol_urn`; some incident happens.
    filtered : bool, default False
        Whether what patrols find passes the filter.

    Returns
    -------
    array, shape (places,)

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> urn_limit([2.0, 1.0]), urn_limit([2.0, 1.0], filtered=True).round(3)
    (array([1., 0.]), array([0.667, 0.333]))
    >>> urn_limit([1.0, 1.0], [0.25, 0.5]).round(3)  # the same crime, one half reports half as often
    array([0.414, 0.586])
    """
    rate = np.asarray(rates, dtype=np.float64)
    told = np.asarray(reported, dtype=np.float64)
    complaints = Complaints()
    fine = rate.ndim == 1 and len(rate) >= 2 and np.isfinite(rate).all() and (rate >= 0).all() and rate.any()
    complaints.need(
        bool(fine), check.sentence("urn_limit", "rates", "finite rates of 2 places or more, not all 0", rates)
    )
    complaints.add(check.spreads("urn_limit", "reported", reported, rate.size))
    complaints.need(
        bool(((told >= 0) & (told <= 1)).all()), check.sentence("urn_limit", "reported", "shares in [0, 1]", reported)
    )
    complaints.raise_if_any(ParameterError)
    told = check.spread(reported, rate.size, np.float64)
    return _filtered(rate * told, rate * (1 - told)) if filtered else _unfiltered(rate * told, rate * (1 - told))


def _unfiltered(told: Floats, silent: Floats) -> Floats:
    """Solve P_i = told_i / (S - silent_i) for the S above every silent rate at which they sum to 1."""
    if not told.any():
        most = silent == silent.max()
        return np.asarray(np.where(most, 1.0 if most.sum() == 1 else np.nan, 0.0))
    highest = float(silent.max())

    def excess(total: float) -> float:
        return float(np.divide(told, total - silent, out=np.zeros_like(told), where=told > 0).sum()) - 1

    least = float(silent[told > 0].max())
    low, high = least + 1e-12 * (1 + least), least + float(told.sum()) * (1 + 1e-12)
    total = brentq(excess, low, high, xtol=1e-14)
    if total <= highest:  # a place that nobody reports from takes what the others leave
        return _with_unreported(told, silent, highest)
    return np.asarray(told / (total - silent))


def _with_unreported(told: Floats, silent: Floats, highest: float) -> Floats:
    share = np.divide(told, highest - silent, out=np.zeros_like(told), where=told > 0)
    leading = (told == 0) & (silent == highest)
    share[leading] = 1 - share.sum() if leading.sum() == 1 else np.nan
    return share


def _filtered(told: Floats, silent: Floats) -> Floats:
    """Solve for c, the share kept times the probability of a visit, which is the same in all places."""

    def shares(c: float) -> Floats:
        records = told + c * silent
        return np.asarray(records / records.sum())

    def miss(c: float) -> float:
        least = float(shares(c).min())
        return c - least * (1 - least)

    if not told.any():
        return np.asarray(silent / silent.sum())
    return shares(float(brentq(miss, 0.0, 0.25)) if miss(0.25) > 0 > miss(0.0) else max(0.0, -miss(0.0)))

"""The rhythm of the week, shrunk towards what is known better."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from beatwright.core import Incidents

__all__ = ["hours_seen", "raw_clock", "shrunk_share"]

Floats = npt.NDArray[np.float64]
Dates = Iterable[datetime.date]

_LOG_STRENGTH = (-4.0, 18.0)


def shrunk_share(counts: Floats, towards: Floats) -> Floats:
    """Return shares between those of the counts and those given, as far apart as the counts justify.

    The shares have a Dirichlet prior with mean `towards`; its strength k is the one under which the counts
    are most probable (the Dirichlet-multinomial's marginal likelihood), and the result is the posterior
    mean (n_h + k q_h) / (n + k).

    Parameters
    ----------
    counts : array, shape (n,)
        Incidents by hour of the week.
    towards : array, shape (n,)
        Positive shares that sum to 1.

    Returns
    -------
    array, shape (n,)
        Shares that sum to 1.

    Examples
    --------
    >>> import numpy as np
    >>> shrunk_share(np.zeros(2), np.array([0.25, 0.75]))
    array([0.25, 0.75])
    """
    total = counts.sum()
    if total == 0:
        return towards

    def negative(log_strength: float) -> float:
        prior = np.exp(log_strength) * towards
        return float(
            gammaln(prior.sum() + total) - gammaln(prior.sum()) - (gammaln(prior + counts) - gammaln(prior)).sum()
        )

    strength = np.exp(minimize_scalar(negative, bounds=_LOG_STRENGTH, method="bounded", options={"xatol": 1e-8}).x)
    return np.asarray((counts + strength * towards) / (total + strength))


def raw_clock(counts: Floats, hours: Floats) -> Floats:
    """Return the recorded share of every hour of the week for each severity class; even where nothing was recorded.

    Parameters
    ----------
    counts : array, shape (slots, severity classes)
        Incidents.
    hours : array, shape (slots,)
        How often each hour occurred.

    Examples
    --------
    >>> import numpy as np
    >>> raw_clock(np.array([[3.0, 0.0], [2.0, 0.0]]), np.array([1.0, 2.0])).tolist()
    [[0.75, 0.5], [0.25, 0.5]]
    """
    rate = np.divide(counts, hours[:, None], out=np.zeros_like(counts), where=hours[:, None] > 0)
    total = rate.sum(axis=0)
    return np.asarray(np.divide(rate, total, out=np.full_like(rate, 1 / len(rate)), where=total > 0))


def hours_seen(incidents: Incidents, first: pd.Timestamp, last: pd.Timestamp, excluded: Dates = ()) -> Floats:
    """Count incidents in zones by hour of the week.

    Parameters
    ----------
    incidents : Incidents
        One without a time of day is spread over the hours of its weekday as those with one are.
    first, last : Timestamp
        From when and before when.
    excluded : iterable of date
        Days that do not count, such as holidays.

    Returns
    -------
    array, shape (168, severity classes)
    """
    classes, times = len(incidents.severity), incidents.frame["time"]
    rows = (incidents.frame["zone"] >= 0) & (times >= first) & (times < last)
    rows &= ~times.dt.normalize().isin(pd.to_datetime(sorted(excluded)))
    severity = incidents.frame["severity"].to_numpy(dtype=np.int64)
    return incidents.counts_by_hour(severity, classes, rows.to_numpy()).T.copy()

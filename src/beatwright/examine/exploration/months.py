"""Incidents a day by month of the year, over the days that the records cover."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.incidents import Incidents

__all__ = ["MONTHS", "daily_by_month"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def daily_by_month(incidents: Incidents) -> npt.NDArray[np.float64]:
    """Return incidents a day in each month of the year, shape (12,); NaN for months that the records do not cover.

    Parameters
    ----------
    incidents : Incidents
        Days in gaps of their period do not count as covered.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> daily_by_month(small_incidents(weeks=10)).round(1)[:4]
    array([5.4, 5.8, 6.9, nan])
    """
    days = _days_covered(incidents)
    counts = np.bincount(incidents.frame["time"].dt.month.to_numpy(), minlength=13)[1:]
    daily: npt.NDArray[np.float64] = np.divide(counts, days, out=np.full(12, np.nan), where=days > 0)
    return daily


def _days_covered(incidents: Incidents) -> npt.NDArray[np.float64]:
    """Return how many days of each month of the year the records cover, shape (12,)."""
    days = pd.date_range(incidents.start.floor("D"), incidents.end - pd.Timedelta(1, "ns"), freq="D")
    missing = np.zeros(len(days), dtype=bool)
    for one, other in incidents.gaps:
        missing |= (days >= one) & (days < other)
    return np.bincount(days[~missing].month, minlength=13)[1:].astype(np.float64)

"""Days that the records cover, by month of the year and by year, and incidents a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.incidents import Incidents

__all__ = ["MONTHS", "daily_by_month", "days_by_year"]

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
    days = np.bincount(_days_covered(incidents).month, minlength=13)[1:].astype(np.float64)
    counts = np.bincount(incidents.frame["time"].dt.month.to_numpy(), minlength=13)[1:]
    daily: npt.NDArray[np.float64] = np.divide(counts, days, out=np.full(12, np.nan), where=days > 0)
    return daily


def days_by_year(incidents: Incidents) -> dict[int, int]:
    """Return how many days of each year the records cover.

    >>> from beatwright.testing import small_incidents
    >>> days_by_year(small_incidents(weeks=60))
    {2023: 364, 2024: 56}
    """
    years, days = np.unique(_days_covered(incidents).year, return_counts=True)
    return dict(zip(years.tolist(), days.tolist(), strict=True))


def _days_covered(incidents: Incidents) -> pd.DatetimeIndex:
    days = pd.date_range(incidents.start.floor("D"), incidents.end - pd.Timedelta(1, "ns"), freq="D")
    missing = np.zeros(len(days), dtype=bool)
    for one, other in incidents.gaps:
        missing |= (days >= one) & (days < other)
    return days[~missing]

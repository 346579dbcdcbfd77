"""Days that the records cover, by month of the year and by year, and incidents a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core.incidents import Incidents
from beatwright.patterns import days_covered, month_curve

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
    times = incidents.frame["time"].to_numpy()
    return month_curve(times, incidents.start, incidents.end, gaps=incidents.gaps).over_years()


def days_by_year(incidents: Incidents) -> dict[int, float]:
    """Return how many days of each year the records cover.

    >>> from beatwright.testing import small_incidents
    >>> days_by_year(small_incidents(weeks=60))
    {2023: 364.0, 2024: 56.0}
    """
    days, part = days_covered(incidents.start, incidents.end, incidents.gaps)
    years, of = np.unique(days.astype("datetime64[Y]").astype(int) + 1970, return_inverse=True)
    return dict(zip(years.tolist(), np.bincount(of, part).tolist(), strict=True))

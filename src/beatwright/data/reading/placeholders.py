"""Dates that systems write where they know none, such as 1900-01-01."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core.words import count_of

__all__ = ["placeholder_dates", "tell_placeholders"]

# The first days of spreadsheets, databases and Unix (seen from west of Greenwich too), and the last ones.
_DAYS = np.array(
    ["1900-01-01", "1900-01-02", "1901-01-01", "1969-12-31", "1970-01-01", "2099-12-31", "2100-01-01", "2100-12-31"],
    dtype="datetime64[D]",
)
_YEAR = np.timedelta64(366, "D")


def placeholder_dates(values: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
    """Say which times are on a day that stands for "not known": a usual one, a year or more from every other record.

    Parameters
    ----------
    values : array of datetime64[us], shape (n,)
        NaT where there is none.

    Examples
    --------
    >>> placeholder_dates(np.array(["1900-01-01T00:00", "2024-03-01T12:00"], dtype="datetime64[us]")).tolist()
    [True, False]
    """
    days = values.astype("datetime64[D]")
    usual = np.isin(days, _DAYS)
    others = days[~usual & ~np.isnat(days)]
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    for day in np.unique(days[usual]):
        if np.abs(others - day).min() < _YEAR:
            usual &= days != day
    return np.asarray(usual)


def tell_placeholders(values: npt.NDArray[np.datetime64], heading: str) -> list[str]:
    """Return the warning about the dates left out, with their days and counts; none where there are none."""
    if not len(values):
        return []
    days, counts = np.unique(values.astype("datetime64[D]"), return_counts=True)
    shown = ", ".join(f"{day} ({count:,})" for day, count in zip(days, counts, strict=True))
    return [
        f"{count_of(len(values), 'row')} with a date in the column '{heading}' that systems write where none is known "
        f"left out: {shown}. No other record is within a year of it."
    ]

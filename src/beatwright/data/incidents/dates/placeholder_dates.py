"""Dates that systems write where they know none, such as 1900-01-01."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from beatwright.base.words import count_of

__all__ = ["placeholder_dates", "placeholder_warnings", "stands_for_none", "unknown_text_warnings"]

# The first days of spreadsheets, databases, disks and Unix (seen from west of Greenwich too), round ones, and the last.
_DAYS = np.array(
    [
        "1900-01-01", "1900-01-02", "1901-01-01", "1904-01-01", "1904-01-02", "1950-01-01", "1960-01-01", "1969-12-31",
        "1970-01-01", "1980-01-01", "1980-01-06", "2000-01-01", "2001-01-01", "2038-01-19", "2049-12-31", "2050-12-31",
        "2078-12-31", "2079-06-06", "2099-01-01", "2099-12-31", "2100-01-01", "2100-12-31",
    ],
    dtype="datetime64[D]",
)  # fmt: skip
# Days that no calendar of records has: the first and last ones of databases, and spreadsheets' day 0.
_YEARS = "(?:0000|0001|1111|1753|1800|1899|2999|3000|9999)"
_TEXTS = "|".join(
    (
        rf"^(?:{_YEARS}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|1900[-/.]0?1[-/.]0?0)(?:[T ].*)?$",
        rf"^(?:[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.]{_YEARS}|0?[01][-/.]0?[01][-/.]1900)(?:[T ].*)?$",
        r"^-?[01](?:\.0)?$",
        r"^2958465(?:\.0)?$",
    )
)
_SHOWN = 5
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


def placeholder_warnings(values: npt.NDArray[np.datetime64], heading: str) -> list[str]:
    """Return the warning about the dates left out, with their days and counts; none where there are none."""
    if not len(values):
        return []
    days, counts = np.unique(values.astype("datetime64[D]"), return_counts=True)
    shown = ", ".join(f"{day} ({count:,})" for day, count in zip(days, counts, strict=True))
    return [
        f"{count_of(len(values), 'row')} with a date in the column '{heading}' that systems write where none is known "
        f"left out: {shown}. No other record is within a year of it."
    ]


def stands_for_none(text: str) -> bool:
    """Say whether a text is a date that no calendar of records has, as systems write where none is known.

    >>> stands_for_none("9999-12-31 00:00"), stands_for_none("2202-03-01")
    (True, False)
    """
    return bool(re.match(_TEXTS, text.strip()))


def unknown_text_warnings(texts: Any, heading: str) -> list[str]:
    """Return the warning about unreadable dates that systems write where none is known; none where there are none.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        The dates that could not be read.
    heading : str
        Their column.

    Examples
    --------
    >>> import pyarrow as pa
    >>> unknown_text_warnings(pa.array(["9999-12-31", "soon", "9999-12-31"]), "date")[0]
    "2 rows with a date in the column 'date' that systems write where none is known left out: 9999-12-31 (2)."
    """
    found = pc.filter(texts, pc.fill_null(pc.match_substring_regex(texts, _TEXTS), False))
    counts = sorted((entry["counts"], entry["values"]) for entry in pc.value_counts(found).to_pylist())
    if not counts:
        return []
    shown = ", ".join(f"{text} ({count:,})" for count, text in counts[::-1][:_SHOWN])
    return [
        f"{count_of(len(found), 'row')} with a date in the column '{heading}' that systems write where none is known "
        f"left out: {shown}{', ...' if len(counts) > _SHOWN else ''}."
    ]

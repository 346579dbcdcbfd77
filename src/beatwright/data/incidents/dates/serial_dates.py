"""Dates that a spreadsheet keeps as a number of days, such as 45231.5."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.words import count_of
from beatwright.data.incidents.dates.date_texts import Moments
from beatwright.data.incidents.times.times_of_file import micros

__all__ = ["DAY_ZERO", "add_serials", "are_serials", "serial_times"]

DAY_ZERO = "day 0 of dates"
"""The fact about a workbook whose dates are not counted from 1899-12-30."""

# 1954 to 2119: smaller numbers may be anything.
_FIRST, _LAST = 20_000, 80_000
_DAY_US = 86_400_000_000


def are_serials(values: npt.NDArray[np.float64]) -> bool:
    """Say whether numbers are days of a spreadsheet, by the middle one.

    >>> are_serials(np.array([45231.5, 45232.0, np.nan])), are_serials(np.array([20231101.0]))
    (True, False)
    """
    known = values[np.isfinite(values)]
    return bool(len(known)) and _FIRST <= float(np.median(known)) < _LAST


def serial_times(values: npt.NDArray[np.float64], day_zero: str = "") -> npt.NDArray[np.datetime64]:
    """Return days of a spreadsheet, counted from `day_zero` (default 1899-12-30), as times to the second; else NaT.

    >>> serial_times(np.array([45231.5])).astype(str).tolist()
    ['2023-11-01T12:00:00.000000']
    >>> serial_times(np.array([43769.0]), "1904-01-01").astype("datetime64[D]").astype(str).tolist()
    ['2023-11-01']
    """
    finite = np.isfinite(values)
    count = np.round(np.where(finite, values, 0) * 86_400) * 1e6
    times = np.datetime64(day_zero or "1899-12-30", "us") + micros(count)
    return np.asarray(np.where(finite, times, np.datetime64("NaT", "us")))


def add_serials(moments: Moments, texts: Any, counts: npt.NDArray[np.int64], day_zero: str = "") -> list[str]:
    """Read the texts that are nothing but days of a spreadsheet, beside others that are dates; return what to tell.

    Parameters
    ----------
    moments : Moments
        Changed in place.
    texts : pyarrow array of text, shape (n,)
    counts : array of int64, shape (n,)
        Rows of each text.
    day_zero : str
        As for `serial_times`.
    """
    filled = pc.if_else(pc.match_substring_regex(texts, r"^[0-9]{5}(?:\.[0-9]+)?$"), texts, None)
    values = np.asarray(pc.cast(filled, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    rows = (values >= _FIRST) & (values < _LAST) & (moments.year < 0)
    if not rows.any():
        return []
    times = serial_times(values[rows], day_zero)
    days = times.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    moments.year[rows] = months.astype("datetime64[Y]").astype(np.int64) + 1970
    moments.month[rows] = months.astype(np.int64) % 12 + 1
    moments.day[rows] = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    moments.second_of_day[rows] = times.astype(np.int64) % _DAY_US // 1_000_000
    moments.numeric[rows] = True
    moments.has_clock[rows] = values[rows] != np.floor(values[rows])
    example = texts[int(np.flatnonzero(rows)[0])].as_py()
    found = count_of(int(counts[rows].sum()), "number")
    return [f"{found} such as {example} stand among the dates: read as days of a spreadsheet ({days[0]})."]

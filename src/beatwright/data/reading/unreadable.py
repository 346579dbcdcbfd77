"""Times that are left out: of no readable form, or in years that no record of ours can have."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.core.texts import coded
from beatwright.data.reading.calendars import other_calendar
from beatwright.data.reading.moments import parse_moments

__all__ = ["NO_TIME", "OUT_OF_RANGE", "UNREADABLE", "calendars_of", "out_of_range"]

NO_TIME = "no time"
UNREADABLE = "unreadable time"
OUT_OF_RANGE = "time outside 1900-2100"

_FIRST, _LAST = 1900, 2100


def out_of_range(column: Any, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say which of `rows`, whose times cannot be used, hold a date of a year before 1900 or after 2100.

    Parameters
    ----------
    column : pyarrow array, shape (n,)
        The column of times.
    rows : array of bool, shape (n,)
        The rows to look at.

    Examples
    --------
    >>> dates = pa.chunked_array([["2202-03-01", "soon", "2024-03-01"]])
    >>> out_of_range(dates, np.array([True, True, False])).tolist()
    [True, False, False]
    """
    at = np.flatnonzero(rows)
    result = np.zeros(len(rows), dtype=bool)
    if len(at):
        result[at] = _far(column.take(pa.array(at)))
    return result


def _far(values: Any) -> npt.NDArray[np.bool_]:
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        year = np.asarray(pc.fill_null(pc.year(values), -1).to_numpy())
        return np.asarray((year >= 0) & ~_usual(year))
    codes, texts = coded(values)
    moments = parse_moments(texts)
    dated = (moments.year >= 0) & ~moments.short & ~_usual(moments.year)
    month = (moments.month >= 1) & (moments.month <= 12) | (moments.first >= 0)
    return np.asarray(np.append(dated & month, False)[codes])


def _usual(year: Any) -> Any:
    return (year >= _FIRST) & (year <= _LAST)


def calendars_of(column: Any, rows: npt.NDArray[np.bool_], heading: str) -> list[str]:
    """Return a warning where most of `rows`, whose times cannot be used, are dates of another calendar."""
    at = np.flatnonzero(rows)
    if not len(at):
        return []
    name = other_calendar(coded(column.take(pa.array(at)))[1])
    return [f"The column '{heading}' {name}"] if name else []

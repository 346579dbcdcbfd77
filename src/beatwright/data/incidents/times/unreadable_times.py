"""Times that are left out: of no readable form, or in years that no record of ours can have."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import as_text, coded
from beatwright.data.incidents.dates.calendars import other_calendar
from beatwright.data.incidents.dates.date_texts import parse_moments
from beatwright.data.incidents.dates.placeholder_dates import (
    placeholder_dates,
    placeholder_warnings,
    unknown_text_warnings,
)
from beatwright.data.incidents.rows.row_account import RowAccount
from beatwright.data.incidents.times.period_report import OUTSIDE
from beatwright.data.incidents.times.times_of_file import Times

__all__ = ["NO_TIME", "OUT_OF_RANGE", "UNREADABLE", "calendars_of", "drop_times", "out_of_range"]

NO_TIME = "no time"
UNREADABLE = "unreadable time"
OUT_OF_RANGE = "time outside 1900-2100"

_FIRST, _LAST = 1900, 2100


Mask = npt.NDArray[np.bool_]


def drop_times(
    account: RowAccount, heading: str, times: Times, period: tuple[pd.Timestamp | None, pd.Timestamp | None]
) -> None:
    """Leave out the rows whose times cannot be used, or lie outside the period asked for.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    heading : str
        Column of the times.
    times : Times
        Gets the warnings.
    period : tuple of Timestamp or None
        First day to keep, and first day not to keep any more.
    """
    unreadable, texts = np.isnat(times.values), account.texts_of(heading)
    unknown = placeholder_dates(times.values)
    account.drop(unreadable & times.missing, NO_TIME)
    _drop_unreadable(account, heading, unreadable & account.kept, times)
    since, until = period
    outside = np.zeros(len(times.values), dtype=bool)
    if since is not None:
        outside |= times.values < since.to_datetime64()
    if until is not None:
        outside |= times.values >= until.to_datetime64()
    account.drop(outside, "outside the period", texts)
    unknown &= account.kept
    times.warnings += placeholder_warnings(times.values[unknown], heading)
    account.drop(unknown, OUTSIDE, texts)


def _drop_unreadable(account: RowAccount, heading: str, left: Mask, times: Times) -> None:
    column, texts = account.table.columns.column(heading), account.texts_of(heading)
    times.warnings += calendars_of(column, left, heading)
    times.warnings += unknown_text_warnings(as_text(column.take(pa.array(np.flatnonzero(left)))), heading)
    account.drop(out_of_range(column, left), OUT_OF_RANGE, texts)
    account.drop(left, UNREADABLE, texts)


def out_of_range(column: Any, rows: Mask) -> Mask:
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


def _far(values: Any) -> Mask:
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


def calendars_of(column: Any, rows: Mask, heading: str) -> list[str]:
    """Return a warning where most of `rows`, whose times cannot be used, are dates of another calendar."""
    at = np.flatnonzero(rows)
    if not len(at):
        return []
    name = other_calendar(coded(column.take(pa.array(at)))[1])
    return [f"The column '{heading}' {name}"] if name else []

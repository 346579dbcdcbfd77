"""Dates that stand before the times of day in a column of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import coded, is_text
from beatwright.base.words import count_of
from beatwright.data.incidents.dates.date_texts import parse_moments

__all__ = ["other_day_warnings"]

_DAY = "datetime64[D]"


def other_day_warnings(values: npt.NDArray[np.datetime64], column: Any, heading: str) -> list[str]:
    """Return the warning where times of day come with days of their own that are not those of the dates.

    One day in every row, such as 1899-12-30, is that of a spreadsheet and says nothing.

    Parameters
    ----------
    values : array of datetime64[us], shape (n,)
        The dates.
    column : pyarrow array, shape (n,)
        The times of day.
    heading : str
        Its heading.

    Examples
    --------
    >>> dates = np.array(["2024-03-01", "2024-03-02"], dtype="datetime64[us]")
    >>> other_day_warnings(dates, pa.array(["03/01/2024 10:00", "03/04/2024 09:30"]), "time")[0].split(":")[0]
    "The column 'time' gives another day than the dates in 1 row"
    """
    days = values.astype(_DAY)
    candidates = [own for own in _own_days(column) if len(np.unique(own[~np.isnat(own)])) > 1]
    if not candidates:
        return []
    own = max(candidates, key=lambda candidate: int((candidate == days).sum()))
    other = int((own != days)[~np.isnat(own) & ~np.isnat(days)].sum())
    if not other:
        return []
    return [
        f"The column '{heading}' gives another day than the dates in {count_of(other, 'row')}: its times of day are "
        'put on the days of the dates. If it is the time of the event, say mapping = { time = "..." } of it.'
    ]


def _own_days(column: Any) -> list[npt.NDArray[np.datetime64]]:
    """Return the days in the texts, month first and day first."""
    if pa.types.is_timestamp(column.type):
        whole = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64())
        days = np.asarray(pc.fill_null(whole, 0).to_numpy()).astype("datetime64[us]").astype(_DAY)
        return [np.where(np.asarray(pc.is_null(column).to_numpy()), np.datetime64("NaT", "D"), days)]
    if not is_text(column.type):
        return []
    codes, texts = coded(column)
    dated = pc.match_substring_regex(texts, r"^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ]")
    if not pc.any(dated).as_py():
        return []
    moments = parse_moments(texts)
    return [
        np.append(moments.times(day_first=day_order).astype(_DAY), np.datetime64("NaT", "D"))[codes]
        for day_order in (False, True)
    ]

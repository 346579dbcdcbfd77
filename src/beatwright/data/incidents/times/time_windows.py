"""Two columns of dates between which an incident happened, as where a burglary was noticed on coming home."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.columns.column_headings import plain_heading
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.read_times import read_times
from beatwright.data.incidents.times.times_of_file import Times

__all__ = ["end_heading", "resolve_window"]

Moments = npt.NDArray[np.datetime64]

# The word for the beginning in a heading, and the word that the heading of the end has in its place.
_TWINS = (
    ("from", "to"), ("from", "thru"), ("start", "end"), ("starting", "ending"), ("started", "ended"), ("begin", "end"),
    ("beginning", "ending"), ("first", "last"), ("earliest", "latest"), ("fr", "to"), ("von", "bis"), ("ab", "bis"),
    ("desde", "hasta"), ("inicio", "fin"), ("inicial", "final"), ("debut", "fin"), ("inizio", "fine"),
    ("min", "max"), ("lower", "upper"), ("early", "late"), ("beginn", "ende"), ("anfang", "ende"), ("after", "before"),
)  # fmt: skip
_NONE, _HOUR, _DAY = np.timedelta64(0, "us"), np.timedelta64(1, "h"), np.timedelta64(1, "D")


def end_heading(table: RawTable, start: str) -> str:
    """Return the heading of the end of the window that begins in the column `start`; empty where there is none.

    >>> import pyarrow as pa
    >>> columns = pa.table({"Date From": ["2024-01-01"], "Date To": ["2024-01-02"], "Kind": ["BURGLARY"]})
    >>> end_heading(RawTable.of(columns, {}), "Date From")
    'Date To'
    """
    name, finder = plain_heading(start), Finder(table)
    known = {plain_heading(heading): heading for heading in reversed(table.headings) if heading != start}
    twins = (name.replace(one, other) for one, other in _TWINS if one in name)
    heading = next((known[twin] for twin in twins if twin in known), "")
    return heading if heading and finder.candidates("time", (plain_heading(heading),)) else ""


def resolve_window(
    table: RawTable, found: Recognised, times: Times, window: str, *, day_first: str, timezone: str, utc: bool = False
) -> None:
    """Tell how wide the windows are in which the incidents happened, and take their middle where asked.

    A row whose window is wider than a day keeps the day of the middle and has no time of day.

    Parameters
    ----------
    table, found : RawTable, Recognised
        The table and its columns.
    times : Times
        The beginnings; changed where the middle is asked for.
    window : {"start", "middle"}
    day_first, timezone, utc
        As for `read_times`.
    """
    start = found.heading("time")
    end = end_heading(table, start)
    if not end:
        return
    alone = {"time": end, "clock": Finder(table).clock(end)}
    until = read_times(
        table, Recognised(ColumnMapping({role: h for role, h in alone.items() if h}), found.portal), day_first,
        timezone, utc=utc,
    )  # fmt: skip
    width = until.values - times.values
    if not (times.has_clock & until.has_clock).any():  # days: a window of one day is none
        width = width + np.where(width == _NONE, _NONE, np.timedelta64(1, "h"))
    wide = ~np.isnat(width) & (width >= _HOUR)
    if wide.any():
        _warn_of_width(times, wide, width, (start, end), window=window)
    if window == "middle":
        _take_middle(times, wide, width)
    if backwards := int((width < _NONE).sum()):
        times.warnings.append(
            f"{count_of(backwards, 'row ends', 'rows end')} in the column '{end}' before the beginning in '{start}': "
            "the beginning is taken."
        )


def _take_middle(times: Times, wide: npt.NDArray[np.bool_], width: npt.NDArray[np.timedelta64]) -> None:
    half = np.where(wide, width // 2, np.timedelta64(0, "us"))
    times.values = times.values + half
    lost = wide & (width > _DAY)
    times.values[lost] = times.values[lost].astype("datetime64[D]")
    times.has_clock = times.has_clock & ~lost
    times.rule += ", the middle of the window"


def _warn_of_width(
    times: Times,
    wide: npt.NDArray[np.bool_],
    width: npt.NDArray[np.timedelta64],
    headings: tuple[str, str],
    window: str,
) -> None:
    count, long = int(wide.sum()), int((wide & (width > _DAY)).sum())
    what = {
        "start": 'The beginning is taken; window = "middle" takes the middle.',
        "middle": "The middle is taken, as asked; windows over a day give no time of day.",
    }[window]
    times.warnings.append(
        f"{count_of(count, 'incident')} happened in a window of an hour or more, from '{headings[0]}' to "
        f"'{headings[1]}'; {long:,} of these windows {plural(long, 'is', 'are')} longer than a day. {what}"
    )

"""Two columns of dates between which an incident happened, as where a burglary was noticed on coming home."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.clocks.day_clocks import only_days
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.columns.column_headings import words_of
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.columns.window_columns import twins_of
from beatwright.data.incidents.dates.placeholder_dates import placeholder_dates
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.incident_options import IncidentOptions
from beatwright.data.incidents.times.read_times import read_times
from beatwright.data.incidents.times.times_of_file import Times

__all__ = ["Windows", "resolve_window", "windows_fact"]

Moments = npt.NDArray[np.datetime64]
Bools = npt.NDArray[np.bool_]

_NONE, _HOUR, _DAY, _WEEK = (np.timedelta64(*of) for of in ((0, "us"), (1, "h"), (1, "D"), (7, "D")))
_NAT = np.datetime64("NaT", "us")
_ORDERS = {"day before month": "yes", "month before day": "no"}
_PARTS = {"am", "pm", "ampm", "meridiem", "minute", "minutes", "min", "mins", "minuto", "minutos"}
_SEVERAL = 5  # ends at midnight from which on they are days, though a time of day is written
_NO_END = (
    'window = "aoristic" changes nothing: no column is known to hold the end of the windows. Name it: '
    'mapping = { time_end = "..." }.'
)
_MOST = 0.5  # share of rows that end before they begin from which on a column is not the end of anything


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of the rows of a file.

    Parameters
    ----------
    earliest, latest : array of datetime64[us], shape (n,)
        The window of each row; `latest` is NaT where there is none.
    backwards : array of bool, shape (n,)
        Rows whose end lies before their beginning: they keep the beginning, and have no window.
    headings : tuple of str
        Those of the beginning and of the end; empty where the file has no ends.
    kept : bool
        Whether the ends go with the incidents: not where the middle is taken for the time.
    """

    earliest: Moments
    latest: Moments
    backwards: Bools
    headings: tuple[str, ...] = ()
    kept: bool = True

    @classmethod
    def none(cls, times: Times) -> Windows:
        """Return the windows of a file without any."""
        count = len(times.values)
        return cls(times.values, np.full(count, _NAT), np.zeros(count, dtype=np.bool_))

    @property
    def ends(self) -> Moments:
        """The ends that go with the incidents, shape (n,)."""
        return self.latest if self.kept else np.full(len(self.latest), _NAT)


def resolve_window(
    table: RawTable, found: Recognised, times: Times, source: IncidentOptions, timezone: str, *, mapped: bool = False
) -> tuple[Windows, Recognised]:
    """Read the ends of the windows in which the incidents happened, tell how wide they are, take the middle if asked.

    A row whose window is wider than a day keeps the day of the middle and has no time of day. A row with an end and no
    beginning takes its end as its time.

    Parameters
    ----------
    table, found : RawTable, Recognised
        The table and its columns.
    times : Times
        The beginnings; changed where the middle is asked for, and where only the end is given.
    source : IncidentOptions
        Its `window`, and how dates are read.
    timezone : str
        As for `read_times`.
    mapped : bool
        Whether the user named the column of the end: rows that end before they begin speak against one that was found.

    Returns
    -------
    windows : Windows
    found : Recognised
        Without the end where its values say that it is none.
    """
    start, end = found.heading("time"), found.heading("time_end")
    if not end or end == start:
        times.warnings += [_NO_END] if source.window == "aoristic" else []
        return Windows.none(times), found
    until = _read_ends(table, found, times, source, timezone=timezone)
    latest = _latest(times, until)
    backwards = latest < times.values
    if not mapped and _refuted(backwards, latest, times):
        times.warnings.append(_backwards_warning(int(backwards.sum()), start, end, unused=True))
        return Windows.none(times), found.without("time_end").without("clock_end")
    latest = np.where((latest > times.values) & ~_fill_beginnings(times, until, (start, end)), latest, _NAT)
    times.warnings += [said for said in until.warnings if said not in times.warnings]
    windows = Windows(times.values, latest, backwards, (start, end), kept=source.window != "middle")
    _tell_width(times, until, (start, end), source.window)
    if backwards.any():
        times.warnings.append(_backwards_warning(int(backwards.sum()), start, end))
    return windows, found


def _read_ends(table: RawTable, found: Recognised, times: Times, source: IncidentOptions, *, timezone: str) -> Times:
    """Read the column of the end as that of the beginning is read, in the order of day and month that was found there.

    Minutes, and AM and PM, that belong to the beginning by their headings are not the end's.
    """
    order = source.day_first
    if order == "auto" and "assumed" not in times.rule:
        order = next((asked for rule, asked in _ORDERS.items() if times.rule.startswith(rule)), order)
    by_hour = "hour" if found.heading("hour") and not found.heading("clock") else "clock"
    roles = {"time": found.heading("time_end"), by_hour: found.heading("clock_end")}
    finder = Finder(table)
    names = [h for h in table.headings if words_of(h) & _PARTS and any(twins_of(finder, h))]
    alone = dataclasses.replace(
        table, columns=table.columns.drop_columns([h for h in names if h not in roles.values()])
    )
    until = read_times(
        alone, Recognised(ColumnMapping({role: h for role, h in roles.items() if h}), found.portal), order, timezone,
        half_converted=source.half_converted, midnight=source.midnight, utc=source.utc,
    )  # fmt: skip
    turned = [asked for rule, asked in _ORDERS.items() if until.rule.startswith(rule)]
    if "assumed" in times.rule and turned and not times.rule.startswith(until.rule[:16]):
        until.warnings.append(
            f"The column '{roles['time']}' shows dates with the {until.rule}, and '{found.heading('time')}' does not "
            f'tell which it has: set day_first = "{turned[0]}" if they are written alike.'
        )
    return until


def _latest(times: Times, until: Times) -> Moments:
    """Return the latest moment of each row: the end, or the midnight that ends its day where it is a day alone.

    A day alone that is the day of the beginning says no more than the beginning does, and a month alone nothing.
    """
    days = only_days(until) and int((~np.isnat(until.values)).sum()) >= _SEVERAL
    clocked = until.has_clock & (not days)
    day, first = until.values.astype("datetime64[D]"), times.values.astype("datetime64[D]")
    latest = np.where(clocked, until.values, np.where(day == first, times.values, day + _DAY).astype("datetime64[us]"))
    return np.where(until.month_only | placeholder_dates(until.values), _NAT, latest)


def _refuted(backwards: Bools, latest: Moments, times: Times) -> bool:
    both = int((~np.isnat(latest) & ~np.isnat(times.values)).sum())
    return both > 0 and int(backwards.sum()) > _MOST * both


def _fill_beginnings(times: Times, until: Times, headings: tuple[str, str]) -> Bools:
    """Take the end as the time of rows that have no beginning, tell how many they are, and return which."""
    rows = times.missing & np.isnat(times.values) & ~np.isnat(until.values) & ~placeholder_dates(until.values)
    if not rows.any():
        return rows
    times.values = np.where(rows, until.values, times.values)
    times.missing = times.missing & ~rows
    times.month_only = np.where(rows, until.month_only, times.month_only)
    times.has_clock = np.where(rows, until.has_clock, times.has_clock)
    count = int(rows.sum())
    times.warnings.append(
        f"{count_of(count, 'row has', 'rows have')} an end in '{headings[1]}' and no beginning in '{headings[0]}': "
        f"{plural(count, 'its end is taken as its time', 'their ends are taken as their times')}, without a window."
    )
    return rows


def _tell_width(times: Times, until: Times, headings: tuple[str, str], window: str) -> None:
    width = until.values - times.values
    if not (times.has_clock & until.has_clock).any():  # days: a window of one day is none
        width = width + np.where(width == _NONE, _NONE, np.timedelta64(1, "h"))
    wide = ~np.isnat(width) & (width >= _HOUR)
    if wide.any():
        _warn_of_width(times, wide, width, headings, window=window)
    if window == "middle":
        _take_middle(times, wide, width)


def _take_middle(times: Times, wide: Bools, width: npt.NDArray[np.timedelta64]) -> None:
    half = np.where(wide, width // 2, np.timedelta64(0, "us"))
    times.values = times.values + half
    lost = wide & (width > _DAY)
    times.values[lost] = times.values[lost].astype("datetime64[D]")
    times.has_clock = times.has_clock & ~lost
    times.rule += ", the middle of the window"


def _warn_of_width(
    times: Times, wide: Bools, width: npt.NDArray[np.timedelta64], headings: tuple[str, str], window: str
) -> None:
    count, long = int(wide.sum()), int((wide & (width > _DAY)).sum())
    what = {
        "start": 'The beginning is taken; window = "middle" takes the middle, and window = "aoristic" lets every hour '
        "of the window count by its share where hours of the week are counted.",
        "middle": "The middle is taken, as asked; windows over a day give no time of day.",
        "aoristic": "Every hour of the window counts by its share where hours of the week are counted, as asked; for "
        "all else the beginning is taken.",
    }[window]
    times.warnings.append(
        f"{count_of(count, 'incident')} happened in a window of an hour or more, from '{headings[0]}' to "
        f"'{headings[1]}'; {long:,} of these windows {plural(long, 'is', 'are')} longer than a day. {what}"
    )


def _backwards_warning(count: int, start: str, end: str, *, unused: bool = False) -> str:
    fate = "so it is not taken as the end of the window" if unused else "the beginning is taken"
    return f"{count_of(count, 'row ends', 'rows end')} in the column '{end}' before the beginning in '{start}': {fate}."


def windows_fact(windows: Windows, kept: Bools) -> dict[str, str]:
    """Say how many of the rows kept have a window, how long these are, and how many cannot be used.

    Parameters
    ----------
    windows : Windows
        Of all rows.
    kept : array of bool, shape (n,)
        The rows that are counted.

    Examples
    --------
    >>> start = np.array(["2024-01-01T10", "2024-01-01T12", "2024-01-01T12"], dtype="datetime64[us]")
    >>> end = np.array(["2024-01-01T13", "NaT", "2024-01-11T12"], dtype="datetime64[us]")
    >>> rows = np.array([False, True, False])
    >>> print(windows_fact(Windows(start, end, rows, ("from", "to")), ~rows)["windows"])
    2 of 2 rows, from 'from' to 'to', median 121.5 h; 1 longer than a week (aoristic counts set it aside)
    """
    if not windows.headings:
        return {}
    has = kept & ~np.isnat(windows.latest)
    length = (windows.latest - windows.earliest)[has]
    said = f"{int(has.sum()):,} of {count_of(int(kept.sum()), 'row')}, from '{windows.headings[0]}' to "
    said += f"'{windows.headings[1]}'"
    if len(length):
        said += f", median {np.median(length / _HOUR):,.1f} h"
    if long := int((length > _WEEK).sum()):
        said += f"; {long:,} longer than a week (aoristic counts set {plural(long, 'it', 'them')} aside)"
    if backwards := int((windows.backwards & kept).sum()):
        said += f"; {backwards:,} {plural(backwards, 'ends before it begins', 'end before they begin')}"
        said += f" ({plural(backwards, 'it keeps its', 'they keep their')} beginning)"
    return {"windows": said}

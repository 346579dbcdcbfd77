"""The examiner of when incidents happen: by hour of the week and by month, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core import chart as charts
from beatwright.core.case import Case
from beatwright.core.chart import LineChart, SmallMultiples
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.finding import Finding
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.core.incidents import Incidents
from beatwright.core.table import Column, Table
from beatwright.core.window_hours import LONGEST_WINDOW
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import kinds_by_count
from beatwright.examine.exploration.months import MONTHS, daily_by_month
from beatwright.examine.exploration.set_aside import SetAside

__all__ = ["WeekClock"]

_WINDOWS = ("spread", "start")
_NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)  # hours of the day: a third of them
_LINES = 5  # kinds in the curve of months beside all together
_OF_HOURS = "What is said of hours is said of the others alone."
_FEWEST = 10  # incidents of a kind of which a clock says anything


@dataclass(frozen=True, repr=False)
class WeekClock(IncidentExaminer):
    """When incidents happen: by hour of the week and by month, kind by kind.

    Parameters
    ----------
    most : int, default 6
        How many kinds, the most frequent ones, have a clock of their own.
    windows : {"spread", "start"}, default "spread"
        Where an incident has a window of time: whether it counts in every hour by the share of the window that falls
        into it (aoristic), or all of it in the hour of the earliest moment.
    """

    finding: ClassVar[str] = "week-clock"
    title: ClassVar[str] = "When incidents happen"
    short: ClassVar[str] = "When"
    most: int = 6
    windows: str = "spread"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.integer("WeekClock", "most", self.most, 1, 24)
        yield check.one_of("WeekClock", "windows", self.windows, _WINDOWS)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the clocks and the curves of the months."""
        if not len(incidents):
            raise ParameterError("There are no incidents, so nothing can be said of when they happen.")
        spread = self.windows == "spread" and not bool(np.isnat(incidents.window_end).all())
        incidents = replace(incidents, aoristic=spread)
        shown = [kind for kind, count in kinds_by_count(incidents)[: self.most] if count >= _FEWEST]
        return self.found(
            [*_sentences(incidents), *_windows_sentence(incidents), *_months_sentence(incidents)],
            [_hourless(incidents), _endless(incidents)],
            tables=(_table(incidents),),
            charts=(*_clocks(incidents, shown), *_curve(incidents, shown)),
        )


def _sentences(incidents: Incidents) -> Iterator[str]:
    week, total = incidents.week_counts, len(incidents)
    unknown = int((~incidents.has_clock).sum())
    if week is None:
        yield (
            f"{count_of(total, 'incident')} from {incidents.period}: their times give no hour, so there is no clock of "
            "the week, only months."
        )
        return
    by_hour, by_day, known = week.reshape(7, 24).sum(axis=0), week.reshape(7, 24).sum(axis=1), int(week.sum())
    hour, day = int(by_hour.argmax()), int(by_day.argmax())
    yield (
        f"Of the {count_of(known, 'incident')} from {incidents.period}{' whose hour is known' if unknown else ''}, "
        f"{_share(by_hour[hour] / known)} fall in the busiest hour of the day, {hour:02d}:00 to {hour + 1:02d}:00, and "
        f"{_share(by_day[day] / known)} on the busiest day, {WEEKDAYS[day]}; even would be {_share(1 / 24)} and "
        f"{_share(1 / 7)}."
    )
    night = by_hour[list(_NIGHT)].sum() / known
    yield (
        f"The night, 22:00 to 6:00, holds {_share(night)} of them; even would be a third. Half of them fall in "
        f"{_half(week)} of the 168 hours of the week."
    )


def _hourless(incidents: Incidents) -> SetAside:
    """Return those without a time of day; none where nobody has one, which the first sentence says."""
    none = int((~incidents.has_clock).sum()) if incidents.has_clock.any() else 0
    why = "{} no time of day and {} in no clock"
    return SetAside(none, len(incidents), why.format("has", "is"), why.format("have", "are"), _OF_HOURS)


def _endless(incidents: Incidents) -> SetAside:
    """Return those whose window is so long that it says nothing of an hour, where they are many."""
    long = _longer_than_a_week(incidents)
    why = "{} a window of time longer than a week, which says nothing of an hour"
    found = SetAside(long, len(incidents), why.format("has"), why.format("have"), _OF_HOURS)
    return found if found.are_many else replace(found, count=0)  # few of them stand in the sentence of the windows


def _longer_than_a_week(incidents: Incidents) -> int:
    if not incidents.aoristic:
        return 0
    windows = ~np.isnat(incidents.window_end) & incidents.has_clock
    length = (incidents.window_end - incidents.frame["time"].to_numpy().astype("datetime64[us]"))[windows]
    return int((length > np.timedelta64(LONGEST_WINDOW, "h")).sum())


def _windows_sentence(incidents: Incidents) -> Iterator[str]:
    """Say how many incidents have no moment but a window, and what becomes of them."""
    windows = ~np.isnat(incidents.window_end) & incidents.has_clock
    number = int(windows.sum())
    if not number:
        return
    if not incidents.aoristic:
        yield f"{number:,} of them have a window of time and count in the hour in which it begins."
        return
    long = _longer_than_a_week(incidents)
    rest = f", {long:,} of them longer than a week, which say nothing of an hour" if long else ""
    yield (
        f"{number:,} of them have a window of time{rest}; each counts in every hour by the share of its window that "
        "falls into it."
    )


def _share(share: float) -> str:
    return f"{100 * share:.1f}\u00a0%"


def _half(week: npt.NDArray[np.int64]) -> int:
    """Return how many hours of the week, the busiest first, hold half of the incidents."""
    return int(np.searchsorted(np.cumsum(np.sort(week)[::-1]), week.sum() / 2)) + 1


def _months_sentence(incidents: Incidents) -> Iterator[str]:
    daily = daily_by_month(incidents)
    known = np.flatnonzero(np.isfinite(daily))
    if len(known) < 12:
        months = count_of(len(known), "month")
        yield f"The records cover {months} of the year: what is seasonal cannot be told from them."
        return
    mean, high, low = daily.mean(), int(daily.argmax()), int(daily.argmin())
    if mean > 0:
        above = _share(daily[high] / mean - 1)
        yield (
            f"{MONTHS[high]} is the busiest month, {above} above the mean of {mean:,.1f} a day; "
            f"{MONTHS[low]} the quietest, {_share(1 - daily[low] / mean)} below it."
        )


def _clocks(incidents: Incidents, shown: list[str]) -> Iterator[charts.Chart]:
    week = incidents.week_counts
    if week is None:
        return
    yield charts.WeekClock(
        name="when",
        alt="Incidents by hour of the day as bars, and by hour of the week as a field.",
        counts=week.tolist(),
    )
    small = [_clock_of(incidents, kind) for kind in shown]
    clocks = [clock for clock in small if clock is not None]
    if len(clocks) > 1:
        yield SmallMultiples(
            name="when_by_kind",
            alt=f"Clocks of the week of the {len(clocks)} most frequent kinds, side by side.",
            charts=clocks,
            legend="Incidents of each hour of the week, as a multiple of what an even week would bring",
        )


def _clock_of(incidents: Incidents, kind: str) -> charts.Chart | None:
    """Return the clock of one kind against an even week; None where too few of it have an hour."""
    week = incidents.select(kinds=[kind]).week_counts
    if week is None or week.sum() < _FEWEST:
        return None
    caption, multiple = f"{kind} ({week.sum():,})", week * 168 / week.sum()
    return charts.WeekClock(name=kind, alt=f"Clock of the week of {kind}.", caption=caption, counts=multiple.tolist())


def _curve(incidents: Incidents, shown: list[str]) -> Iterator[LineChart]:
    daily = daily_by_month(incidents)
    if np.isfinite(daily).sum() < 2:
        return
    lines = [Line("all", range(1, 13), daily.tolist())]
    if len(shown) > 1:
        lines += [
            Line(kind, range(1, 13), daily_by_month(incidents.select(kinds=[kind])).tolist()) for kind in shown[:_LINES]
        ]
    yield LineChart(
        name="months",
        alt="Curves of the incidents a day in each month of the year, of all kinds and of the most frequent ones.",
        caption="Incidents a day in each month, over the days that the records cover.",
        x_name="month of the year",
        panels=[Panel("incidents a day", lines)],
    )


def _table(incidents: Incidents) -> Table:
    kinds = kinds_by_count(incidents)
    each = [incidents.select(kinds=[kind]) for kind, _ in kinds]
    weeks = [one.week_counts for one in each]
    labels = ["all", *(kind for kind, _ in kinds)] if len(kinds) > 1 else [kind for kind, _ in kinds]
    if len(kinds) > 1:
        each, weeks = [incidents, *each], [incidents.week_counts, *weeks]
    per_week = 168.0 / incidents.hours if incidents.hours else np.nan
    columns = (
        Column("incidents", [len(one) for one in each], "count"),
        Column("a week", [len(one) * per_week for one in each], "count"),
        Column("busiest hour", [_hour_word(week) for week in weeks]),
        Column("busiest day", [_day_word(week) for week in weeks]),
        Column("at night, 22 to 6", [_night(week) for week in weeks], "share"),
        Column("on Saturday and Sunday", [_weekend(one) for one in each], "share"),
        Column("hours of the week with half of them", [np.nan if week is None else _half(week) for week in weeks], "h"),
        Column("without a time of day", [int((~one.has_clock).sum()) for one in each], "count"),
    )
    return Table("when by kind", labels, columns, index_name="kind", caption="When each kind of incident happens")


def _hour_word(week: npt.NDArray[np.int64] | None) -> str:
    return "" if week is None else f"{int(week.reshape(7, 24).sum(axis=0).argmax()):02d}:00"


def _day_word(week: npt.NDArray[np.int64] | None) -> str:
    return "" if week is None else WEEKDAYS[int(week.reshape(7, 24).sum(axis=1).argmax())]


def _night(week: npt.NDArray[np.int64] | None) -> float:
    return np.nan if week is None else float(week.reshape(7, 24)[:, list(_NIGHT)].sum() / week.sum())


def _weekend(incidents: Incidents) -> float:
    if incidents.precision == "month":
        return np.nan
    return float((incidents.frame["time"].dt.day_of_week >= 5).mean())

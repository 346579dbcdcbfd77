"""The examiner of rosters: what is on duty against what is needed by hour, and the lines of a week as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.plain_text import clean
from beatwright.base.words import count_of, plural, significant
from beatwright.core.case import Case
from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.finding import Finding
from beatwright.core.hours_of_week import hour_name
from beatwright.core.incidents import Incidents
from beatwright.core.roster import Roster
from beatwright.core.shift import Shift
from beatwright.core.shift_line import ShiftLine
from beatwright.core.step import Step
from beatwright.core.timeline import Stretch, Timeline

__all__ = ["Rosters"]

Floats = npt.NDArray[np.float64]
_KINDS = ("week", "early shift", "late shift", "night shift")
_EARLY, _LATE = 4, 12  # hours of the day from which a shift counts as early, and as late; from 20 on as a night
_NIGHT = 20
_DAY = 24
_MOST_ROWS = 60
_TINY = 1e-9


@dataclass(frozen=True)
class Rosters(Step):
    """The roster of the recommended plan: officers on duty against the need by hour, and every line of a week.

    Examples
    --------
    >>> from beatwright.core import Plan
    >>> from beatwright.testing import small_problem
    >>> problem, bare = small_problem(), Plan(name="a", districts={})
    >>> Rosters().examine(Case("bare", problem, problem, plans=(bare,), main="a", base="a")).sentences
    ('The recommended plan “a” has no roster.',)
    """

    def examine(self, case: Case, incidents: Incidents | None = None) -> Finding:
        """Return what the roster covers, as sentences and charts; the incidents are not read."""
        roster = next((plan.roster for plan in case.plans if plan.name == case.main), None)
        name = clean(case.main, 60)
        if roster is None:
            return _finding((f"The recommended plan “{name}” has no roster.",))
        grid = _grid(roster)
        charts = (*((_need_chart(roster),) if roster.need else ()), *((grid,) if grid else ()))
        return _finding(tuple(_sentences(roster, name)), charts)


def _finding(sentences: tuple[str, ...], charts: Sequence[LineChart | Timeline] = ()) -> Finding:
    title = "Who is on duty, and who is needed"
    return Finding(name="rosters", title=title, short="Roster", sentences=sentences, charts=tuple(charts))


def _short(roster: Roster) -> Floats:
    return np.asarray(np.maximum(np.nan_to_num(np.resize(roster.need, roster.slots) - roster.cover), 0.0))


def _sentences(roster: Roster, name: str) -> Iterator[str]:
    shifts = count_of(len(roster.shifts), "shift")
    yield f"The roster of “{name}” has {count_of(roster.officers, 'officer')} on {shifts}."
    if not roster.need:
        yield "It keeps no need, so that nothing can be said of hours in which it is short."
        return
    short, weeks = _short(roster), roster.slots / HOURS_OF_WEEK
    if short.max() <= _TINY:
        over = np.nansum(roster.cover - np.resize(roster.need, roster.slots)) / weeks
        yield f"It is short in no hour, with {significant(over)} officer-hours a week beyond the need."
        return
    hours, worst = int((short > _TINY).sum() / weeks), int(short.argmax())
    yield (
        f"It is short in {count_of(hours, 'hour')} a week, of {significant(short.sum() / weeks)} officer-hours in all; "
        f"most from {hour_name(worst % HOURS_OF_WEEK)}, of {significant(short[worst])} "
        f"{plural(round(float(short[worst])), 'officer')}."
    )


def _need_chart(roster: Roster) -> LineChart:
    hours = tuple(map(float, range(roster.slots)))
    lines = [
        Line("officers on duty", hours, tuple(roster.cover)),
        Line("officers needed", hours, tuple(map(float, np.resize(roster.need, roster.slots)))),
    ]
    short = np.concatenate([[False], _short(roster) > _TINY, [False]])
    edges = np.flatnonzero(short[1:] != short[:-1])
    return LineChart(
        name="roster_cover",
        alt="Officers on duty and officers needed by hour of the week; hours in which they are short stand out.",
        caption="Officers on duty and officers needed, all posts together. Hour 0 is Monday 00:00; days have 24.",
        x_name="hour of the week",
        panels=[Panel("Officers", lines)],
        bands=[(low - 0.5, high - 0.5) for low, high in edges.reshape(-1, 2)],
        band_name="short",
        alarm=True,
    )


def _grid(roster: Roster) -> Timeline | None:
    """Return one row a line, those that begin early on top; None where nobody has a line."""
    shifts = {shift.name: shift for shift in roster.shifts}
    lines = sorted(enumerate(roster.walked, 1), key=lambda one: _order(one[1], shifts, one[0]))
    shown = lines[:_MOST_ROWS]
    if not shown:
        return None
    hours = float(min(len(shown[0][1].days), 14) * _DAY)
    stretches = [Stretch(row, 0, 0.0, hours) for row in range(len(shown))]
    stretches += [each for row, (_, line) in enumerate(shown) for each in _stretches(row, line, shifts, hours)]
    left = f" {len(lines) - len(shown)} more are not drawn." if len(lines) > len(shown) else ""
    return Timeline(
        name="roster_lines",
        alt="The lines of the roster as rows over the days, each with its shifts.",
        caption=f"Every line of the roster over its days, with how many officers work it.{left}",
        rows=[_called(number, line) for number, line in shown],
        statuses=_KINDS,
        stretches=stretches,
        hours=hours,
        x_name="Hours from the first midnight; a mark is a day",
    )


def _called(number: int, line: ShiftLine) -> str:
    if line.holders and len(line.holders) == line.officers == 1:
        return clean(line.holders[0], 24)
    if line.holders:
        left = line.officers - len(line.holders)
        return f"line {number}: {clean(', '.join(line.holders), 24)}{f' and {left} more' if left else ''}"
    return f"line {number}: {line.officers}{f' at {clean(line.post, 12)}' if line.post else ''}"


def _order(line: ShiftLine, shifts: dict[str, Shift], number: int) -> tuple[float, int]:
    first = next((shifts[name].start for name in line.days if name), float(_DAY))
    return ((first - _EARLY) % _DAY, number)


def _stretches(row: int, line: ShiftLine, shifts: dict[str, Shift], hours: float) -> Iterator[Stretch]:
    for day, name in enumerate(line.days):
        if name and day * _DAY < hours:
            begin = day * _DAY + shifts[name].start
            yield Stretch(row, _kind(shifts[name].start), begin, begin + shifts[name].hours)


def _kind(start: float) -> int:
    if _EARLY <= start < _LATE:
        return 1
    return 2 if _LATE <= start < _NIGHT else 3

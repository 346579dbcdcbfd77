"""Where a line breaks rules: read day by day, as a person would, and by no means that the solvers use.

The line is cut into runs of equal days. Runs are held against their limits, neighbouring days against the follower
rules and the clocks, and weekends are counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters.roster_rules import RosterRules, Rule

__all__ = ["RuleBreak", "line_breaks"]

_WEEK = 7
_SATURDAY = 5
Run = tuple[object, int, float]  # what is worked or off, its first day, and its days


@dataclass(frozen=True)
class RuleBreak:
    """A rule that a line breaks, and from which day on.

    Parameters
    ----------
    rule : Rule
        The rule.
    day : int
        Day of the line on which the break begins, 0 = the first.
    found : float
        What there is in place of what the rule asks for: days (infinite where a line never changes), hours of rest,
        weekends.
    """

    rule: Rule
    day: int
    found: float

    @property
    def text(self) -> str:
        """The break in words.

        >>> RuleBreak(Rule("most_run", number=5), 3, 6).text
        'at most 5 days of work in a row: 6 from day 3 on'
        """
        told = "" if self.rule.kind.startswith("not_after") else f"{self.found:g} "
        return f"{self.rule.text}: {told}from day {self.day} on"


def line_breaks(
    duty: Sequence[str] | npt.ArrayLike, rules: RosterRules, *, cyclic: bool = True, weekday: int = 0
) -> tuple[RuleBreak, ...]:
    """Return every break of a rule by one line.

    Parameters
    ----------
    duty : sequence of str, or of int, shape (days,)
        Shift of every day, by name or by position; off: an empty name, or -1.
    rules : RosterRules
        What the line must keep.
    cyclic : bool, default True
        Whether the line begins anew at its end. Where it does not, runs that an end cuts are not too short.
    weekday : int, default 0
        Weekday of the first day, 0 = Monday. Of a cyclic line it must be 0, and its days whole weeks.

    Returns
    -------
    tuple of RuleBreak
        In the order of the rules, then of the days.

    Raises
    ------
    ParameterError
        Where a day is no shift of the rules, or a cyclic line is not one of whole weeks.

    Examples
    --------
    >>> rules = RosterRules(shifts=("D", "N"), most_run=5, not_after={"N": ("D",)})
    >>> [one.text for one in line_breaks(("D", "D", "N", "D", "D", "D", ""), rules)]
    ['at most 5 days of work in a row: 6 from day 0 on', 'no D on the day after N: from day 2 on']
    """
    days = _days(duty, rules, cyclic=cyclic, weekday=weekday)
    checked = _Line(days, rules, cyclic=cyclic, weekday=weekday)
    return tuple(RuleBreak(rule, day, found) for rule in rules.rules for day, found in checked.breaks(rule))


def _days(duty: Sequence[str] | npt.ArrayLike, rules: RosterRules, *, cyclic: bool, weekday: int) -> tuple[str, ...]:
    given = list(duty) if isinstance(duty, Sequence) else list(np.asarray(duty).ravel())
    by_number: dict[object, str] = {-1: "", **dict(enumerate(rules.shifts))}
    days = [by_number.get(one) if isinstance(one, int | np.integer) else one for one in given]
    complaints = Complaints()
    complaints.add(check.integer("line_breaks", "weekday", weekday, 0, _WEEK - 1))
    for at, day in enumerate(days):
        known = day == "" or day in rules.shifts
        complaints.need(known, f"Day {at} of the line is {given[at]!r}, which is no shift of the rules.")
    whole = not cyclic or (len(days) > 0 and len(days) % _WEEK == 0 and weekday == 0)
    complaints.need(whole, f"A cyclic line must be whole weeks from a Monday on. Got {len(days)} days.")
    complaints.raise_if_any(ParameterError)
    return tuple(str(day) for day in days)


class _Line:
    """A line, and what there is to find in it."""

    def __init__(self, days: tuple[str, ...], rules: RosterRules, *, cyclic: bool, weekday: int) -> None:
        self.days, self.rules, self.cyclic, self.weekday = days, rules, cyclic, weekday

    def breaks(self, rule: Rule) -> Iterator[tuple[int, float]]:
        """Yield the day on which each break of a rule begins, and what there is."""
        if rule.kind in ("least_run", "most_run"):
            yield from self._runs([day != "" for day in self.days], True, rule)
        elif rule.kind in ("least_off", "most_off"):
            yield from self._runs([day == "" for day in self.days], True, rule)
        elif rule.kind in ("least_of", "most_of"):
            yield from self._runs(self.days, rule.shifts[0], rule)
        elif rule.kind == "weekends_off":
            yield from self._weekends(rule)
        elif rule.kind == "least_rest":
            yield from self._rests(rule)
        else:
            yield from self._followers(rule)

    def _runs(self, days: Sequence[object], counted: object, rule: Rule) -> Iterator[tuple[int, float]]:
        for what, first, length in self._cut(days):
            if what != counted:
                continue
            cut = not self.cyclic and (first == 0 or first + length == len(days))
            short = rule.kind.startswith("least") and length < rule.number and not cut
            if short or (rule.kind.startswith("most") and length > rule.number):
                yield first, length

    def _cut(self, days: Sequence[object]) -> Iterator[Run]:
        """Cut a line into runs; a cyclic one from the beginning of a run on, so that none is cut in two."""
        size = len(days)
        begins = [at for at in range(size) if days[at] != days[at - 1]] if self.cyclic else []
        first = begins[0] if begins else 0
        at = first
        for what, run in groupby(days[(first + step) % size] for step in range(size)):
            length = len(list(run))
            # A cyclic line without any change is one run that never ends.
            yield what, at % size, length if begins or not self.cyclic else math.inf
            at += length

    def _after(self, at: int, days: int) -> str | None:
        """Return what is worked so many days later; None beyond the end."""
        if not self.cyclic and at + days >= len(self.days):
            return None
        return self.days[(at + days) % len(self.days)]

    def _followers(self, rule: Rule) -> Iterator[tuple[int, float]]:
        one, other = rule.shifts
        for at, day in enumerate(self.days):
            if rule.kind == "not_after":
                broken = self._after(at, 1) == other
            else:
                broken = self._after(at, 1) == "" and self._after(at, 2) == other
            if day == one and broken:
                yield at, 1

    def _rests(self, rule: Rule) -> Iterator[tuple[int, float]]:
        for at, day in enumerate(self.days):
            if day == "":
                continue
            later = ((days, self._after(at, days)) for days in (1, 2))
            follower = next(((days, shift) for days, shift in later if shift), None)
            if follower is not None:
                start, hours = self.rules.clocks[day]
                rest = 24 * follower[0] + self.rules.clocks[follower[1]][0] - (start + hours)
                if rest < rule.number:
                    yield at, rest

    def _weekends(self, rule: Rule) -> Iterator[tuple[int, float]]:
        saturdays = [at for at in range(len(self.days)) if (at + self.weekday) % _WEEK == _SATURDAY]
        if not self.cyclic:
            saturdays = [at for at in saturdays if at + 1 < len(self.days)]
        off = [self.days[at] == "" and self._after(at, 1) == "" for at in saturdays]
        windows = len(off) if self.cyclic else len(off) - rule.of + 1
        for first in range(windows):
            found = sum(off[(first + step) % len(off)] for step in range(rule.of))
            if found < rule.number:
                yield saturdays[first], found

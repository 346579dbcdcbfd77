"""Where an officer's line breaks his contract: read day by day, as a person would, by no means that the search uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_windows import windows_of
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember

__all__ = ["LineBreak", "contract_breaks", "line_cost", "weekends_worked"]

_SATURDAY = 5
_WEEK = 7


@dataclass(frozen=True)
class LineBreak:
    """A rule that a line breaks.

    Parameters
    ----------
    officer : str
        Whose line.
    day : int
        Day on which the break begins, 0 = the first.
    rule : str
        The rule, and what there is in its place.
    """

    officer: str
    day: int
    rule: str

    @property
    def text(self) -> str:
        """The break in words."""
        return f"Officer {self.officer}, day {self.day}: {self.rule}."


def contract_breaks(line: Sequence[str], member: StaffMember, rules: NamedRules) -> tuple[LineBreak, ...]:
    """Return every break of a rule by one line.

    Parameters
    ----------
    line : sequence of str, shape (days,)
        Shift of each day, empty for a day off.
    member : StaffMember
        Contract of the officer, and the days before.
    rules : NamedRules
        Shifts and rules that all share.

    Examples
    --------
    >>> rules = NamedRules(shifts=("D", "N"), not_after={"N": ("D",)})
    >>> [one.text for one in contract_breaks(["N", "D", ""], StaffMember(officer="7", most_run=1), rules)]
    ['Officer 7, day 0: 2 days of work in a row, at most 1.', 'Officer 7, day 1: D on the day after N.']
    """
    told = (*_runs(line, member), *_followers(line, member, rules), *_days(line, member), *_limits(line, member, rules))
    return tuple(LineBreak(member.officer, day, rule) for day, rule in told)


def _runs(line: Sequence[str], member: StaffMember) -> Iterator[tuple[int, str]]:
    day = 0
    runs = [(works, len(list(days))) for works, days in groupby(line, key=bool)]
    if member.last is not None and line and bool(member.last) != bool(line[0]):
        runs.insert(0, (bool(member.last), 0))
    for place, (works, length) in enumerate(runs):
        carried = member.run if place == 0 and member.last is not None else 0
        if length:
            carried = carried if bool(member.last) == works else 0
        total = length + carried
        cut = (place == 0 and member.last is None) or place == len(runs) - 1
        least = member.least_run if works else member.least_off
        what = "days of work" if works else "days off"
        if works and member.most_run is not None and total > member.most_run:
            yield day, f"{total} {what} in a row, at most {member.most_run}"
        if not cut and total < least:
            yield day, f"{total} {what} in a row, at least {least}"
        day += length


def _followers(line: Sequence[str], member: StaffMember, rules: NamedRules) -> Iterator[tuple[int, str]]:
    before = [member.last or ""]
    for day, (shift, then) in enumerate(pairwise([*before, *line])):
        if not shift or not then:
            continue
        if then in rules.not_after.get(shift, ()):
            yield day, f"{then} on the day after {shift}"
        if rules.rest(shift, then) < rules.least_rest:
            yield day, f"{rules.rest(shift, then):g} hours of rest, at least {rules.least_rest:g}"


def _days(line: Sequence[str], member: StaffMember) -> Iterator[tuple[int, str]]:
    for day in member.days_off:
        if line[day]:
            yield day, f"{line[day]} on a fixed day off"


def _limits(line: Sequence[str], member: StaffMember, rules: NamedRules) -> Iterator[tuple[int, str]]:
    for window in windows_of(len(line), rules):
        limits, part = window.limits(member), line[window.first : window.end]
        minutes = sum(rules.minutes_of(shift) for shift in part if shift)
        if limits.least_minutes is not None and minutes < limits.least_minutes:
            yield window.first, f"{minutes} minutes, at least {limits.least_minutes}"
        if limits.most_minutes is not None and minutes > limits.most_minutes:
            yield window.first, f"{minutes} minutes, at most {limits.most_minutes}"
        for shift, most in limits.most_of.items():
            if part.count(shift) > most:
                yield window.first, f"{part.count(shift)} shifts {shift}, at most {most}"
        worked = weekends_worked(line, member, rules, window.first, window.end)
        if limits.most_weekends is not None and worked > limits.most_weekends:
            yield window.first, f"{worked} weekends worked, at most {limits.most_weekends}"


def weekends_worked(line: Sequence[str], member: StaffMember, rules: NamedRules, first: int, end: int) -> int:
    """Count the weekends with work in [first, end), each where its work begins."""
    count = 0
    for day in range(first, end):
        weekday = (rules.weekday + day) % _WEEK
        before = line[day - 1] if day else member.last
        count += bool(line[day]) and (weekday == _SATURDAY or (weekday == _SATURDAY + 1 and not before))
    return count


def line_cost(line: Sequence[str], member: StaffMember, rules: NamedRules) -> float:
    """Give what a line costs apart from cover: requests refused and published days changed."""
    refused = sum(wish.weight for wish in member.wants if line[wish.day] != wish.shift)
    worked = sum(wish.weight for wish in member.wants_off if line[wish.day] == wish.shift)
    return refused + worked + rules.change * sum(line[day] != shift for day, shift in member.published.items())

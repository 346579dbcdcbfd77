"""Which rules a roster breaks: those of contracts, and those that hold for everybody."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from beatwright.core import Contract
from beatwright.evaluate.roster.duty_runs import DutyRow

__all__ = ["RULES", "rule_breaks"]

_WEEK = 7
_SATURDAY, _SUNDAY = 5, 6
RULES = (
    "rest too short", "run of work too long", "run of work too short", "days off too few in a row", "too many weekends",
    "shift after one that it may not follow", "work on a day off", "too many of a shift", "too many minutes",
    "too few minutes",
)  # fmt: skip


def rule_breaks(row: DutyRow, contract: Contract) -> Counter[str]:
    """Return how often an officer's duty breaks each rule of a contract.

    A rest, a run, a follower and a day off count each time; weekends and shifts by how many there are too many; minutes
    once; in each window of the contract, where it has one. Runs that the last day cuts are never too short, nor are
    those that the first day cuts, where the contract does not say what was before.

    Examples
    --------
    >>> from beatwright.core import Shift
    >>> shifts = {"D": Shift("D", 7, 8), "N": Shift("N", 22, 8)}
    >>> row = DutyRow("7", ("N", "D", "", "D", "", ""), 1, 0, False, shifts)
    >>> sorted(rule_breaks(row, Contract(least_rest=11, least_run=2, not_after={"N": ("D",)})).items())
    [('rest too short', 1), ('run of work too short', 1), ('shift after one that it may not follow', 1)]
    """
    found: Counter[str] = Counter()
    for rule in (*_of_followers(row, contract), *_of_runs(row, contract)):
        found[rule] += 1
    found["work on a day off"] = sum(bool(row.days[day]) for day in contract.days_off if day < len(row.days))
    for first, end in _windows(row, contract):
        found.update(_of_limits(row, contract, first, end))
    return +found


def _before(row: DutyRow, contract: Contract) -> str | None:
    """Return the shift of the day before the first, where it is known and days do not come round."""
    return None if row.round else contract.last


def _of_followers(row: DutyRow, contract: Contract) -> Iterator[str]:
    pairs = [(name, days, after) for _, name, days, after in row.followers()]
    worked = [day for day, name in enumerate(row.days) if name]
    before = _before(row, contract)
    if before and worked:
        pairs.insert(0, (before, worked[0] + 1, row.days[worked[0]]))
    for name, days, after in pairs:
        if row.rest(name, days, after) < contract.least_rest:
            yield "rest too short"
        if days == 1 and after in contract.not_after.get(name, ()):
            yield "shift after one that it may not follow"


def _of_runs(row: DutyRow, contract: Contract) -> Iterator[str]:
    before = _before(row, contract)
    if before is not None and row.days and bool(before) != bool(row.days[0]):
        yield from _of_run(contract, contract.run, worked=bool(before), cut=False)
    for begin, length, worked in row.runs:
        goes_on = before is not None and begin == 0
        whole = length + contract.run if goes_on and bool(before) == worked else length
        # The days before show how a first stretch began.
        cut = begin + length == len(row.days) if goes_on else row.cut(begin, length)
        yield from _of_run(contract, whole, worked=worked, cut=cut)


def _of_run(contract: Contract, length: int, *, worked: bool, cut: bool) -> Iterator[str]:
    if worked and contract.most_run is not None and (length < 0 or length > contract.most_run):
        yield "run of work too long"
    if not cut and length < (contract.least_run if worked else contract.least_off):
        yield "run of work too short" if worked else "days off too few in a row"


def _windows(row: DutyRow, contract: Contract) -> list[tuple[int, int]]:
    """Return the first day, and the day after the last, of each stretch in which limits hold."""
    days = len(row.days)
    if contract.window is None or row.round:
        return [(0, days)]
    whole, left = divmod(days, contract.window)
    ends = [contract.window * (number + 1) for number in range(whole)]
    if left and (2 * left >= contract.window or not ends):
        ends.append(days)
    ends[-1] = days
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _of_limits(row: DutyRow, contract: Contract, first: int, end: int) -> Counter[str]:
    """Return by how much the work of some days goes beyond the limits of shifts and weekends; of minutes, whether."""
    asked = contract.window if contract.window and not row.round else end - first
    share = Fraction(end - first, asked)
    there = Fraction(end - first - sum(first <= day < end for day in contract.leave), asked)
    worked = [name for name in row.days[first:end] if name]
    minutes = sum(row.shifts[name].minutes for name in worked)
    found: Counter[str] = Counter()
    for name, most in contract.most_of.items():
        found["too many of a shift"] += max(0, worked.count(name) - math.ceil(most * there))
    if contract.most_weekends is not None:
        weekends = sum(first <= day < end for day in _weekends(row, contract))
        found["too many weekends"] = max(0, weekends - math.ceil(contract.most_weekends * share))
    if contract.most_minutes is not None:
        found["too many minutes"] = int(minutes > math.ceil(contract.most_minutes * there))
    found["too few minutes"] = int(minutes < math.floor((contract.least_minutes or 0) * there))
    return found


def _weekends(row: DutyRow, contract: Contract) -> list[int]:
    """Return the day on which the work of each weekend begins; one that began before the first day is not there."""
    begins: dict[int, int] = {}
    if row.first == _SUNDAY and _before(row, contract):
        begins[_SUNDAY // _WEEK] = -1
    for day, name in enumerate(row.days):
        if name and (row.first + day) % _WEEK >= _SATURDAY:
            begins.setdefault((row.first + day) // _WEEK, day)
    return list(begins.values())

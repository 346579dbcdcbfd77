"""Which rules a roster breaks: those of contracts, and those that hold for everybody."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from beatwright.core import Contract
from beatwright.evaluate.roster.duty_runs import DutyRow

__all__ = ["RULES", "rule_breaks"]

RULES = (
    "rest too short", "run of work too long", "run of work too short", "days off too few in a row", "too many weekends",
    "shift after one that it may not follow", "work on a day off", "too many of a shift", "too many minutes",
    "too few minutes",
)  # fmt: skip


def rule_breaks(row: DutyRow, contract: Contract) -> Counter[str]:
    """Return how often an officer's duty breaks each rule of a contract.

    A rest, a run, a follower and a day off count each time; weekends and shifts by how many there are too many; minutes
    once. Runs that the first or last day cuts are never too short.

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
    if contract.most_weekends is not None:
        found["too many weekends"] = max(0, row.weekends - contract.most_weekends)
    found["too many of a shift"] = sum(max(0, row.days.count(name) - most) for name, most in contract.most_of.items())
    minutes = sum(row.shifts[name].minutes for name in row.days if name)
    found["too many minutes"] = int(minutes > (math.inf if contract.most_minutes is None else contract.most_minutes))
    found["too few minutes"] = int(minutes < (contract.least_minutes or 0))
    return +found


def _of_followers(row: DutyRow, contract: Contract) -> Iterator[str]:
    for _, name, days, after in row.followers():
        if row.rest(name, days, after) < contract.least_rest:
            yield "rest too short"
        if days == 1 and after in contract.not_after.get(name, ()):
            yield "shift after one that it may not follow"


def _of_runs(row: DutyRow, contract: Contract) -> Iterator[str]:
    for begin, length, worked in row.runs:
        if worked and contract.most_run is not None and (length < 0 or length > contract.most_run):
            yield "run of work too long"
        if not row.cut(begin, length) and length < (contract.least_run if worked else contract.least_off):
            yield "run of work too short" if worked else "days off too few in a row"

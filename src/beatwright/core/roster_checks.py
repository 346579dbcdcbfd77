"""What a roster must be, whoever wrote it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from beatwright.base import check
from beatwright.base.words import joined, listed
from beatwright.core.contract import Contract, Request
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.shift import Shift
from beatwright.core.shift_line import CyclicLine, ShiftLine

__all__ = ["roster_complaints"]

_LENGTHS = (7, 14)  # days of a line
_MOST_WEEKS = 1040  # until rotations of different lengths come round together: twenty years
_THINGS = {"shifts": Shift, "lines": ShiftLine, "rotation": CyclicLine, "requests": Request}
_MAPPINGS = ("duty", "need_at", "stationed", "contracts", "leave")


def roster_complaints(roster: Any) -> Iterator[str]:
    """Yield everything that is wrong with the fields of a `Roster`, which may be of any kind yet."""
    kinds = list(_kind_complaints(roster))
    yield from kinds
    if kinds:
        return
    names = [shift.name for shift in roster.shifts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield f"The shifts of a Roster must have different names. Got {listed(twice)} more than once."
    yield from _line_complaints(roster, set(names))
    yield from _duty_complaints(roster, set(names))
    yield from _need_complaints(roster)
    yield from _officer_complaints(roster, set(names))


def _kind_complaints(roster: Any) -> Iterator[str]:
    for name, kind in _THINGS.items():
        value = getattr(roster, name)
        if not isinstance(value, tuple | list) or not all(isinstance(one, kind) for one in value):
            yield check.sentence("Roster", name, f"a tuple of {kind.__name__}", repr(value))
    for name in _MAPPINGS:
        value = getattr(roster, name)
        if not isinstance(value, Mapping) or not all(isinstance(key, str) and key.strip() for key in value):
            owner = "post" if name == "need_at" else "officer"
            if not (name == "need_at" and isinstance(value, Mapping) and _texts(value)):
                yield check.sentence("Roster", name, f"a mapping by id of {owner}", repr(value))
    if roster.start is not None and (not isinstance(roster.start, date) or isinstance(roster.start, datetime)):
        yield check.sentence("Roster", "start", "a date or None", repr(roster.start))


def _line_complaints(roster: Any, known: set[str]) -> Iterator[str]:
    worked = [line.days for line in roster.lines] + [line.days for line in roster.rotation]
    strange = set().union(*worked) - known - {""}
    if strange:
        yield f"The lines of a Roster work {_unknown(strange, known)}"
    lengths = sorted({len(line.days) for line in roster.lines})
    if len(lengths) > 1 or not set(lengths) <= set(_LENGTHS):
        got = joined(f"{length}" for length in lengths)
        yield f"The lines of a Roster must all be 7 days long, or all 14. Got lines of {got} days."
    if math.lcm(1, *(line.weeks for line in roster.rotation)) > _MOST_WEEKS:
        yield (
            f"The rotations of a Roster come round together only after more than {_MOST_WEEKS:,} weeks. "
            f"Give them lengths that have more in common."
        )
    holders = [officer for line in roster.lines for officer in line.holders]
    twice = sorted({officer for officer in holders if holders.count(officer) > 1}) if _doubled(holders) else []
    if twice:
        yield f"An officer can hold one line of a Roster. Got several for {listed(twice)}."


def _duty_complaints(roster: Any, known: set[str]) -> Iterator[str]:
    if roster.duty and roster.start is None:
        yield "The duty of a Roster must have a 'start', the date of its first day."
    broken = [officer for officer, days in roster.duty.items() if isinstance(days, str) or not _texts(days)]
    if broken:
        yield f"The duty of an officer must be names of shifts, empty for off. It is not for {listed(broken)}."
        return
    if len({len(days) for days in roster.duty.values()}) > 1 or any(not days for days in roster.duty.values()):
        lengths = sorted({len(days) for days in roster.duty.values()})
        yield f"The duty of all officers must have the same days, at least one. Got {listed(lengths)} days."
    for officer, days in roster.duty.items():
        strange = set(days) - known - {""}
        if strange:
            day = next(at for at, name in enumerate(days) if name in strange)
            yield f"The duty of officer {officer} has, first on day {day}, {_unknown(strange, known)}"
    nowhere = sorted(set(roster.stationed) - set(roster.duty))
    if nowhere:
        yield f"The 'stationed' of a Roster names officers without duty: {listed(nowhere)}."
    if not all(isinstance(post, str) and post.strip() for post in roster.stationed.values()):
        yield "The 'stationed' of a Roster must give ids of posts. Leave out officers of the whole city."


def _need_complaints(roster: Any) -> Iterator[str]:
    needs: dict[str, Any] = {f"'need_at' of {post or 'the city'}": need for post, need in roster.need_at.items()}
    if not isinstance(roster.need, tuple) or roster.need:
        needs["'need'"] = roster.need
    lengths = set()
    for name, need in needs.items():
        numbers = [*need] if isinstance(need, Iterable) and not isinstance(need, str | Mapping) else [math.nan]
        lengths.add(len(numbers))
        if not all(check.number("", "", number, 0) is None for number in numbers):
            yield f"The {name} of a Roster must be finite numbers of at least 0. Got {need!r}."
    if len(lengths) > 1 or not lengths <= {HOURS_OF_WEEK, 2 * HOURS_OF_WEEK}:
        yield (
            f"The need of a Roster must be {HOURS_OF_WEEK} numbers, the hours of a week from Monday 00:00, or "
            f"{2 * HOURS_OF_WEEK}, those of a fortnight, alike at all posts. Got {joined(map(str, sorted(lengths)))}."
        )


def _officer_complaints(roster: Any, known: set[str]) -> Iterator[str]:
    wrong = sorted(officer for officer, one in roster.contracts.items() if not isinstance(one, Contract))
    if wrong:
        yield f"The contracts of a Roster must be Contracts. They are not for {listed(wrong)}."
    for officer, contract in roster.contracts.items():
        if isinstance(contract, Contract):
            named = {*contract.most_of, *contract.not_after}.union(*contract.not_after.values())
            named |= {contract.last} if contract.last else set()
            if named - known:
                yield f"The contract of officer {officer} speaks of {_unknown(named - known, known)}"
    strange = {request.shift for request in roster.requests} - known - {""}
    if strange:
        yield f"The requests of a Roster speak of {_unknown(strange, known)}"
    for officer, weeks in roster.leave.items():
        counted = isinstance(weeks, tuple | list) and all(check.integer("", "", week, 0) is None for week in weeks)
        if not counted:
            yield f"The weeks of leave of officer {officer} must be whole numbers of at least 0. Got {weeks!r}."


def _unknown(strange: set[str], known: set[str]) -> str:
    return f"shifts that it does not have: {listed(sorted(strange))}. Known: {listed(sorted(known)) or 'none'}."


def _texts(values: Any) -> bool:
    return isinstance(values, Iterable) and all(isinstance(value, str) for value in values)


def _doubled(values: list[str]) -> bool:
    return len(set(values)) < len(values)

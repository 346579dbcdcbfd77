"""The roster: shifts, who works them when, and the need they are to cover."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.natural_order import natural_key
from beatwright.core.contract import Contract, Request
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.roster_checks import roster_complaints
from beatwright.core.shift import Shift
from beatwright.core.shift_line import DAYS_OF_WEEK, CyclicLine, ShiftLine

__all__ = ["LEAVE", "Roster", "roster_and_notes"]

LEAVE = "leave"
"""What tables and calendars call a day of leave."""

Floats = npt.NDArray[np.float64]
Numbers = tuple[float, ...]
_FORMAT = 1
_WORDS_LOST = "Its file says {} of a roster, which is not in the form of one, so this plan has none."


@dataclass(frozen=True)
class Roster:
    """Who works when. Officers are ids; no name is needed.

    What is decided may be lines (so many work this week, every week), a rotation (weeks through which everybody
    walks), or the duty of every officer on every date, each more exact than the one before. What is said of the roster
    (`walked`, `cover`, `officers`) is that of the most exact.

    Parameters
    ----------
    shifts : tuple of Shift
        Of different names.
    lines : tuple of ShiftLine
        All of 7 days, or of 14.
    rotation : tuple of CyclicLine
        One per group of officers that keeps to itself. Where there are lines too, both cover the same.
    start : date, optional
        First day of the duty.
    duty : mapping of str to tuple of str
        Shift of every officer, by id, on each day from `start`; empty: off.
    need : tuple of float
        Officers needed in each hour of the week, 168 (0 = Monday 00:00), or of a fortnight, 336; empty: not kept.
    need_at : mapping of str to tuple of float
        The same by post, where it was made per post; `need` is then the sum, and need not be given.
    stationed : mapping of str to str
        Post of the officers of the duty, by id; without one: of the whole city.
    contracts : mapping of str to Contract
        Rules, by officer.
    requests : tuple of Request
        What officers asked for.
    leave : mapping of str to tuple of int
        Weeks of leave of every officer, 0 = the first seven days of the duty, or of the year planned.

    Raises
    ------
    ParameterError
        With every fault at once: lines of unknown shifts, of other lengths, duty without a start, ...

    Examples
    --------
    >>> day, night = Shift("D", 7, 12), Shift("N", 19, 12)
    >>> week = Roster((day, night), (ShiftLine.on("D", [0, 1, 2], 2), ShiftLine.on("N", [6], 1)))
    >>> week.officers, week.cover[:9].tolist(), week.cover[162:].tolist()
    (3, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0], [0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    """

    shifts: tuple[Shift, ...]
    lines: tuple[ShiftLine, ...] = ()
    rotation: tuple[CyclicLine, ...] = ()
    start: date | None = None
    duty: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    need: Numbers = ()
    need_at: Mapping[str, Numbers] = field(default_factory=dict, hash=False)
    stationed: Mapping[str, str] = field(default_factory=dict, hash=False)
    contracts: Mapping[str, Contract] = field(default_factory=dict, hash=False)
    requests: tuple[Request, ...] = ()
    leave: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(roster_complaints(self))
        complaints.raise_if_any(ParameterError, "This roster cannot be")
        for name in ("shifts", "lines", "rotation", "requests"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name, value in (("duty", tuple), ("need_at", _numbers), ("stationed", str), ("leave", _weeks)):
            object.__setattr__(self, name, {key: value(given) for key, given in _in_order(getattr(self, name))})
        object.__setattr__(self, "contracts", dict(_in_order(self.contracts)))
        need = self.need if len(self.need) or not self.need_at else np.sum([*self.need_at.values()], axis=0)
        object.__setattr__(self, "need", _numbers(need))
        complaints.extend(self._disagreements())
        complaints.raise_if_any(ParameterError, "This roster cannot be")

    def _disagreements(self) -> Iterator[str]:
        if self.need_at and not np.allclose(self.need, np.sum([*self.need_at.values()], axis=0)):
            yield "The need of a Roster must be the sum of the needs of its posts. Give those of the posts alone."
        if self.lines and self.rotation:
            lines = self._mean_cover(self.lines)
            mean = self._mean_cover(self._lines_walked)
            if not np.allclose(lines, mean):
                hour = int(np.abs(lines - mean).argmax())
                yield (
                    f"The rotation of a Roster must cover what its lines cover. In hour {hour} the lines have "
                    f"{lines[hour]:g} on duty, the rotation {mean[hour]:g} in the mean of its weeks."
                )

    def _mean_cover(self, lines: tuple[ShiftLine, ...]) -> Floats:
        days = _together(lines, self.slots // 24)
        return _by_slot(_hours_held(lines, self.shifts, days, comes_round=True), self.slots)

    @property
    def posts(self) -> tuple[str, ...]:
        """Ids of the posts that it names, in natural order; empty where it is of the whole city."""
        named = {line.post for line in self.lines} | {line.post for line in self.rotation}
        named |= {*self.need_at, *self.stationed.values()}
        return tuple(sorted(named - {""}, key=natural_key))

    @property
    def officers(self) -> int:
        """How many officers it has."""
        return sum(line.officers for line in self.walked)

    @property
    def slots(self) -> int:
        """Hours of its cycle: 168, or 336 where lines or need are those of a fortnight."""
        fortnight = len(self.need) > HOURS_OF_WEEK or any(len(line.days) > 7 for line in self.lines)
        return HOURS_OF_WEEK * (2 if fortnight else 1)

    @cached_property
    def walked(self) -> tuple[ShiftLine, ...]:
        """What officers work from a Monday on, in days; with `start`: from that day on, one line per officer.

        Those of a duty end; all others come round.
        """
        if self.duty:
            return tuple(
                ShiftLine(days, 1, self.stationed.get(officer, ""), (officer,)) for officer, days in self.duty.items()
            )
        return self._lines_walked

    @property
    def _lines_walked(self) -> tuple[ShiftLine, ...]:
        return tuple(line for cycle in self.rotation for line in cycle.walked) or self.lines

    @property
    def coming_round(self) -> Roster:
        """The roster without an end: the whole weeks of a duty come round, from a Monday on; lines do so anyway.

        Raises
        ------
        ParameterError
            Where the duty is of less than a week.
        """
        if not self.duty or self.start is None:
            return self
        weeks = len(self.walked[0].days) // DAYS_OF_WEEK
        if not weeks:
            raise ParameterError(
                f"A duty of {len(self.walked[0].days)} days does not say who works in a week. Give at least 7 days."
            )
        first, once = self.start.weekday(), (1,) + (0,) * (weeks - 1)

        def turned(days: tuple[str, ...]) -> tuple[str, ...]:
            whole = days[: weeks * DAYS_OF_WEEK]
            return whole[len(whole) - first :] + whole[: len(whole) - first]

        lines = [CyclicLine(turned(line.days), once, line.post) for line in self.walked]
        return Roster(self.shifts, rotation=tuple(lines))

    @property
    def first_hour(self) -> int:
        """Hour of the week at which `on_duty` begins: 0, or the midnight of the day on which the duty starts."""
        if not self.duty or self.start is None:
            return 0
        return self.start.weekday() * 24

    @property
    def carried_hours(self) -> int:
        """How many hours at the beginning of a duty may be held by shifts of the day before, which it does not know."""
        return max([0, *(math.ceil(shift.end) - 24 for shift in self.shifts)]) if self.duty else 0

    def on_duty(self, post: str | None = None) -> Floats:
        """Return the officers on duty hour after hour, from `first_hour`: of the duty, or of one period of the lines.

        Parameters
        ----------
        post : str, optional
            Only those of the post of this id ("": those of the whole city); default: all.

        Returns
        -------
        array, shape (hours,)
            Parts of an hour count in part.
        """
        lines = [line for line in self.walked if post is None or line.post == post]
        if not self.duty:
            return _hours_held(lines, self.shifts, _together(self.walked, self.slots // 24), comes_round=True)
        return _hours_held(lines, self.shifts, len(self.walked[0].days), comes_round=False)

    @cached_property
    def cover(self) -> Floats:
        """Officers on duty in each hour of the cycle, shape (slots,): the mean over the weeks that it spans."""
        return self.cover_at(None)

    def cover_at(self, post: str | None) -> Floats:
        """Return the `cover` of one post; "" is what no post has, None is all.

        Hours of which the duty says nothing are NaN.
        """
        hours = self.on_duty(post)
        if not self.duty:
            return _by_slot(hours, self.slots)
        first = self.first_hour + self.carried_hours
        return _by_slot(hours[self.carried_hours :], self.slots, first)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the duty of an officer is one text, the positions of his shifts."""
        number = {shift.name: str(at) for at, shift in enumerate(self.shifts)} | {"": "-"}
        return {
            "format": _FORMAT,
            "shifts": [asdict(shift) for shift in self.shifts],
            "lines": [line.to_dict() for line in self.lines],
            "rotation": [line.to_dict() for line in self.rotation],
            "start": None if self.start is None else self.start.isoformat(),
            "duty": {officer: " ".join(number[name] for name in days) for officer, days in self.duty.items()},
            "need": list(self.need),
            "need_at": {post: list(need) for post, need in self.need_at.items()},
            "stationed": dict(self.stationed),
            "contracts": {officer: contract.to_dict() for officer, contract in self.contracts.items()},
            "requests": [vars(request).copy() for request in self.requests],
            "leave": {officer: list(weeks) for officer, weeks in self.leave.items()},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises
        ------
        ParameterError
            Where it is no roster.
        """
        try:
            shifts = tuple(Shift(**shift) for shift in values["shifts"])
            names = {str(at): shift.name for at, shift in enumerate(shifts)} | {"-": ""}
            return cls(
                shifts=shifts,
                lines=tuple(ShiftLine.from_dict(line) for line in values["lines"]),
                rotation=tuple(CyclicLine.from_dict(line) for line in values["rotation"]),
                start=None if values["start"] is None else date.fromisoformat(values["start"]),
                duty={officer: tuple(names[at] for at in days.split()) for officer, days in values["duty"].items()},
                need=tuple(values["need"]),
                need_at={post: tuple(need) for post, need in values["need_at"].items()},
                stationed=values["stationed"],
                contracts={key: Contract.from_dict(value) for key, value in values["contracts"].items()},
                requests=tuple(Request(**request) for request in values["requests"]),
                leave={officer: tuple(weeks) for officer, weeks in values["leave"].items()},
            )
        except (KeyError, TypeError, AttributeError, OverflowError) as problem:
            raise ParameterError(f"This is no roster: {problem!r}.") from None


def roster_and_notes(values: Any) -> tuple[Roster | None, tuple[str, ...]]:
    """Return the roster of a plan's file, and what is lost of it: the free words of when rosters had no form."""
    if isinstance(values, Mapping) and "format" not in values:
        return None, (_WORDS_LOST.format(dict(values)),)
    return None if values is None else Roster.from_dict(values), ()


def _in_order(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(values.items(), key=lambda item: natural_key(item[0]))


def _numbers(values: Iterable[float]) -> Numbers:
    return tuple(int(value) if float(value).is_integer() else float(value) for value in values)


def _weeks(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({int(week) for week in values}))


def _together(lines: Iterable[ShiftLine], days: int) -> int:
    """Return after how many days, a multiple of `days`, lines of several lengths come round together."""
    return math.lcm(days, *(len(line.days) for line in lines))


def _hours_held(lines: Iterable[ShiftLine], shifts: Iterable[Shift], days: int, *, comes_round: bool) -> Floats:
    """Return the officers on duty by hour of so many days; what passes the last midnight comes round, or is cut."""
    begin = {shift.name: np.zeros(days) for shift in shifts}
    for line in lines:
        for at, name in enumerate(line.days):
            if name:
                begin[name][at :: len(line.days)] += line.officers
    total = np.zeros((days + 1, 24))
    for shift in shifts:
        total[:-1] += np.outer(begin[shift.name], shift.on_duty[:24])
        total[1:] += np.outer(begin[shift.name], shift.on_duty[24:])
    if comes_round:
        total[0] += total[-1]
    return np.asarray(total[:-1].ravel())


def _by_slot(hours: Floats, slots: int, first: int = 0) -> Floats:
    """Return the means of hours by hour of the cycle; NaN where there is none."""
    slot = (np.arange(len(hours)) + first) % slots
    count = np.bincount(slot, minlength=slots)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.bincount(slot, hours, minlength=slots) / count)

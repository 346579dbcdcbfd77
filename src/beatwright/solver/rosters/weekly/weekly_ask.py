"""What is asked of weekly shifts, checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import listed
from beatwright.solver.rosters.numbers_given import MOST_OFFICERS, numbers_given
from beatwright.solver.rosters.weekly.shift_groups import HOURS_OF_DAY, ShiftGroups, usual_working_days

__all__ = ["DAYS_OFF", "WeeklyAsk", "checked_ask"]

Floats = npt.NDArray[np.float64]
DAYS_OFF = ("consecutive", "any")
_OWNER = "weekly_shifts"
_CYCLES = (7, 14)  # days


@dataclass(frozen=True, eq=False)
class WeeklyAsk:
    """What is asked.

    Parameters
    ----------
    groups : ShiftGroups
        Lengths and starts.
    need, weight, floor : array, shape (hours,)
        Officers wanted, what an hour of shortage weighs, and officers there must be.
    officers : int, optional
        How many there are; None: as few as cover the need.
    consecutive : bool
        Whether days off lie together.
    most_starts : int, optional
        Most hours of the day at which shifts begin.
    least_per_start : int
        Fewest officers at each of them.
    largest : float, optional
        What the largest shortage weighs; None: it comes after their sum.
    surplus : float
        What an officer-hour beyond the need costs.
    meal : tuple of int, optional
        First and last hour of a shift, counted from 1, in which its meal may be taken.
    unmet : float, default 0.0
        Officer-hours by which the cover may stay below the floors, all together.
    """

    groups: ShiftGroups
    need: Floats
    weight: Floats
    floor: Floats
    officers: int | None
    consecutive: bool
    most_starts: int | None
    least_per_start: int
    largest: float | None
    surplus: float
    meal: tuple[int, int] | None
    unmet: float = 0.0

    @property
    def wanted(self) -> Floats:
        """Officers that must be on duty where as few as cover the need are sought: the need, and the floor."""
        return np.ceil(np.maximum(self.need, self.floor))

    @cached_property
    def whole(self) -> bool:
        """Whether every shortage weighs a whole number, the largest as well, so that bounds can be rounded up."""
        alone = self.surplus % 1 or (self.largest or 0.0) % 1
        return not alone and not (self.weight % 1).any() and not (self.need % 1).any()

    @property
    def not_at_meal(self) -> Floats:
        """Whether those of a group and day are in no hour in which meals are taken, shape (hours, groups, days)."""
        groups, hours = self.groups, len(self.need)
        if self.meal is None:
            return np.ones(groups.held.shape)
        hour, day = np.arange(hours)[:, None, None], HOURS_OF_DAY * np.arange(groups.days)[None, None, :]
        length, start = (np.array(part)[None, :, None] for part in zip(*groups, strict=True))
        into = (hour - day - start) % hours + 1
        first, last = (np.minimum(end, length) for end in self.meal)
        return np.asarray((into < first) | (into > last), dtype=np.float64)

    def surely_on_duty(self, working: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return officers on duty by hour whenever meals are taken, from those at work, shape (groups, days)."""
        found = np.tensordot(self.groups.held * self.not_at_meal, working.astype(np.float64), axes=2)
        return np.asarray(np.rint(found), dtype=np.int64)

    def lost(self, cover: npt.ArrayLike) -> float:
        """Return the weighted officer-hours short, and what the surplus costs."""
        over = np.asarray(cover) - self.need
        return float(self.weight @ np.maximum(-over, 0.0) + self.surplus * np.maximum(over, 0.0).sum())


def checked_ask(
    need: npt.ArrayLike,
    lengths: Iterable[int],
    officers: int | None,
    starts: Iterable[int],
    *,
    days_off: str,
    most_starts: int | None,
    weight: npt.ArrayLike | None,
    floor: npt.ArrayLike,
    least_per_start: int,
    largest: float | None,
    surplus: float,
    meal: tuple[int, int] | None,
    workdays: Mapping[int, int] | None,
) -> WeeklyAsk:
    """Return what is asked, or every complaint at once."""
    lengths, starts = _listed_once(lengths), _listed_once(starts)
    complaints = Complaints()
    needed = _need_given(need, complaints)
    if workdays is not None and not isinstance(workdays, Mapping):
        complaints.add(check.sentence(_OWNER, "workdays", "a table of working days by length", repr(workdays)))
    hours = {"need": needed, "weight": 1.0 if weight is None else weight, "floor": floor}
    complaints.extend(_hour_complaints(hours, needed.size))
    complaints.extend(_range_complaints("lengths", lengths, 1, HOURS_OF_DAY))
    complaints.extend(_range_complaints("starts", starts, 0, HOURS_OF_DAY - 1))
    complaints.add(check.one_of(_OWNER, "days_off", days_off, DAYS_OFF))
    for name, value in (("officers", officers), ("most_starts", most_starts)):
        complaints.add(None if value is None else check.integer(_OWNER, name, value, 1, MOST_OFFICERS))
    complaints.add(check.integer(_OWNER, "least_per_start", least_per_start, 1, MOST_OFFICERS))
    complaints.add(check.number(_OWNER, "largest", largest, 0, optional=True))
    complaints.add(check.number(_OWNER, "surplus", surplus, 0))
    complaints.extend(_meal_complaints(meal))
    days = needed.size // HOURS_OF_DAY
    worked = _workdays(lengths, days, workdays or {}) if not len(complaints) else {}
    complaints.extend(_workday_complaints(worked, days))
    unused = sorted(set(workdays or ()) - set(worked), key=repr) if worked else []
    complaints.need(not unused, f"The 'workdays' speak of lengths of {listed(unused)} h, which are not in 'lengths'.")
    if days_off == "consecutive" and days > _CYCLES[0]:
        complaints.add("Days off of a fortnight cannot be 'consecutive'. Say days_off='any'.")
    complaints.raise_if_any(ParameterError, "Weekly shifts cannot be planned so")
    spread = {name: check.spread(value, needed.size, np.float64) for name, value in hours.items()}
    ask = WeeklyAsk(
        ShiftGroups(lengths, starts, days, worked), need=spread["need"], weight=spread["weight"],
        floor=spread["floor"], officers=officers,
        consecutive=days_off == "consecutive", most_starts=most_starts, least_per_start=least_per_start,
        largest=largest, surplus=float(surplus), meal=None if meal is None else (int(meal[0]), int(meal[1])),
    )  # fmt: skip
    _need_coverable(ask)
    return ask


def _need_given(need: npt.ArrayLike, complaints: Complaints) -> Floats:
    """Return the need, or one of nobody and a complaint."""
    try:
        needed = numbers_given(_OWNER, "need", need)
    except ParameterError as problem:
        complaints.add(str(problem))
    else:
        if needed.ndim == 1 and needed.size in [HOURS_OF_DAY * cycle for cycle in _CYCLES]:
            return needed
        expected = "168 numbers, the hours of a week from Monday 00:00, or 336, those of a fortnight"
        complaints.add(check.sentence(_OWNER, "need", expected, f"shape {needed.shape}"))
    return np.zeros(HOURS_OF_DAY * _CYCLES[0])


def _listed_once(values: Iterable[int]) -> tuple[int, ...]:
    given = values if isinstance(values, Iterable) and not isinstance(values, str) else (values,)
    every = [int(one) if isinstance(one, np.integer) else one for one in given]
    return tuple(one for place, one in enumerate(every) if one not in every[:place])


def _range_complaints(name: str, values: tuple[int, ...], low: int, high: int) -> Iterator[str]:
    if not values or any(check.integer("", "", value, low, high) for value in values):
        yield check.sentence(_OWNER, name, f"whole hours from {low} to {high}, at least one", repr(values))


def _hour_complaints(values: Mapping[str, npt.ArrayLike], hours: int) -> Iterator[str | None]:
    for name, value in values.items():
        try:
            numbers = np.atleast_1d(numbers_given(_OWNER, name, value))
        except ParameterError as problem:
            yield str(problem)
            continue
        yield check.spreads(_OWNER, name, value, hours) or check.at_least_zero(_OWNER, name, numbers, "hour")


def _meal_complaints(meal: object) -> Iterator[str]:
    if meal is None:
        return
    pair = (
        isinstance(meal, tuple | list) and len(meal) == 2 and all(check.integer("", "", k, 1, 24) is None for k in meal)
    )
    if not pair or meal[0] > meal[1]:  # type: ignore[index]
        yield check.sentence(
            _OWNER, "meal", "the first and the last hour of a shift, counted from 1, or None", repr(meal)
        )


def _workdays(lengths: Iterable[int], days: int, given: Mapping[int, int]) -> dict[int, int]:
    weeks = days // _CYCLES[0]
    usual = {length: usual_working_days(length) * weeks for length in lengths}
    return {length: given.get(length, many) for length, many in usual.items()}


def _workday_complaints(worked: Mapping[int, int], days: int) -> Iterator[str | None]:
    for length, many in worked.items():
        yield check.integer(_OWNER, f"workdays of {length} h", many, 1, days)


def _need_coverable(ask: WeeklyAsk) -> None:
    """Raise where as few as cover the need are sought, but no shift holds an hour in which somebody is needed."""
    if ask.officers is not None:
        return
    without = np.flatnonzero((ask.wanted > 0) & ~ask.groups.held.any(axis=(1, 2)))
    if without.size:
        clocks = sorted({f"{hour % HOURS_OF_DAY:02d}:00" for hour in without})
        raise ParameterError(
            f"Officers are needed in {without.size} hours that no shift holds, at {listed(clocks, 24)}. Allow more "
            f"'starts' or longer 'lengths', or give the 'officers' there are, to be short of as little as can be."
        )

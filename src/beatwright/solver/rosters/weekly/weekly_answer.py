"""The answer: officers by shift, their days off, what they cover, and how good that is proven to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.solver.rosters.weekly.days_off_lines import lines_of_group
from beatwright.solver.rosters.weekly.shift_groups import ShiftGroups
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["WeeklyAnswer", "WeeklyLine", "checked_answer"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WeeklyLine:
    """What some officers alike work.

    Parameters
    ----------
    start, hours : int
        Hour of the day at which their shift begins, and how long it lasts.
    days : tuple of int
        The days on which they work, 0 = Monday.
    officers : int
        How many they are.
    cycle : int, default 7
        Days after which the line begins again.

    Examples
    --------
    >>> WeeklyLine(22, 8, (0, 1, 2, 3, 4), 2).days_off
    (5, 6)
    """

    start: int
    hours: int
    days: tuple[int, ...]
    officers: int
    cycle: int = 7

    @property
    def days_off(self) -> tuple[int, ...]:
        """The days on which they do not."""
        return tuple(day for day in range(self.cycle) if day not in self.days)


@dataclass(frozen=True, eq=False)
class WeeklyAnswer:
    """Weekly shifts, and how good they are proven to be.

    Parameters
    ----------
    lengths, starts : tuple of int
        Hours of the shifts that could be had, and hours of the day at which they could begin.
    officers : array of int64, shape (lengths, starts)
        Officers of each shift.
    working : array of int64, shape (lengths, starts, days)
        Those at work on each day, 0 = Monday.
    lines : tuple of WeeklyLine
        Officers alike, with their days off.
    cover : array of int64, shape (hours,)
        Officers on duty in each hour of the cycle; those at their meal are not, where meals were asked for.
    need : array, shape (hours,)
        As it was given.
    certificate : Certificate
        Of the number of officers; or of the shortage where they were given. Where the largest shortage came after the
        sum, the objective is their sum with ten for each officer of the largest, among plans of the least sum.
    unmet_floor : array, shape (hours,)
        Officers by which the cover stays below the floor, where no plan holds it.
    """

    lengths: tuple[int, ...]
    starts: tuple[int, ...]
    officers: Ints
    working: Ints
    lines: tuple[WeeklyLine, ...]
    cover: Ints
    need: Floats
    certificate: Certificate
    unmet_floor: Floats

    @property
    def shortage(self) -> Floats:
        """Officers missing in each hour, shape (hours,)."""
        return np.asarray(np.maximum(self.need - self.cover, 0.0))

    @property
    def surplus(self) -> Floats:
        """Officers beyond the need in each hour, shape (hours,)."""
        return np.asarray(np.maximum(self.cover - self.need, 0.0))

    @property
    def short_hours(self) -> float:
        """Officer-hours missing in a cycle."""
        return float(self.shortage.sum())

    @property
    def largest(self) -> float:
        """Largest shortage of any hour."""
        return float(self.shortage.max())

    @cached_property
    def used_starts(self) -> tuple[int, ...]:
        """Hours of the day at which somebody begins."""
        begin = self.officers.sum(axis=0)
        return tuple(start for start, many in zip(self.starts, begin, strict=True) if many)


def checked_answer(
    ask: WeeklyAsk, counts: Ints, working: Ints, cover: Ints, *, certificate: Certificate, unmet_floor: Floats
) -> WeeklyAnswer:
    """Return the answer with its lines, if it holds every rule.

    Raises
    ------
    AssertionError
        Where it does not: a fault of the engine, never of who asked.
    """
    lines = tuple(_lines(ask.groups, counts, working))
    _check_lines(ask.groups, counts, working, lines)
    shape = (len(ask.groups.lengths), len(ask.groups.starts))
    answer = WeeklyAnswer(
        ask.groups.lengths, ask.groups.starts, counts.reshape(shape), working.reshape(*shape, -1), lines, cover,
        ask.need, certificate, unmet_floor,
    )  # fmt: skip
    at_work = ask.groups.cover(working)
    held = [
        (cover == at_work).all() if ask.meal is None else (cover <= at_work).all(),
        ask.officers is None or counts.sum() == ask.officers,
        ask.officers is not None or (cover >= ask.wanted).all(),
        ask.most_starts is None or len(answer.used_starts) <= ask.most_starts,
        (answer.officers.sum(axis=0)[answer.officers.any(axis=0)] >= ask.least_per_start).all(),
    ]
    if not all(held):
        raise AssertionError("Weekly shifts break a rule of their problem: a fault of beatwright.")
    return answer


def _lines(groups: ShiftGroups, counts: Ints, working: Ints) -> Iterable[WeeklyLine]:
    for (hours, start), officers, days, worked in zip(groups, counts, working, groups.worked, strict=True):
        for pattern, many in lines_of_group(days, int(officers), int(worked)):
            yield WeeklyLine(start, hours, pattern, many, groups.days)


def _check_lines(groups: ShiftGroups, counts: Ints, working: Ints, lines: tuple[WeeklyLine, ...]) -> None:
    at = {group: number for number, group in enumerate(groups)}
    found, many = np.zeros_like(working), np.zeros_like(counts)
    for line in lines:
        group = at[line.hours, line.start]
        many[group] += line.officers
        found[group, list(line.days)] += line.officers
        if len(set(line.days)) != groups.worked[group]:
            raise AssertionError("A weekly line has too many or too few days: a fault of beatwright.")
    if (found != working).any() or (many != counts).any():
        raise AssertionError("Weekly lines do not add up: a fault of beatwright.")

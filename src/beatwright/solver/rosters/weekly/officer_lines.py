"""Between the columns of the program of weekly shifts and the line of every officer.

Columns count officers; a search that moves one officer at a time wants to know who has which line. Where days off may
lie anywhere, the columns say only how many of a group are at work on each day, and lines are dealt from those. Meals
are given one after another to the hour in which most are on duty beyond the need.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.shift_columns import ShiftColumns
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["OfficerLines", "columns_of_lines", "lines_of_columns", "lines_of_numbers"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class OfficerLines(NamedTuple):
    """The line of every officer.

    Parameters
    ----------
    group, first : array of int64, shape (officers,)
        Length and start, and the first working day; only where days off lie together does that say something.
    at_work : array of bool, shape (officers, days)
        On which days each works.
    """

    group: Ints
    first: Ints
    at_work: npt.NDArray[np.bool_]


def lines_of_numbers(ask: WeeklyAsk, number: Ints) -> OfficerLines:
    """Return lines with days off in a row, from officers by group and first working day, shape (groups, days)."""
    days = ask.groups.days
    group, first = np.divmod(np.repeat(np.arange(number.size), number.ravel()), days)
    at_work = (np.arange(days)[None, :] - first[:, None]) % days < ask.groups.worked[group][:, None]
    return OfficerLines(group.astype(np.int64), first.astype(np.int64), at_work)


def lines_of_columns(ask: WeeklyAsk, made: ShiftColumns, people: Floats) -> OfficerLines:
    """Return the lines that whole columns of `shift_columns` stand for."""
    groups, days = ask.groups, ask.groups.days
    if ask.consecutive:
        return lines_of_numbers(ask, np.rint(people[: len(groups) * days]).astype(np.int64).reshape(len(groups), days))
    counts = np.rint(made.counts @ people).astype(np.int64)
    working = np.rint(made.works @ people).astype(np.int64).reshape(len(groups), days)
    at_work = np.zeros((counts.sum(), days), dtype=np.bool_)
    begin = 0
    for many, row in zip(counts, working, strict=True):
        dealt = np.repeat(np.arange(days), row)
        at_work[begin + np.arange(dealt.size) % max(many, 1), dealt] = True
        begin += many
    return OfficerLines(np.repeat(np.arange(len(groups)), counts), np.zeros(begin, dtype=np.int64), at_work)


def columns_of_lines(ask: WeeklyAsk, made: ShiftColumns, lines: OfficerLines) -> Floats:
    """Return the columns of `shift_columns` that count these lines."""
    groups, days = ask.groups, ask.groups.days
    people = np.zeros(made.size)
    working = np.zeros((len(groups), days))
    np.add.at(working, lines.group, lines.at_work.astype(np.float64))
    if ask.consecutive:
        np.add.at(people, lines.group * days + lines.first, 1.0)
        of_people = len(groups) * days
    else:
        people[: len(groups)] = np.bincount(lines.group, minlength=len(groups))
        of_people = len(groups) * (days + 1)
        people[len(groups) : of_people] = working.ravel()
    if ask.meal is not None:
        people[of_people:] = _meals_taken(ask, made, people, of_people)
    return people


def _meals_taken(ask: WeeklyAsk, made: ShiftColumns, people: Floats, first_meal: int) -> Floats:
    """Return how many take each meal: group by group and day by day, where most are on duty beyond the need."""
    away = made.cover[:, first_meal:].tocsc()
    hour = away.indices  # every meal takes one officer off one hour
    at = np.asarray(made.works @ people).astype(np.int64)
    first, last = ask.meal or (1, 1)
    length = np.repeat([length for length, _ in ask.groups], ask.groups.days)
    many = np.minimum(last, length) - np.minimum(first, length) + 1
    over = np.asarray(made.cover @ people) - np.maximum(ask.need, ask.floor)
    meals, begin = np.zeros(made.size - first_meal), 0
    for officers, hours in zip(at, many, strict=True):
        for _ in range(officers):
            meal = begin + int(over[hour[begin : begin + hours]].argmax())
            meals[meal] += 1
            over[hour[meal]] -= 1
        begin += hours
    return meals

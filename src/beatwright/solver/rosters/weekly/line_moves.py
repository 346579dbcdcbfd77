"""Moves of officers from line to line: the kernel of the annealing of weekly shifts.

Everybody has one line: a group (length and start) and the days on which they work. A move gives one officer another
start or length, or another day (another first day, where days off lie together); or all that begin at a start, or as
many as must begin together, another start. What it costs is summed over the hours that either line holds; it is made
where it costs nothing, and otherwise with the chance exp(-cost / temperature). The best lines met are kept.

Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner
from beatwright.solver.random_numbers import below, uniform

__all__ = ["LineCosts", "LineShifts", "Lines", "hour_costs", "walk"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_LINE_SHARE = 0.4  # of moves to another start or length; the others change the days
_NEAR_SHARE = 0.5  # of those to a start one to three places away: cover changes least
_NEAR = 3
_CLOSED_SHARE = 0.05  # of moves to a start at which nobody begins, where starts are few: they take many along
_CLOSE = 1e-9  # sums of costs differ by rounding


class LineShifts(NamedTuple):
    """What lines there can be.

    Parameters
    ----------
    starts : array of int64, shape (starts,)
        Hours of the day at which shifts begin. Group g has the length g // starts and the start g % starts.
    length, worked : array of int64, shape (groups,)
        Hours of the shift, and working days in a cycle.
    into : array of float, shape (groups, 24)
        What an officer counts in each hour of the shift: 1, or less where meals are taken.
    days : int
        Days of the cycle.
    consecutive : bool
        Whether days off lie together.
    most_starts, least : int
        Most starts at which anybody begins, and fewest officers at each of those.
    """

    starts: Ints
    length: Ints
    worked: Ints
    into: Floats
    days: int
    consecutive: bool
    most_starts: int
    least: int


class LineCosts(NamedTuple):
    """What an hour costs: see `hour_costs`; arrays of shape (hours,)."""

    need: Floats
    weight: Floats
    floor: Floats
    surplus: float
    cap: float
    beyond: float
    under: float


class Lines(NamedTuple):
    """Lines now and the best met; every array is changed in place.

    Parameters
    ----------
    group, first : array of int64, shape (officers,)
        Group of each, and first working day where days off lie together.
    at_work : array of bool, shape (officers, days)
        On which days each works.
    best_group, best_first, best_at_work : arrays of the same shapes
        The best lines met.
    cover : array of float, shape (hours,)
        Officers on duty.
    begin : array of int64, shape (starts,)
        Officers at each start.
    values : array of float, shape (2,)
        Cost now, and of the best.
    random : array of uint64, shape (1,)
        State of the random numbers.
    """

    group: Ints
    first: Ints
    at_work: npt.NDArray[np.bool_]
    best_group: Ints
    best_first: Ints
    best_at_work: npt.NDArray[np.bool_]
    cover: Floats
    begin: Ints
    values: Floats
    random: npt.NDArray[np.uint64]


@inner
def _hour_cost(
    cover: float, need: float, weight: float, floor: float, surplus: float, cap: float, beyond: float, under: float
) -> float:
    """Return what an hour costs: shortage, again beyond a cap, surplus, and what is under the floor."""
    short = need - cover
    cost = -surplus * short
    if short > 0.0:
        cost = weight * short
        if short > cap:
            cost += beyond * (short - cap)
    if cover < floor:
        cost += under * (floor - cover)
    return cost


@entry
def hour_costs(costs: Any, cover: Any) -> Any:
    """Return what every hour costs, shape (hours,)."""
    found = np.zeros(cover.size)
    for hour in range(cover.size):
        found[hour] = _hour_cost(
            cover[hour], costs.need[hour], costs.weight[hour], costs.floor[hour], costs.surplus, costs.cap,
            costs.beyond, costs.under,
        )  # fmt: skip
    return found


@entry
def walk(shifts: Any, costs: Any, lines: Any, moves: int, temperature: float) -> None:
    """Propose `moves` moves at one temperature."""
    hours, cover, values, random = costs.need.size, lines.cover, lines.values, lines.random
    # One set of scratch for all moves: only the hours that a move touched are cleared after it, not the whole week.
    change, listed, marked = np.zeros(hours), np.zeros(hours, dtype=np.int64), np.zeros(hours, dtype=np.bool_)
    at_work = np.zeros(shifts.days, dtype=np.bool_)
    moved = np.zeros(lines.group.size, dtype=np.int64)
    for _ in range(moves):
        moved[0] = below(random, moved.size)
        group, first, many = _proposed(shifts, lines, moved, at_work)
        if many == 0:
            continue
        touched = _changed(shifts, lines, moved, many, group, at_work, change, listed, marked)
        cost = _cost(costs, lines, listed, touched, change)
        # Moves that cost nothing are made too: thousands of rosters are alike, and the walk must cross them.
        if cost <= 0.0 or uniform(random) < np.exp(-cost / temperature):
            _make(shifts, lines, moved, many, group, first, at_work)
            for place in range(touched):
                cover[listed[place]] += change[listed[place]]
            values[0] += cost
            if values[0] < values[1] - _CLOSE:
                _keep_best(lines)
        for place in range(touched):
            change[listed[place]] = 0.0
            marked[listed[place]] = False


@inner
def _proposed(shifts: Any, lines: Any, moved: Any, at_work: Any) -> tuple[int, int, int]:
    """Draw a move of the officer listed first: the new group and first day, and how many move; 0: nobody."""
    officer = moved[0]
    group, first, many = lines.group[officer], lines.first[officer], 1
    for day in range(shifts.days):
        at_work[day] = lines.at_work[officer, day]
    if uniform(lines.random) < _LINE_SHARE:
        group = _other_group(shifts, lines, group)
        many = _taken_along(shifts, lines, officer, group, moved)
        if many == 1 and shifts.worked[group] != shifts.worked[lines.group[officer]]:
            first = below(lines.random, shifts.days)
            _fit_days(shifts, lines, group, first, at_work)
    elif shifts.consecutive:
        first = below(lines.random, shifts.days)
        _days_from(shifts, group, first, at_work)
    else:
        _other_day(lines, at_work)
    return int(group), int(first), int(many)


@inner
def _other_group(shifts: Any, lines: Any, group: int) -> int:
    """Draw a group: near the old one, or that of anybody, or any."""
    starts = shifts.starts.size
    # Where starts are few, an empty one asks a whole start to move along, which is hardly ever worth its cost.
    few = shifts.most_starts < starts or shifts.least > 1
    if few and uniform(lines.random) >= _CLOSED_SHARE:
        start = lines.group[below(lines.random, lines.group.size)] % starts
        return int(below(lines.random, shifts.length.size // starts) * starts + start)
    if uniform(lines.random) < _NEAR_SHARE:
        step = below(lines.random, 2 * _NEAR) - _NEAR
        start = (group % starts + (step if step < 0 else step + 1)) % starts
        return int(group - group % starts + start)
    return int(below(lines.random, shifts.length.size))


@inner
def _taken_along(shifts: Any, lines: Any, officer: int, group: int, moved: Any) -> int:
    """List who must move with an officer, so that no start has too few, or too many starts have some; 0: nobody can."""
    starts = shifts.starts.size
    old, new = lines.group[officer] % starts, group % starts
    if group == lines.group[officer]:
        return 0
    if old == new or (shifts.most_starts >= starts and shifts.least <= 1):
        return 1
    many = 1 if lines.begin[new] > 0 else shifts.least
    used = 0
    for start in range(starts):
        used += 1 if lines.begin[start] > 0 else 0
    full = lines.begin[new] == 0 and used >= shifts.most_starts
    left = lines.begin[old] - many
    # Then the whole start moves, so that it closes: none may be left with too few, and no place is free beside it.
    if full or left < shifts.least:
        many = lines.begin[old]
    found = 1
    for other in range(lines.group.size):
        if found == many:
            break
        if other != officer and lines.group[other] % starts == old:
            moved[found] = other
            found += 1
    return int(many)


@inner
def _days_from(shifts: Any, group: int, first: int, at_work: Any) -> None:
    for day in range(shifts.days):
        at_work[day] = (day - first) % shifts.days < shifts.worked[group]


@inner
def _fit_days(shifts: Any, lines: Any, group: int, first: int, at_work: Any) -> None:
    """Give or take working days, until they are as many as the shifts of a group have."""
    if shifts.consecutive:
        _days_from(shifts, group, first, at_work)
        return
    apart = shifts.worked[group]
    for day in range(shifts.days):
        apart -= 1 if at_work[day] else 0
    while apart != 0:
        day = below(lines.random, shifts.days)
        if at_work[day] == (apart < 0):
            at_work[day] = not at_work[day]
            apart += 1 if apart < 0 else -1


@inner
def _other_day(lines: Any, at_work: Any) -> None:
    """Exchange a working day for one off, if two days drawn are such."""
    old, new = below(lines.random, at_work.size), below(lines.random, at_work.size)
    if at_work[old] != at_work[new]:
        at_work[old], at_work[new] = at_work[new], at_work[old]


@inner
def _changed(
    shifts: Any, lines: Any, moved: Any, many: int, group: int, at_work: Any, change: Any, listed: Any, marked: Any
) -> int:
    """Write how a move changes the cover by hour, list those hours, and return how many they are."""
    hour_of, length, into, groups, now = shifts.starts, shifts.length, shifts.into, lines.group, lines.at_work
    starts, touched = hour_of.size, 0
    for place in range(many):
        officer = moved[place]
        old = groups[officer]
        new = group if many == 1 else old - old % starts + group % starts
        leaves, comes = hour_of[old % starts], hour_of[new % starts]
        for day in range(shifts.days):
            before = now[officer, day]
            after = at_work[day] if many == 1 else before
            # A day worked before and after in the same shift changes nothing: it is left out on both sides.
            if before and not (after and old == new):
                touched = _held(into, old, length[old], 24 * day + leaves, -1.0, change, listed, marked, touched)
            if after and not (before and old == new):
                touched = _held(into, new, length[new], 24 * day + comes, 1.0, change, listed, marked, touched)
    return int(touched)


@inner
def _held(
    into: Any, group: int, length: int, begin: int, sign: float, change: Any, listed: Any, marked: Any, touched: int
) -> int:
    """Add an officer of a group to the hours that a shift holds, or take one from them."""
    hour = begin
    for place in range(length):
        if hour >= change.size:
            hour -= change.size
        change[hour] += sign * into[group, place]
        if not marked[hour]:
            marked[hour] = True
            listed[touched] = hour
            touched += 1
        hour += 1
    return touched


@inner
def _cost(costs: Any, lines: Any, listed: Any, touched: int, change: Any) -> float:
    """Return what changes of the cover cost."""
    need, weight, floor, cover = costs.need, costs.weight, costs.floor, lines.cover
    surplus, cap, beyond, under = costs.surplus, costs.cap, costs.beyond, costs.under
    cost = 0.0
    for place in range(touched):
        hour = listed[place]
        if change[hour] != 0.0:  # where one shift leaves an hour that the other comes to, nothing changes
            now, wanted, weighs, least = cover[hour], need[hour], weight[hour], floor[hour]
            cost += _hour_cost(now + change[hour], wanted, weighs, least, surplus, cap, beyond, under)
            cost -= _hour_cost(now, wanted, weighs, least, surplus, cap, beyond, under)
    return cost


@inner
def _keep_best(lines: Any) -> None:
    lines.values[1] = lines.values[0]
    lines.best_group[:] = lines.group
    lines.best_first[:] = lines.first
    lines.best_at_work[:] = lines.at_work


@inner
def _make(shifts: Any, lines: Any, moved: Any, many: int, group: int, first: int, at_work: Any) -> None:
    """Write a move."""
    starts = shifts.starts.size
    for place in range(many):
        officer = moved[place]
        old = lines.group[officer]
        lines.begin[old % starts] -= 1
        lines.begin[group % starts] += 1
        lines.group[officer] = group if many == 1 else old - old % starts + group % starts
        if many == 1:
            lines.first[officer] = first
            for day in range(shifts.days):
                lines.at_work[officer, day] = at_work[day]

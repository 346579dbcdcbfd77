"""Contracts as the arrays that the pricing reads, for one window of the roster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_windows import RosterWindow
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.solver.rosters.named.pricing.line_rules import FREE, OFF, Flags, Floats, Ints, LineRules

__all__ = ["Border", "Share", "border_before", "compiled_lines"]

_SATURDAY = 5
_WEEK = 7


@dataclass(frozen=True, eq=False)
class Border:
    """How the day before a window ended for every officer: (n,) shift, OFF or FREE, and days in a row."""

    last: Ints
    run: Ints


@dataclass(frozen=True, eq=False)
class Share:
    """What every officer pays for so many nights and weekends in a window, (n, counts)."""

    nights: Floats
    weekends: Floats


def border_before(staff: Sequence[StaffMember], rules: NamedRules) -> Border:
    """Return the border before the first day."""
    known = {None: FREE, "": OFF} | {shift: place for place, shift in enumerate(rules.shifts)}
    return Border(
        np.array([known[member.last] for member in staff], dtype=np.int64),
        np.array([member.run for member in staff], dtype=np.int64),
    )


def compiled_lines(
    staff: Sequence[StaffMember], rules: NamedRules, window: RosterWindow, border: Border, share: Share | None = None
) -> LineRules:
    """Return the rules of every officer's line within a window.

    Parameters
    ----------
    staff : sequence of StaffMember
        The officers.
    rules : NamedRules
        What all share.
    window : RosterWindow
        Days of the lines.
    border : Border
        How the day before ended.
    share : Share, optional
        What nights and weekends cost by count, to even them out.
    """
    limits = [window.limits(member) for member in staff]
    minutes = np.array([rules.minutes_of(shift) for shift in rules.shifts], dtype=np.int64)
    unit = reduce(math.gcd, minutes.tolist())
    amount_cost, least, most = _amounts(limits, minutes, unit, window.days)
    weekday = (rules.weekday + np.arange(window.first, window.end)) % _WEEK
    weekend = np.where(weekday == _SATURDAY, 1, np.where(weekday == _SATURDAY + 1, 2, 0)).astype(np.int64)
    weekend_cost, most_weekends = _weekends(limits, weekend, share)
    in_cap, cap_cost, most_cap = _caps(limits, rules, window.days, share)
    before = zip(limits, border.last.tolist(), border.run.tolist(), strict=True)
    most_run = np.array([_most_run(member, window, last, run) for member, last, run in before], dtype=np.int64)
    least_off = np.array([member.least_off for member in limits], dtype=np.int64)
    nodes = int((len(minutes) * most_run + least_off).max())
    return LineRules(
        cost=_own_costs(staff, rules, window),
        follows=rules.follows,
        amount=minutes // unit,
        weekend=weekend,
        in_cap=in_cap,
        least_run=np.array([member.least_run for member in limits], dtype=np.int64),
        most_run=most_run,
        least_off=least_off,
        amount_cost=amount_cost,
        least_amount=least,
        most_amount=most,
        weekend_cost=weekend_cost,
        most_weekends=most_weekends,
        cap_cost=cap_cost,
        most_cap=most_cap,
        node_cost=np.zeros((len(limits), nodes)),
        last=border.last,
        run=border.run,
    )


def _most_run(member: StaffMember, window: RosterWindow, last: int, run: int) -> int:
    """Give the most days of work in a row that need telling apart."""
    return member.most_run or max(window.days + (run if last >= 0 else 0), member.least_run)


def _own_costs(staff: Sequence[StaffMember], rules: NamedRules, window: RosterWindow) -> Floats:
    """Give what each shift and day off costs each officer: refused requests, changes, fixed days off."""
    place = {shift: number for number, shift in enumerate((*rules.shifts, ""))}
    cost = np.zeros((len(staff), window.days, len(place)))
    for i, member in enumerate(staff):
        for wish in member.wants:
            if window.first <= wish.day < window.end:
                cost[i, wish.day - window.first] += wish.weight
                cost[i, wish.day - window.first, place[wish.shift]] -= wish.weight
        for wish in member.wants_off:
            if window.first <= wish.day < window.end:
                cost[i, wish.day - window.first, place[wish.shift]] += wish.weight
        for day, shift in member.published.items():
            if window.first <= day < window.end:
                cost[i, day - window.first] += rules.change
                cost[i, day - window.first, place[shift]] -= rules.change
        for day in member.days_off:
            if window.first <= day < window.end:
                cost[i, day - window.first, :-1] = np.inf
        for shift, most in member.most_of.items():
            if most == 0:
                cost[i, :, place[shift]] = np.inf
    return cost


def _amounts(limits: Sequence[StaffMember], minutes: Ints, unit: int, days: int) -> tuple[Floats, Ints, Ints]:
    """Give what amounts cost: nothing between the limits; and the limits, the upper -1 where there are none."""
    longest = days * int(minutes.max())
    low = np.array([-(-(member.least_minutes or 0) // unit) for member in limits], dtype=np.int64)
    asked = [longest if member.most_minutes is None else min(member.most_minutes, longest) for member in limits]
    high = np.array(asked, dtype=np.int64) // unit
    free = (low == 0) & (high >= longest // unit)
    count = np.arange(int(np.where(free, 0, high).max()) + 1)
    inside = (count >= low[:, None]) & (count <= high[:, None])
    return np.where(inside, 0.0, np.inf), low, np.where(free, -1, high)


def _weekends(limits: Sequence[StaffMember], weekend: Ints, share: Share | None) -> tuple[Floats, Ints]:
    """Give what weekends cost by count, and the last count allowed, -1 where they do not matter."""
    there = int((weekend == 1).sum() + (weekend[0] == 2))
    most = np.array([there if m.most_weekends is None else min(m.most_weekends, there) for m in limits], dtype=np.int64)
    cost = np.zeros((len(limits), there + 1))
    if share is not None:
        cost += share.weekends[:, : there + 1]
    cost[np.arange(there + 1) > most[:, None]] = np.inf
    return cost, np.where((cost == 0.0).all(axis=1), -1, most)


def _caps(
    limits: Sequence[StaffMember], rules: NamedRules, days: int, share: Share | None
) -> tuple[Flags, Floats, Ints]:
    """Give which shifts each cap counts, what its counts cost, and the last count allowed."""
    masks, tables = [], []
    for shift in rules.shifts:
        most = np.array([min(member.most_of.get(shift, days), days) for member in limits])
        # A cap of 0 forbids the shift day by day, and needs no count.
        if ((most > 0) & (most < days)).any():
            table = np.where(np.arange(days + 1) > np.where(most > 0, most, days)[:, None], np.inf, 0.0)
            masks.append([shift == other for other in rules.shifts])
            tables.append(table)
    if share is not None and rules.nights:
        masks.append([shift in rules.nights for shift in rules.shifts])
        tables.append(share.nights[:, : days + 1])
    if not masks:
        none = np.zeros((len(limits), 0), dtype=np.int64)
        return np.zeros((0, len(rules.shifts)), dtype=bool), np.zeros((len(limits), 0, 1)), none
    cost = np.stack(tables, axis=1)
    last = cost.shape[2] - 1 - np.isfinite(cost[:, :, ::-1]).argmax(axis=2)
    return np.array(masks), np.ascontiguousarray(cost), last.astype(np.int64)

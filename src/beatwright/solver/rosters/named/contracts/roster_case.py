"""A named roster to be made: need, staff and rules, held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import listed
from beatwright.solver.milp_scaling import least_difference
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_windows import RosterWindow, windows_of
from beatwright.solver.rosters.named.contracts.staff_complaints import staff_complaints, window_complaints
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.solver.rosters.named.pricing.line_rules import Floats
from beatwright.solver.rosters.named.ruin_and_recreate import ShiftCover
from beatwright.solver.rosters.numbers_given import numbers_given

__all__ = ["OWNER", "RosterCase", "read_roster_case"]

OWNER = "named_roster"


@dataclass(frozen=True, eq=False)
class RosterCase:
    """What is known before a named roster is made.

    Parameters
    ----------
    need : ndarray of float, shape (days, shifts)
        Officers needed.
    under, over : ndarray of float, shape (days, shifts)
        What each officer missing, and each too many, costs.
    staff : tuple of StaffMember
        Of different ids.
    rules : NamedRules
        What all share.
    """

    need: Floats
    under: Floats
    over: Floats
    staff: tuple[StaffMember, ...]
    rules: NamedRules

    @property
    def days(self) -> int:
        """Days of the roster."""
        return len(self.need)

    @cached_property
    def windows(self) -> tuple[RosterWindow, ...]:
        """The windows, in order."""
        return windows_of(self.days, self.rules)

    def cover(self, window: RosterWindow) -> ShiftCover:
        """Return need and weights of a window."""
        part = slice(window.first, window.end)
        need = self.need[part].copy()
        return ShiftCover(need, self.under[part].copy(), self.over[part].copy(), np.zeros_like(need))

    @cached_property
    def step(self) -> float:
        """The least difference between two objectives; 0 where it is not known."""
        wishes = [wish.weight for member in self.staff for wish in (*member.wants, *member.wants_off)]
        change = [self.rules.change] if any(member.published for member in self.staff) else []
        return least_difference(np.concatenate([self.under.ravel(), self.over.ravel(), wishes, change]))


def read_roster_case(
    need: npt.ArrayLike,
    staff: Sequence[StaffMember | Mapping[str, Any]],
    rules: NamedRules | Mapping[str, Any],
) -> RosterCase:
    """Return the case.

    Raises
    ------
    ParameterError
        With every complaint at once, each naming officer, day and rule.
    """
    complaints = Complaints()
    shared = complaints.attempt(lambda: NamedRules.read(rules))
    if not isinstance(staff, Sequence) or isinstance(staff, str):
        complaints.add(check.sentence(OWNER, "staff", "a list of officers", repr(staff)))
        staff = ()
    read = [complaints.attempt(lambda values=values: StaffMember.read(values)) for values in staff]  # type: ignore[misc]
    members = tuple(member for member in read if member is not None)
    needed = complaints.attempt(lambda: _need(need))
    if not read and not len(complaints):
        complaints.add(check.sentence(OWNER, "staff", "one officer or more", "none"))
    if shared is not None and needed is not None:
        complaints.extend(_array_complaints(needed, shared))
        complaints.extend(staff_complaints(members, shared.shifts, len(needed)))
    complaints.raise_if_any(ParameterError, "This roster cannot be made")
    assert shared is not None
    assert needed is not None
    under, over = (
        np.broadcast_to(np.asarray(each, dtype=np.float64), needed.shape) for each in (shared.under, shared.over)
    )
    case = RosterCase(needed, np.array(under), np.array(over), members, shared)
    complaints.extend(_sense_complaints(case))
    complaints.raise_if_any(ParameterError, "This roster cannot be made")
    return case


def _need(need: npt.ArrayLike) -> Floats:
    needed = numbers_given(OWNER, "need", need, "numbers [day, shift]")
    if needed.ndim != 2 or 0 in needed.shape:
        raise ParameterError(check.sentence(OWNER, "need", "an array [day, shift], not empty", f"shape {needed.shape}"))
    wrong = ~(np.isfinite(needed) & (needed >= 0) & (needed == np.rint(needed)))
    if wrong.any():
        day, shift = (int(at[0]) for at in np.nonzero(wrong))
        got = f"{needed[day, shift]:g} on day {day}, shift {shift}"
        raise ParameterError(check.sentence(OWNER, "need", "whole numbers of at least 0", got))
    return np.ascontiguousarray(needed)


def _array_complaints(need: Floats, rules: NamedRules) -> Iterator[str | None]:
    if need.shape[1] != len(rules.shifts):
        yield f"The need has {need.shape[1]} shifts, the rules have {len(rules.shifts)}, {listed(rules.shifts)}."
        return
    for name in ("under", "over"):
        shape = np.shape(getattr(rules, name))
        yield None if shape == () else check.shape_is("NamedRules", name, shape, need.shape, "day, shift")


def _sense_complaints(case: RosterCase) -> Iterator[str]:
    for place, shift in enumerate(case.rules.shifts):
        days = np.flatnonzero(case.need[:, place] > 0)
        if days.size and all(member.most_of.get(shift, 1) == 0 for member in case.staff):
            yield f"Shift {shift} is needed from day {days[0]} on, and 'most_of' lets no officer work it."
    if len(case.windows) > 1:
        yield from window_complaints(case.staff, case.days)
    lone = not case.rules.follows.any()
    for member in case.staff:
        if lone and member.least_run > 1:
            yield (
                f"Officer {member.officer}, from day 0 on: 'not_after' and 'least_rest' let no shift follow another, "
                f"and 'least_run' asks for {member.least_run} days in a row."
            )
        yield from _window_complaints(case, member)


def _window_complaints(case: RosterCase, member: StaffMember) -> Iterator[str]:
    longest = max(case.rules.minutes_of(shift) for shift in case.rules.shifts)
    for window in case.windows:
        limits = window.limits(member)
        off = [day for day in member.days_off if window.first <= day < window.end]
        room = (window.days - len(off)) * longest
        if limits.least_minutes is not None and limits.least_minutes > room:
            yield (
                f"Officer {member.officer}, days {window.first} to {window.end - 1}: 'least_minutes' asks for "
                f"{limits.least_minutes}, and {window.days - len(off)} days that are not off have room for {room}."
            )

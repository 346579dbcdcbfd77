"""A rotation: one line of so many weeks through which as many officers walk, each a week behind the one before.

Nights, weekends and bad days are then the same for all. There is nothing to make small: any line that keeps all rules
is as good as another, and is checked by `line_breaks` before it is returned.

Musliu, N., Gaertner, J. and Slany, W. (2002). Efficient generation of rotating workforce schedules. Discrete Applied
Mathematics 118, 85-98.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.base.words import WEEKDAYS, count_of
from beatwright.solver.rosters.numbers_given import numbers_given
from beatwright.solver.rosters.rotation.cyclic_program import CyclicProgram, Ints
from beatwright.solver.rosters.rotation.find_rotation import find_rotation
from beatwright.solver.rosters.rotation.rule_conflict import conflict_words
from beatwright.solver.time_limit import started

__all__ = ["CyclicRoster", "cyclic_roster"]


@dataclass(frozen=True, eq=False)
class CyclicRoster:
    """A rotation.

    Parameters
    ----------
    duty : array of int64, shape (weeks, 7)
        Position of the shift on every day from Monday on, -1 where it is off.
    shifts : tuple of str
        Names of the shifts.
    certificate : Certificate
        "optimal": every rule is kept. Nothing is made small, so that objective and bound are 0.
    """

    duty: Ints
    shifts: tuple[str, ...]
    certificate: Certificate

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """Name of the shift on every day of every week; empty where it is off."""
        names = (*self.shifts, "")
        return tuple(tuple(names[shift] for shift in week) for week in self.duty)

    @property
    def cover(self) -> Ints:
        """How many work each shift on each day of the week, shape (shifts, 7)."""
        return np.array([(self.duty == shift).sum(axis=0) for shift in range(len(self.shifts))])


def cyclic_roster(
    need: npt.ArrayLike, weeks: int, rules: RosterRules | Mapping[str, Any], **effort: Unpack[SearchOptions]
) -> CyclicRoster:
    """Return a line of so many weeks that keeps all rules and, walked through by as many officers, meets the need.

    Parameters
    ----------
    need : array of int, shape (shifts, 7)
        How many officers work each shift on each day of the week, from Monday on: exactly so many.
    weeks : int
        Weeks of the line, and officers who walk through it.
    rules : RosterRules or mapping
        What the line must keep where it comes round, too; its shifts name the rows of `need`.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where there is no such line: with the rules that are in conflict.
    NoPlanFoundError
        Where the search was ended before it found a line or a proof that there is none.

    References
    ----------
    Musliu, N., Gaertner, J. and Slany, W. (2002). Efficient generation of rotating workforce schedules. Discrete
    Applied Mathematics 118, 85-98.

    Examples
    --------
    Two shifts, one officer each on every day; five days of work in a row at most.

    >>> rules = RosterRules(shifts=("D", "N"), least_run=2, most_run=5, least_off=2, not_after={"N": ("D",)})
    >>> roster = cyclic_roster([[1] * 7, [1] * 7], 4, rules)
    >>> roster.cover.tolist() == [[1] * 7, [1] * 7], line_breaks(roster.duty, rules)
    (True, ())
    """
    kept = RosterRules.read("cyclic_roster", rules)
    model = CyclicProgram(_checked(need, weeks, kept), int(weeks), kept)
    with started("cyclic_roster", effort) as (asked, clock):
        duty, certificate = find_rotation(model, kept.rules, clock, seed=asked.seed)
        if certificate.status == "infeasible":
            raise InfeasibleError(conflict_words(model, clock, asked.seed))
    if duty is None:
        raise NoPlanFoundError(
            f"The search for a rotation of {count_of(model.weeks, 'week')} was ended before it found one, or a proof "
            "that there is none. Give it more seconds."
        )
    return _verified(model, duty, certificate)


def _checked(need: npt.ArrayLike, weeks: int, rules: RosterRules) -> Ints:
    owner, given = "cyclic_roster", numbers_given("cyclic_roster", "need", need, "whole numbers of at least 0")
    complaints = Complaints()
    complaints.add(check.integer(owner, "weeks", weeks, 1))
    complaints.add(check.shape_is(owner, "need", given.shape, (len(rules.shifts), 7), "shift, day"))
    if not ((given >= 0) & (given == np.floor(given)) & np.isfinite(given)).all():
        complaints.add(check.sentence(owner, "need", "whole numbers of at least 0", f"{given.tolist()}"))
    elif len(complaints) == 0:
        for day, total in enumerate(given.sum(axis=0)):
            complaints.need(
                total <= weeks,
                f"{WEEKDAYS[day]} needs {count_of(int(total), 'officer')}, but {count_of(weeks, 'week')} of a "
                f"rotation are walked through by {weeks}. Give it more weeks.",
            )
    complaints.raise_if_any(ParameterError)
    return given.astype(np.int64)


def _verified(model: CyclicProgram, duty: Ints, certificate: Certificate) -> CyclicRoster:
    """Return the line, once it is checked by what knows nothing of the programs."""
    roster = CyclicRoster(duty, model.rules.shifts, certificate)
    if line_breaks(duty, model.rules) or not np.array_equal(roster.cover, model.need):
        raise AssertionError("A rotation breaks a rule of its problem: a fault of beatwright.")
    return roster

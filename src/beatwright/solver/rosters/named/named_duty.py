"""The answer: who works which shift on which day, checked against every contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.solver.rosters.named.contracts.contract_breaks import (
    LineBreak,
    contract_breaks,
    line_cost,
    weekends_worked,
)
from beatwright.solver.rosters.named.contracts.roster_case import RosterCase
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints

__all__ = ["NamedDuty", "checked_duty"]


@dataclass(frozen=True, eq=False)
class NamedDuty:
    """A named roster.

    Parameters
    ----------
    duty : ndarray of int, shape (officers, days)
        Position of the shift of each officer on each day, -1 for a day off.
    certificate : Certificate
        What is proven. The objective is what cover, requests and changes of published days cost together.
    case : RosterCase
        What was asked for.
    """

    duty: Ints
    certificate: Certificate
    case: RosterCase

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """Shift of every officer, by id, on each day; empty for a day off."""
        names = (*self.case.rules.shifts, "")
        return {
            member.officer: tuple(names[shift] for shift in line)
            for member, line in zip(self.case.staff, self.duty, strict=True)
        }

    @property
    def cover(self) -> Ints:
        """Officers on duty, shape (days, shifts)."""
        shifts = len(self.case.rules.shifts)
        return np.stack([(self.duty == shift).sum(axis=0) for shift in range(shifts)], axis=1)

    @property
    def missing(self) -> Ints:
        """Officers missing, shape (days, shifts)."""
        return np.maximum(self.case.need - self.cover, 0).astype(np.int64)

    @property
    def largest_shortage(self) -> int:
        """Most officers that one shift of one day misses."""
        return int(self.missing.max())

    @property
    def surplus(self) -> Ints:
        """Officers too many, shape (days, shifts)."""
        return np.maximum(self.cover - self.case.need, 0).astype(np.int64)

    @cached_property
    def breaks(self) -> tuple[LineBreak, ...]:
        """Every rule that is broken, of every officer."""
        lines = self.lines
        return tuple(
            each
            for member in self.case.staff
            for each in contract_breaks(lines[member.officer], member, self.case.rules)
        )

    @property
    def nights(self) -> Ints:
        """Nights of every officer, shape (officers,)."""
        names = self.case.rules.nights
        at_night = [place for place, name in enumerate(self.case.rules.shifts) if name in names]
        return np.asarray(np.isin(self.duty, at_night).sum(axis=1))

    @property
    def weekends(self) -> Ints:
        """Weekends with work of every officer, shape (officers,)."""
        case = self.case
        worked = [
            weekends_worked(self.lines[member.officer], member, case.rules, 0, case.days) for member in case.staff
        ]
        return np.array(worked)

    @property
    def changed(self) -> int:
        """Published days that are changed."""
        return sum(
            self.lines[member.officer][day] != shift
            for member in self.case.staff
            for day, shift in member.published.items()
        )

    @property
    def cost(self) -> float:
        """What cover, requests and changes cost, summed anew from the lines."""
        paid = sum(line_cost(self.lines[member.officer], member, self.case.rules) for member in self.case.staff)
        cover: Floats = self.missing * self.case.under + self.surplus * self.case.over
        return float(cover.sum()) + paid


def checked_duty(duty: Ints, certificate: Certificate, case: RosterCase) -> NamedDuty:
    """Return the answer with its objective summed anew, if it breaks no rule.

    Raises
    ------
    AssertionError
        Where it breaks one: a fault of the engine, never of who asked.
    """
    answer = NamedDuty(duty, certificate, case)
    if answer.breaks:
        raise AssertionError(f"A named roster breaks a rule, a fault of beatwright. {answer.breaks[0].text}")
    objective = answer.cost
    bound = min(max(certificate.bound, 0.0), objective)  # no weight is below 0
    return replace(answer, certificate=replace(certificate, objective=objective, bound=bound))

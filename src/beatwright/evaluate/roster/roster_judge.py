"""The judge of rosters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import Contract, Evaluation, Measure, Plan, Problem, Step
from beatwright.core import Roster as RosterLayer
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.measure import INDEX
from beatwright.evaluate.gini import gini
from beatwright.evaluate.roster.duty_runs import DutyRow, duty_rows
from beatwright.evaluate.roster.roster_tables import roster_tables
from beatwright.evaluate.roster.rule_breaks import rule_breaks

__all__ = ["Roster"]

Floats = npt.NDArray[np.float64]
_NAN = float("nan")


@dataclass(frozen=True)
class Roster(Step):
    """Judge a roster by the hours in which it is short, and by what it asks of officers.

    Officers on duty are set against the need that the roster keeps, of the city or post by post, in every hour of the
    weeks that it spans; per week. Hours at the beginning of a duty that shifts of the day before may hold are left
    aside. Weekends and nights are per officer and week, those of a rotation over all its weeks, so that everybody has
    the same; a night is a shift that holds the hour from 02:00 to 03:00, a weekend one with work on the Saturday or the
    Sunday. Rules are those of the officers' contracts where the roster has them, and for all others the two options.

    Breakdowns: ``tables["officer"]`` (or line), ``["rule"]`` and ``["hour"]``.

    Parameters
    ----------
    least_rest : float, default 8.0
        Hours that must lie between two shifts, by their clocks, of officers without a contract.
    most_run : int, default 7
        Most days of work in a row, likewise.

    Examples
    --------
    >>> from beatwright.core import Plan
    >>> from beatwright.testing import small_problem, small_roster
    >>> evaluation = Roster().score(small_problem(), Plan(roster=small_roster("D", 7, 12)))
    >>> evaluation["officers"], evaluation["longest run of work"], evaluation["rule breaks"]
    (2.0, inf, 1.0)
    """

    needs: ClassVar[tuple[str, ...]] = ("roster",)
    reads: ClassVar[tuple[str, ...]] = ("roster",)

    least_rest: float = 8.0
    most_run: int = 7

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.number("Roster", "least_rest", self.least_rest, 0, 24)
        yield check.integer("Roster", "most_run", self.most_run, 1)

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of the roster of `plan`.

        Raises
        ------
        ParameterError
            Where the plan has no roster.
        """
        plan.need(*self.needs)
        roster = plan.roster
        assert roster is not None  # just asked for
        rows = _rows(roster)
        usual = Contract(least_rest=self.least_rest, most_run=self.most_run)
        breaks = [rule_breaks(row, _contract(roster, row, usual)) for row in rows]
        found = _against_need(roster)
        measures = (
            *_hour_measures(roster, found),
            *_officer_measures(rows),
            *_rule_measures(roster, rows, breaks),
        )
        return Evaluation(
            plan.name,
            type(self).__name__,
            measures,
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=roster_tables(roster, rows, breaks, found.short, found.over),
            notes=tuple(_notes(roster)),
        )


def _rows(roster: RosterLayer) -> list[DutyRow]:
    """Return what is worked; those of a rotation walk through all its weeks, so that each has all of them."""
    first = roster.first_hour // 24
    return duty_rows(roster.walked, roster.shifts, first, comes_round=not roster.duty)


def _contract(roster: RosterLayer, row: DutyRow, usual: Contract) -> Contract:
    return roster.contracts.get(row.name, usual)


@dataclass(frozen=True, eq=False)
class _AgainstNeed:
    """Officers short and beyond the need, by hour of the cycle, summed over posts; and the most of any hour of all."""

    short: Floats
    over: Floats
    largest: float


def _against_need(roster: RosterLayer) -> _AgainstNeed:
    """Return what is missing and too much in the mean of the weeks that the roster spans; NaN without a need."""
    if not roster.need:
        nothing = np.full(roster.slots, _NAN)
        return _AgainstNeed(nothing, nothing, _NAN)
    slot = ((np.arange(len(roster.on_duty())) + roster.first_hour) % roster.slots)[roster.carried_hours :]
    needs: list[tuple[str | None, tuple[float, ...]]] = [*roster.need_at.items()] or [(None, roster.need)]
    apart = np.array([
        roster.on_duty(post)[roster.carried_hours :] - np.resize(np.array(need, dtype=np.float64), roster.slots)[slot]
        for post, need in needs
    ])  # fmt: skip
    short, over = np.maximum(-apart, 0.0).sum(axis=0), np.maximum(apart, 0.0).sum(axis=0)
    count = np.maximum(np.bincount(slot, minlength=roster.slots), 1)
    by_slot = [np.asarray(np.bincount(slot, part, minlength=roster.slots) / count) for part in (short, over)]
    return _AgainstNeed(by_slot[0], by_slot[1], float(short.max()) if len(short) else _NAN)


def _hour_measures(roster: RosterLayer, found: _AgainstNeed) -> Iterator[Measure]:
    weeks = roster.slots / HOURS_OF_WEEK
    yield Measure("short hours", found.short.sum() / weeks, "officer-hours/week", "lower")
    yield Measure("surplus hours", found.over.sum() / weeks, "officer-hours/week", "lower")
    yield Measure("largest shortage", found.largest, "officers", "lower")
    yield Measure("hours short", (found.short > 1e-9).sum() / weeks if roster.need else _NAN, "h/week", "lower")
    yield Measure("officers", roster.officers, "officers", "lower")


def _officer_measures(rows: list[DutyRow]) -> Iterator[Measure]:
    many = np.array([row.officers for row in rows], dtype=np.float64)
    for name, counts in (("weekends", [row.weekends for row in rows]), ("nights", [row.nights for row in rows])):
        each = np.array([count / row.weeks for count, row in zip(counts, rows, strict=True)])
        mean = float(many @ each / many.sum()) if len(rows) else _NAN
        yield Measure(f"{name} worked", mean, "per officer and week", "none")
        yield Measure(f"most {name} worked", each.max() if len(rows) else _NAN, "per officer and week", "lower")
        yield Measure(f"fewest {name} worked", each.min() if len(rows) else _NAN, "per officer and week", "none")
        yield Measure(f"Gini of {name}", gini(each, many) if len(rows) else _NAN, "index", "lower", kind=INDEX)
    rest = min((row.shortest_rest for row in rows), default=math.inf)
    yield Measure("shortest rest", rest, "h", "higher")
    yield Measure("longest run of work", max((row.longest_run for row in rows), default=0), "days", "lower")


def _rule_measures(roster: RosterLayer, rows: list[DutyRow], breaks: list[Counter[str]]) -> Iterator[Measure]:
    total = sum(row.officers * sum(one.values()) for row, one in zip(rows, breaks, strict=True))
    yield Measure("rule breaks", total, "count", "lower")
    asked = [request for request in roster.requests if request.day < len(roster.duty.get(request.officer, ()))]
    granted = sum(request.granted(roster.duty[request.officer][request.day]) for request in asked)
    yield Measure("requests granted", granted / len(asked) if asked else _NAN, "share", "higher")


def _notes(roster: RosterLayer) -> Iterator[str]:
    if not roster.need:
        yield "The roster keeps no need, so that nothing can be said of hours in which it is short."
    if roster.carried_hours:
        yield (
            f"The first {roster.carried_hours} hours are left aside. Shifts of the day before, which are not known, "
            "may hold them."
        )

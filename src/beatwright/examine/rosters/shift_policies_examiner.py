"""The examiner of policies: lengths of shifts, fixed watches or free starts, and officers a car, side by side."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.base.words import count_of, listed
from beatwright.core.case import Case
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import HourlyJudge, Judge, LimitedPlanner, Planner, ShiftPlanner
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.table import Column, Table
from beatwright.core.tools import Tools

__all__ = ["ShiftPolicies"]

_NAN = float("nan")
_ONE, _TWO = 1, 2


@dataclass(frozen=True)
class _Policy:
    """Lengths, starts (None: any hour), officers a car."""

    lengths: tuple[int, ...]
    starts: tuple[int, ...] | None
    per_car: int

    @property
    def words(self) -> str:
        """What the policy is called."""
        when = "any start" if self.starts is None else f"from {listed(f'{start:02d}:00' for start in self.starts)}"
        cars = count_of(self.per_car, "officer")
        return f"{' + '.join(map(str, self.lengths))} h, {when}, {cars} a car"


@dataclass(frozen=True)
class ShiftPolicies(Step):
    """What lengths of shifts, fixed watches in place of free starts, and one or two officers a car ask and bring.

    For every policy: the fewest officers that keep the cars of the recommended plan's need on duty, and for as many
    officers as its roster has how short they are; with what the first judge by the hour says of both on held-out
    demand. With other officers a car the planner of cars plans anew, since calls then need other cars.

    Parameters
    ----------
    lengths : list of str, default ["8", "10", "12", "8+10"]
        Hours of the shifts of each policy, mixtures with a plus.
    watches : list of int, default [7, 15, 23]
        Hours at which fixed watches begin; policies with free starts stand beside them.
    per_car : list of int, default [1, 2]
        Officers a car.
    measure : str, default "delayed share"
        The figure of the judge.
    seconds : float, default 10.0
        Time limit of each search.
    planner : ShiftPlanner, optional
        Who plans shifts. A study gives it.
    cars : mapping of str to Planner
        The study's planners by the names of their plans, of which that of the cars is asked. A study gives them.
    on : mapping of str to str
        What plans are built on. A study gives it.
    judge : Judge, optional
        Who judges. A study gives it.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    lengths: tuple[str, ...] = ("8", "10", "12", "8+10")
    watches: tuple[int, ...] = (7, 15, 23)
    per_car: tuple[int, ...] = (_ONE, _TWO)
    measure: str = "delayed share"
    seconds: float = 10.0
    planner: ShiftPlanner | None = field(default=None, metadata=NO_OPTION)
    cars: dict[str, Planner] = field(default_factory=dict, metadata=NO_OPTION)
    on: dict[str, str] = field(default_factory=dict, metadata=NO_OPTION)
    judge: Judge | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        fine = isinstance(self.lengths, tuple) and self.lengths and all(_read(one) for one in self.lengths)
        yield (
            None
            if fine
            else check.sentence(owner, "lengths", "texts of whole hours, such as '8' or '8+10'", repr(self.lengths))
        )
        for name, low, high in (("watches", 0, 23), ("per_car", 1, 9)):
            values = getattr(self, name)
            wrong = not isinstance(values, tuple) or any(check.integer(owner, name, one, low, high) for one in values)
            if wrong or (name == "per_car" and not values):
                yield check.sentence(owner, name, f"whole numbers from {low} to {high}", repr(values))
        yield check.text(owner, "measure", self.measure)
        yield check.number(owner, "seconds", self.seconds, 0, open_low=True)

    def equipped(self, tools: Tools) -> ShiftPolicies:
        """Return a copy that has its planners and its judge."""
        judge = next((one for one in tools.judges if isinstance(one, HourlyJudge)), None)
        return dataclasses.replace(
            self,
            planner=tools.shifts,
            cars=dict(tools.planners),
            on=dict(tools.on),
            judge=judge,
            progress=tools.progress,
        )

    def examine(self, case: Case, incidents: Incidents | None = None) -> Finding:
        """Return the table of policies; the incidents are not read.

        Raises
        ------
        ParameterError
            Where there is no planner of shifts.
        """
        main = next((plan for plan in case.plans if plan.name == case.main), None)
        if main is None or main.roster is None or main.crews is None or not main.roster.need:
            return _finding((f"The recommended plan “{clean(case.main, 60)}” has no roster that keeps a need.",))
        if self.planner is None:
            raise ParameterError("ShiftPolicies needs a planner of shifts.")
        tell, policies, rows = progress_or_silence(self.progress), list(self._policies()), []
        for number, policy in enumerate(policies):
            tell(number, len(policies), policy.words)
            rows.append(self._row(policy, case, main))
        return _finding(tuple(_sentences(main.roster.officers, policies, rows)), _table(policies, rows, self.measure))

    def _policies(self) -> Iterator[_Policy]:
        for per_car in self.per_car:
            for lengths in map(_read, self.lengths):
                for starts in (None, self.watches) if self.watches else (None,):
                    yield _Policy(lengths, starts, per_car)

    def _row(self, policy: _Policy, case: Case, main: Plan) -> list[float]:
        """Return fewest officers, their bound and the judge's word; then shortage, largest, and the judge's word."""
        problem = dataclasses.replace(case.problem, officers_per_car=policy.per_car)
        heldout = dataclasses.replace(case.heldout, officers_per_car=policy.per_car)
        wanted = self._wanted(case, main, problem)
        assert main.roster is not None  # asked for by `examine`
        given = main.roster.officers
        fewest = None if wanted is None else self._solved(policy, None, problem, wanted)
        held = None if wanted is None else self._solved(policy, given, problem, wanted)
        if _officers(fewest) <= given and not _short(held).max() <= 0:
            held = fewest  # who are enough can do with those lines: a search that was ended early has missed that
        proof = _NAN if fewest is None or fewest.certificate is None else fewest.certificate.bound
        short = _short(held)
        return [
            *(_NAN if fewest is None else _officers(fewest), proof, self._judged(heldout, fewest)),
            *(short.sum(), short.max(), self._judged(heldout, held)),
        ]

    def _solved(self, policy: _Policy, officers: int | None, problem: Problem, wanted: Plan) -> Plan | None:
        assert self.planner is not None  # asked for by `examine`
        planner = self.planner.policy(policy.lengths, policy.starts, officers)
        limited = planner.limited(self.seconds) if isinstance(planner, LimitedPlanner) else planner
        try:
            return limited.solve(problem, wanted)
        except (InfeasibleError, NoPlanFoundError, ParameterError):
            return None

    def _wanted(self, case: Case, main: Plan, problem: Problem) -> Plan | None:
        """Return the plan with the cars that are needed: as planned, or planned anew for other officers a car."""
        base = next((plan for plan in case.plans if plan.name == main.on), None)
        if base is None or base.crews is None:
            return None
        if problem.officers_per_car == case.problem.officers_per_car:
            return base
        planner = self.cars.get(base.name)
        before = next((plan for plan in case.plans if plan.name == self.on.get(base.name)), None)
        return None if planner is None or before is None else planner.solve(problem, before)

    def _judged(self, heldout: Problem, plan: Plan | None) -> float:
        if self.judge is None or plan is None:
            return _NAN
        said = {one.name: one.value for one in self.judge.score(heldout, plan).measures}
        return said.get(self.measure, _NAN)


def _officers(plan: Plan | None) -> float:
    return math.inf if plan is None or plan.roster is None else plan.roster.officers


def _short(plan: Plan | None) -> npt.NDArray[np.float64]:
    """Return the officers missing by hour; NaN where there is no plan."""
    if plan is None or plan.roster is None:
        return np.array([_NAN])
    return np.maximum(np.array(plan.roster.need, dtype=np.float64) - plan.roster.cover, 0.0)


def _read(text: object) -> tuple[int, ...]:
    """Return the hours that a text such as 8+10 gives; none where it gives others."""
    parts = text.split("+") if isinstance(text, str) else []
    hours = tuple(int(part) for part in parts if part.strip().isdecimal() and 0 < int(part) <= 24)
    return hours if len(hours) == len(parts) else ()


def _finding(sentences: tuple[str, ...], table: Table | None = None) -> Finding:
    tables = () if table is None else (table,)
    title = "Lengths of shifts, watches and officers a car"
    return Finding(name="shift-policies", title=title, short="Policies", sentences=sentences, tables=tables)


def _sentences(officers: int, policies: list[_Policy], rows: list[list[float]]) -> Iterator[str]:
    found = [(row[0], policy.words) for row, policy in zip(rows, policies, strict=True) if math.isfinite(row[0])]
    if found:
        few, words = min(found)
        yield f"Fewest officers keep the cars needed on duty with {words}: {few:g}."
    short = [(row[3], policy.words) for row, policy in zip(rows, policies, strict=True) if math.isfinite(row[3])]
    if short:
        least, words = min(short)
        yield f"With {count_of(officers, 'officer')} least is missing with {words}: {least:g} officer-hours a week."
    left = [policy.words for row, policy in zip(rows, policies, strict=True) if not math.isfinite(row[0])]
    if left:
        yield f"Without figures: {listed(left)}. Their shifts do not reach every hour, or their cars cannot be planned."


def _table(policies: list[_Policy], rows: list[list[float]], measure: str) -> Table:
    columns = np.array(rows, dtype=np.float64).T
    names = (
        ("fewest officers", "", "lower"),
        ("proven to need at least", "", "none"),
        (f"{measure} with the fewest", "", "lower"),
        ("short hours with the officers there are", "officer-hours/week", "lower"),
        ("largest shortage", "", "lower"),
        (f"{measure} with the officers there are", "", "lower"),
    )
    return Table(
        "shift_policies",
        [policy.words for policy in policies],
        [
            Column(name, tuple(values), unit=unit, direction=direction)  # type: ignore[arg-type]
            for (name, unit, direction), values in zip(names, columns, strict=True)
        ],
        index_name="policy",
    )

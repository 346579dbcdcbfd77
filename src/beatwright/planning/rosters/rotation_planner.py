"""A rotation for the officers of a roster, or for a need by shift."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.rosters import RosterRules
from beatwright.base.words import count_of, listed
from beatwright.core import CyclicLine, Plan, Problem, Roster, Shift
from beatwright.planning.rosters.rotation_groups import RotationGroup, rotation_groups
from beatwright.planning.rosters.rotation_rule_checks import rule_complaints
from beatwright.planning.shared_options import SearchingPlanner
from beatwright.solver.rosters.rotation import cyclic_roster, order_lines

__all__ = ["Rotation"]

Ints = npt.NDArray[np.int64]
_WEEK = 7
_OWNER = "Rotation"


@dataclass(frozen=True, repr=False)
class Rotation(SearchingPlanner):
    """Let officers walk through one line of weeks, each a week behind the one before.

    Nights, weekends and bad days are then the same for all. Built on a plan with a roster of weekly lines, it meets
    exactly what these lines put on duty, shift by shift and day by day, at every post for itself. Without one it meets
    the `need`. See `cyclic_roster` for plain arrays.

    Parameters
    ----------
    weeks : int, default 12
        Weeks of a rotation, and officers who walk through it. On a roster at most so many: the officers of a post are
        dealt to as few rotations as that takes, of the same length or a week less.
    rules : mapping or RosterRules, default {}
        What a line must keep, as a table: `least_run`, `most_run`, `least_off`, `most_off`, `runs_of`, `not_after`,
        `not_after_day_off`, `weekends_off`, `least_rest`. See `RosterRules`. Names and clocks of the shifts are those
        of the roster; with a `need` give `clocks`, the hour at which each shift begins and how many hours it lasts.
    need : mapping of str to tuple of int, default {}
        Officers of each shift from Monday to Sunday, where there is no roster to build on.
    keep_weeks : bool, default False
        Whether the weekly lines of the roster stay as they are and are only put in order, so that few rules break where
        two weeks meet. By default new weeks are made that keep every rule.

    References
    ----------
    Musliu, N., Gaertner, J. and Slany, W. (2002). Efficient generation of rotating workforce schedules. Discrete
    Applied Mathematics 118, 85-98.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> rules = {"most_run": 6, "least_off": 2, "not_after": {"N": ["D"]}, "clocks": {"D": (7, 12), "N": (19, 12)}}
    >>> step = Rotation(weeks=4, rules=rules, need={"D": (1,) * 7, "N": (1,) * 7})
    >>> plan = step.solve(small_problem())
    >>> plan.roster.officers, set(plan.roster.cover.tolist()), plan.certificate.text
    (4, {1.0}, 'proven optimal')
    """

    makes: ClassVar[tuple[str, ...]] = ("roster",)

    weeks: int = 12
    rules: Mapping[str, Any] = field(default_factory=dict, hash=False)
    need: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    keep_weeks: bool = False

    @property
    def builds_on(self) -> tuple[str, ...]:  # type: ignore[override]
        """Layers that it takes from the plan that it is built on: the roster, unless a need is given."""
        return () if self.need else ("roster",)

    def __post_init__(self) -> None:
        rules = self.rules.table if isinstance(self.rules, RosterRules) else self.rules
        for name, value in (("rules", rules), ("need", self.need)):
            object.__setattr__(self, name, _frozen(value) if isinstance(value, Mapping) else value)
        super().__post_init__()

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer(_OWNER, "weeks", self.weeks, 1)
        yield check.boolean(_OWNER, "keep_weeks", self.keep_weeks)
        for name in ("rules", "need"):
            if not isinstance(getattr(self, name), Mapping):
                yield check.sentence(_OWNER, name, "a table", repr(getattr(self, name)))
                return
        yield from self._need_complaints()
        yield from self.search_complaints()

    def _need_complaints(self) -> Iterator[str]:
        if not self.need:
            yield from rule_complaints(_OWNER, self.rules)
            return
        if self.keep_weeks:
            yield f"{_OWNER} keeps the weeks of a roster, or makes those of a 'need'. Got both 'keep_weeks' and 'need'."
        for shift, days in self.need.items():
            whole = isinstance(days, tuple | list) and all(not check.integer("", "", day, 0) for day in days)
            if not whole or len(days) != _WEEK:
                yield check.sentence(_OWNER, f"need[{shift!r}]", "7 whole numbers, from Monday on", repr(days))
        yield from self._rule_complaints()

    def check_shifts(self, names: Collection[str], *, by_post: bool = False) -> None:
        """Say which shifts the rules name that are none of these.

        Raises
        ------
        ParameterError
            With every complaint at once.
        """
        complaints = Complaints()
        complaints.extend(() if self.need else rule_complaints(_OWNER, self.rules, names))
        complaints.raise_if_any(ParameterError)

    def _rule_complaints(self) -> Iterator[str]:
        complaints = Complaints()
        rules = complaints.attempt(lambda: RosterRules.read(_OWNER, {"shifts": tuple(self.need), **self.rules}))
        yield from complaints.texts
        blind = [] if rules is None else [shift for shift in self.need if shift not in rules.clocks]
        if blind:
            yield f"{_OWNER} needs the 'clocks' of every shift of the 'need'. There are none of {listed(blind)}."

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with a roster of rotations.

        Raises
        ------
        ParameterError
            Where there is neither a roster of weekly lines nor a need, or a rule names a shift that there is not.
        InfeasibleError
            Where officers have no such rotation: with the rules that are in conflict.
        """
        plan = Plan() if plan is None else plan
        roster, rules, groups = self._typed() if self.need else self._of(plan)
        lines, certificate = self._kept(groups, rules) if self.keep_weeks else self._made(groups, rules)
        names = np.array([*rules.shifts, ""])
        rotation = tuple(
            CyclicLine(tuple(names[line.ravel()].tolist()), (1,) * len(line), group.post)
            for group, line in zip(groups, lines, strict=True)
        )
        made = replace(roster, lines=(), rotation=rotation)
        if self.need:
            made = replace(made, need=tuple(made.cover.tolist()))
        return plan.deciding(
            {"roster": made},
            name=self.name or self.label,
            made_by=self.label,
            certificate=certificate,
            notes=self._notes(rotation, rules, certificate),
        )

    def _typed(self) -> tuple[Roster, RosterRules, list[RotationGroup]]:
        """Return the roster of a need, still empty, and one group: its lines say only how many work when."""
        rules = RosterRules.read(_OWNER, {"shifts": tuple(self.need), **self.rules})
        roster = Roster(tuple(Shift(name, *rules.clocks[name]) for name in rules.shifts))
        need = np.array([self.need[name] for name in rules.shifts], dtype=np.int64)
        lines = np.full((self.weeks, _WEEK), -1)
        complaints = Complaints()
        for day, wanted in enumerate(need.T):
            working = np.repeat(np.arange(len(need)), wanted)
            complaints.need(
                working.size <= self.weeks,
                f"Day {day} of the need (0 = Monday) asks for {count_of(working.size, 'officer')}, more than the "
                f"{self.weeks} who walk through a rotation of {count_of(self.weeks, 'week')}.",
            )
            lines[: working.size, day] = working[: self.weeks]
        complaints.raise_if_any(ParameterError)
        return roster, rules, [RotationGroup("", lines)]

    def _of(self, plan: Plan) -> tuple[Roster, RosterRules, list[RotationGroup]]:
        roster = plan.roster or Roster(())
        groups = list(rotation_groups(roster, self.weeks))
        clocks = {shift.name: (shift.start, shift.hours) for shift in roster.shifts}
        given = self.rules.get("clocks", clocks)
        if given != clocks:
            raise ParameterError(check.sentence(_OWNER, "clocks", f"left out: the roster has {clocks}", given))
        return roster, RosterRules.read(_OWNER, {**self.rules, "shifts": tuple(clocks), "clocks": clocks}), groups

    def _made(self, groups: list[RotationGroup], rules: RosterRules) -> tuple[list[Ints], Certificate]:
        """Return new weeks for every group, or say of all groups that have none which rules are in conflict."""
        found, none = [], Complaints()
        for group in groups:
            try:
                found.append(cyclic_roster(group.need(len(rules.shifts)), len(group.lines), rules, **self.effort))
            except InfeasibleError as problem:
                none.need(False, f"{group.words}: {problem}")
        none.raise_if_any(InfeasibleError, f"{_OWNER} has no plan. Loosen a rule, or set 'keep_weeks' to see it broken")
        seconds = sum(one.certificate.seconds for one in found)
        method = found[0].certificate.method
        proof = Certificate("optimal", 0.0, 0.0, seconds=seconds, method=method, unit="broken rules")
        return [one.duty for one in found], proof

    def _kept(self, groups: list[RotationGroup], rules: RosterRules) -> tuple[list[Ints], Certificate]:
        """Return the weeks that there are, in order."""
        found = [order_lines(group.lines, rules) for group in groups]
        objective, bound = (sum(getattr(one.certificate, name) for one in found) for name in ("objective", "bound"))
        proven = all(one.certificate.status == "optimal" for one in found)
        method = found[0].certificate.method
        proof = Certificate(
            "optimal" if proven else "feasible", objective, min(bound, objective), method=method, unit="broken rules"
        )
        return [group.lines[one.order] for group, one in zip(groups, found, strict=True)], proof

    def _notes(self, rotation: tuple[CyclicLine, ...], rules: RosterRules, certificate: Certificate) -> Iterator[str]:
        lengths = sorted({line.weeks for line in rotation})
        yield (
            f"{count_of(len(rotation), 'rotation')} of {listed(lengths)} weeks: each officer works every week of his "
            "rotation in turn."
        )
        if self.keep_weeks and certificate.objective > 0:
            yield (
                f"Where two weeks meet, rules break {certificate.objective:g} times in a round of all rotations "
                "(a change to an earlier shift counts a tenth)."
            )
        elif rules.rules:
            yield f"Kept: {'; '.join(rule.text for rule in rules.rules)}."


def _frozen(value: Any) -> Any:
    """Return a table with tuples in place of lists, as a study file and Python give it alike."""
    if isinstance(value, Mapping):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, tuple | list) else value

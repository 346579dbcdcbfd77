"""Officers without a line: which of their rules collide, found by leaving out one rule after the other.

What is left where no rule can be left out any more without giving the officer a line is a smallest set that collides
(deletion filter, Chinneck and Dravnieks 1991).

References
----------
Chinneck, J. W. and Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in linear programs. ORSA
Journal on Computing 3, 157-168.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from beatwright.base.errors import InfeasibleError
from beatwright.base.words import joined
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_case import RosterCase
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.solver.rosters.named.pricing.look_ahead import first_rules
from beatwright.solver.rosters.named.window_lines import has_lines

__all__ = ["raise_collisions"]

_Pair = tuple[StaffMember, NamedRules]
_Loosened = Callable[[StaffMember, NamedRules], _Pair]


def raise_collisions(case: RosterCase) -> None:
    """Raise where an officer has no line.

    Raises
    ------
    InfeasibleError
        With every such officer, the days, and the rules that collide.
    """
    without = np.flatnonzero(~has_lines(first_rules(case)))
    if without.size:
        lines = "\n".join(f"  - {_collision(case, case.staff[int(i)])}" for i in without)
        raise InfeasibleError(f"Officers have no line that keeps their rules:\n{lines}")


def _collision(case: RosterCase, member: StaffMember) -> str:
    days = next(window.end for window in case.windows if not _has_line(case, member, case.rules, window.end))
    first = next(window.first for window in case.windows if window.end == days)
    pair = (member, case.rules)
    kept = []
    for text, loosened in _rules_of(case, member, days):
        trial = loosened(*pair)
        if _has_line(case, *trial, days):
            kept.append(text)
        else:
            pair = trial
    return f"Officer {member.officer}, days {first} to {days - 1}: {joined(kept)} collide."


def _has_line(case: RosterCase, member: StaffMember, rules: NamedRules, days: int) -> bool:
    """Tell whether an officer has a line over the first `days` days."""
    known = replace(
        member,
        days_off=[day for day in member.days_off if day < days],
        leave=[day for day in member.leave if day < days],
        wants=(),
        wants_off=(),
        published={},
    )
    return bool(has_lines(first_rules(RosterCase(case.need[:days], case.under, case.over, (known,), rules)))[0])


def _rules_of(case: RosterCase, member: StaffMember, days: int) -> Iterator[tuple[str, _Loosened]]:
    """Give each rule in words, and what leaves it out."""
    for name in ("least_minutes", "most_minutes", "most_weekends"):
        if getattr(member, name) is not None:
            yield f"'{name}' {getattr(member, name)}", _without(name, None)
    for shift, most in member.most_of.items():
        yield f"'most_of' {shift} {most}", _without_cap(shift)
    for name in ("least_run", "least_off"):
        if getattr(member, name) > 1:
            yield f"'{name}' {getattr(member, name)}", _without(name, 1)
    if member.most_run is not None:
        # No limit, yet one number for all windows.
        longest = max(window.days for window in case.windows) + member.run
        yield f"'most_run' {member.most_run}", _without("most_run", longest)
    if not case.rules.follows.all():
        yield "'not_after' or 'least_rest'", lambda who, rules: (who, replace(rules, not_after={}, least_rest=0.0))
    if member.last is not None:
        before = f"the {member.run} days of {'work' if member.last else 'leave from work'} before"
        yield before, _without("last", None)
    for day in member.days_off:
        if day < days:
            yield f"the day off {day}", _without_day(day)


def _without(name: str, value: object) -> _Loosened:
    return lambda member, rules: (replace(member, **{name: value}), rules)  # type: ignore[arg-type]


def _without_cap(shift: str) -> _Loosened:
    def loosened(member: StaffMember, rules: NamedRules) -> _Pair:
        return replace(member, most_of={name: most for name, most in member.most_of.items() if name != shift}), rules

    return loosened


def _without_day(day: int) -> _Loosened:
    def loosened(member: StaffMember, rules: NamedRules) -> _Pair:
        kept = [other for other in member.days_off if other != day]
        return replace(member, days_off=kept, leave=[other for other in member.leave if other != day]), rules

    return loosened

"""The plans of a study: today's first, then those of the planners, each after the plan that it is built on."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass

import joblib

from beatwright.base.progress import Clock, RunningStep
from beatwright.core import Plan, Problem
from beatwright.core.protocols import Planner, PlanSet, Sampler
from beatwright.data.today.today_source import TODAY, TodaySource
from beatwright.planning.example_dollars import in_example_dollars
from beatwright.study.file.chains import rounds_of
from beatwright.study.file.study_steps import Study
from beatwright.study.todays_need import with_need_of

__all__ = ["make_plans"]


@dataclass(frozen=True)
class _Made:
    """What a planner made: its plan with the other draws of it, plans that stand beside it, wall time in seconds."""

    drawn: tuple[Plan, ...]
    further: tuple[Plan, ...] = ()
    seconds: float = 0.0

    @property
    def plan(self) -> Plan:
        return self.drawn[0]


def make_plans(study: Study, problem: Problem, clock: Clock) -> tuple[tuple[Plan, ...], ...]:
    """Return the plans of a study: one of each name, or a sample where a planner draws at random.

    Parameters
    ----------
    study : Study
        Its planners, and today's practice.
    problem : Problem
        What to plan on.
    clock : Clock
        Told of the step.

    Returns
    -------
    tuple of tuple of Plan
        That of today, those of the planners in their order, then the further plans of planners that give a set.
    """
    with clock.step("plan") as step:
        made = {} if study.today is None else {TODAY: _Made((_today(study.today, study, problem),))}
        for names in rounds_of([name for name, _ in study.planners], study.on):
            _make_round(names, study, problem, made, step=step)
        took = {name: made[name].seconds for name, _ in study.planners}
        clock.seconds.update((f"plan: {name}", seconds) for name, seconds in took.items())
        step.result = ", ".join(f"{name} ({seconds:.1f} s)" for name, seconds in took.items())
    if study.today is not None:
        made[TODAY] = _Made((with_need_of(made[TODAY].plan, made[study.main].plan),))
    first = tuple((_with_draw_note(made[name]), *made[name].drawn[1:]) for name in study.names)
    return (*first, *((plan,) for name in study.names for plan in made[name].further))


def _today(today: TodaySource, study: Study, problem: Problem) -> Plan:
    return today.read(problem.city, study.folder, officers_per_car=problem.officers_per_car)


def _make_round(names: list[str], study: Study, problem: Problem, made: dict[str, _Made], step: RunningStep) -> None:
    """Make plans that do not wait for each other, side by side."""
    planners, total = dict(study.planners), len(study.planners)
    done = total - len(planners.keys() - made.keys())
    step.progress(done, total, names[0])
    tasks = (joblib.delayed(_make)(planners[name], problem, name, _base(name, study.on, made)) for name in names)
    for number, one in enumerate(joblib.Parallel(return_as="generator")(tasks), 1):
        made[names[number - 1]] = one
        step.progress(done + number, total, names[number] if number < len(names) else "")


def _base(name: str, on: Mapping[str, str], made: Mapping[str, _Made]) -> Plan | None:
    """Return the plan to build on, with a note that says which."""
    if name not in on:
        return None
    base = made[on[name]]
    which = f"the first of {len(base.drawn)} plans drawn at random of" if len(base.drawn) > 1 else "the plan"
    note = f"Built on {which} “{base.plan.name}”."
    return dataclasses.replace(base.plan, notes=(*base.plan.notes, note))


def _make(planner: Planner, problem: Problem, name: str, base: Plan | None) -> _Made:
    """Return the plan of a planner, under its name in the study, with its other draws or further plans."""
    start = time.perf_counter()
    drawn: list[Plan] = []
    further: list[Plan] = []
    if isinstance(planner, Sampler):
        first, *drawn = planner.draw(problem, planner.draws, planner.seed, base)
    elif isinstance(planner, PlanSet):
        first, *further = planner.solve_all(problem, base)
    else:
        first = planner.solve(problem, base)
    on = base.name if base else ""
    proof = in_example_dollars(first.certificate, problem.severity)
    named = dataclasses.replace(first, name=name, certificate=proof, on=on)
    others = (dataclasses.replace(other, name=f"{name} no. {number}", on=on) for number, other in enumerate(further, 2))
    return _Made((named, *drawn), tuple(others), round(time.perf_counter() - start, 3))


def _with_draw_note(made: _Made) -> Plan:
    """Return the plan with a note where it is one of many drawn at random."""
    if len(made.drawn) == 1:
        return made.plan
    note = f"Figures are means over {len(made.drawn)} plans drawn at random; maps and breakdowns show the first."
    return dataclasses.replace(made.plan, notes=(*made.plan.notes, note))

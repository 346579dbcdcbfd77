"""Every plan of a study before every judge that can judge it, the differences with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from beatwright.base.progress import Clock, Progress
from beatwright.base.words import count_of
from beatwright.core import Evaluation, Incidents, Plan, Problem
from beatwright.core.protocols import HourlyJudge, Judge, TracingJudge
from beatwright.evaluate import pool
from beatwright.examine.hindsight.paired_evaluations import paired_evaluations
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import fits

__all__ = ["judge_all"]

_SIMULATE = (
    'Formulas judged the cars. [[evaluate]] with step = "Simulation" simulates every call of a year, the same for '
    "each plan, with intervals; judges that are to stand beside it must be named there too."
)


def judge_all(
    study: Study, heldout: Problem, solved: Sequence[tuple[Plan, ...]], future: Incidents, clock: Clock
) -> tuple[Evaluation, ...]:
    """Return one evaluation per judge and plan, those of the first judge first.

    Parameters
    ----------
    study : Study
        Its judges, and how often the held-out weeks are drawn.
    heldout : Problem
        What is judged on.
    solved : sequence of tuple of Plan
        The plans; several where they are drawn at random, which are judged as one.
    future : Incidents
        The incidents of `heldout`, in zones.
    clock : Clock
        Told of the step.
    """
    found: list[Evaluation] = []
    with clock.step("judge on held-out incidents") as step:
        for judge in study.judges:
            judged = [(drawn, _judge(judge, heldout, drawn)) for drawn in solved if fits(judge, drawn[0].decided)]
            found += _with_intervals(study, judge, heldout, judged, future=future, progress=step.progress)
        found = _told_of_simulation(study.judges, found)
        step.result = f"{count_of(len(solved), 'plan')} on {heldout.demand.calls:,.0f} calls, {heldout.demand.source}"
    return tuple(found)


def _told_of_simulation(judges: Sequence[Judge], found: list[Evaluation]) -> list[Evaluation]:
    """Return the evaluations; where formulas alone judge cars, the first of these say how every call is simulated."""
    of_cars = [type(judge).__name__ for judge in judges if isinstance(judge, HourlyJudge)]
    if not of_cars or any(isinstance(judge, TracingJudge) for judge in judges):
        return found
    return [replace(each, notes=(*each.notes, _SIMULATE)) if each.judge == of_cars[0] else each for each in found]


def _judge(judge: Judge, problem: Problem, plans: tuple[Plan, ...]) -> Evaluation:
    evaluations = [judge.score(problem, plan) for plan in plans]
    return evaluations[0] if len(evaluations) == 1 else pool(evaluations, plan=plans[0].name)


def _with_intervals(
    study: Study,
    judge: Judge,
    heldout: Problem,
    judged: Sequence[tuple[tuple[Plan, ...], Evaluation]],
    *,
    future: Incidents,
    progress: Progress,
) -> tuple[Evaluation, ...]:
    """Return the evaluations with the intervals of their differences, unless the study wants none."""
    names = [said.plan for _, said in judged]
    if not study.options.interval_draws or not names:
        return tuple(said for _, said in judged)
    return paired_evaluations(
        judge,
        heldout,
        future if study.options.holdout else None,
        judged,
        base=study.base if study.base in names else names[0],
        draws=study.options.interval_draws,
        seed=study.options.seed,
        progress=progress,
    )

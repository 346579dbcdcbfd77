"""Every plan of a study before every judge that can judge it, the differences with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from beatwright.base.progress import Clock, Progress
from beatwright.base.words import count_of
from beatwright.core import Evaluation, Incidents, Plan, Problem
from beatwright.core.judge_alike import judge_alike
from beatwright.core.protocols import HourlyJudge, Judge, StoppableJudge, TracingJudge
from beatwright.evaluate import pool
from beatwright.examine.hindsight.paired_evaluations import paired_evaluations
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import fits

__all__ = ["Judged", "judge_all"]

_SIMULATE = (
    'Formulas judged the cars. [[evaluate]] with step = "Simulation" simulates every call of a year, the same for '
    "each plan, with intervals; judges that are to stand beside it must be named there too."
)


class Judged(NamedTuple):
    """What the judges of a study said.

    Parameters
    ----------
    evaluations : tuple of Evaluation
        One per judge and plan, those of the first judge first.
    judges : tuple of Judge
        Those who said it: one that was stopped has the weeks that it had done.
    stopped : mapping of str to int
        Where a judge was stopped, ``after`` how many weeks, and ``of`` how many; else empty.
    """

    evaluations: tuple[Evaluation, ...]
    judges: tuple[Judge, ...]
    stopped: dict[str, int]


def judge_all(
    study: Study, heldout: Problem, solved: Sequence[tuple[Plan, ...]], future: Incidents, clock: Clock
) -> Judged:
    """Return what every judge says of every plan; a Ctrl-C ends a long simulation with the weeks done.

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
    judges: list[Judge] = []
    stopped: dict[str, int] = {}
    with clock.step("judge on held-out incidents") as step:
        for judge in study.judges:
            plans = [drawn for drawn in solved if fits(judge, drawn[0].decided)]
            scored = judge_alike(judge, heldout, [one for drawn in plans for one in drawn], first=stopped.get("after"))
            judged = list(_by_plan(plans, scored))
            judges.append(_as_it_judged(judge, scored, stopped))
            found += _with_intervals(study, judge, heldout, judged, future=future, progress=step.progress)
        found = _told_of_simulation(study.judges, found)
        step.result = f"{count_of(len(solved), 'plan')} on {heldout.demand.calls:,.0f} calls, {heldout.demand.source}"
        if stopped:
            step.result += f"; stopped after {stopped['after']:,} of {stopped['of']:,} weeks"
    return Judged(tuple(found), tuple(judges), stopped)


def _as_it_judged(judge: Judge, scored: Sequence[Evaluation], stopped: dict[str, int]) -> Judge:
    """Return a judge that was stopped as one of the weeks that it had done, and note these."""
    if not isinstance(judge, StoppableJudge) or not scored:
        return judge
    done = judge.weeks_done(scored[0])
    if done == judge.weeks:
        return judge
    stopped["after"] = done
    stopped.setdefault("of", judge.weeks)  # of the first that was stopped
    shorter: Any = replace(judge, weeks=done)  # type: ignore[type-var]
    return shorter  # type: ignore[no-any-return]


def _told_of_simulation(judges: Sequence[Judge], found: list[Evaluation]) -> list[Evaluation]:
    """Return the evaluations; where formulas alone judge cars, the first of these say how every call is simulated."""
    of_cars = [type(judge).__name__ for judge in judges if isinstance(judge, HourlyJudge)]
    if not of_cars or any(isinstance(judge, TracingJudge) for judge in judges):
        return found
    return [replace(each, notes=(*each.notes, _SIMULATE)) if each.judge == of_cars[0] else each for each in found]


def _by_plan(
    plans: Sequence[tuple[Plan, ...]], scored: Sequence[Evaluation]
) -> Iterator[tuple[tuple[Plan, ...], Evaluation]]:
    """Yield the plans, those drawn at random as one, with what was said of them."""
    left = iter(scored)
    for drawn in plans:
        said = list(islice(left, len(drawn)))
        yield drawn, said[0] if len(said) == 1 else pool(said, plan=drawn[0].name)


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

"""Judge several plans alike: where a judge is stopped, on the weeks that it had done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from beatwright.base.interrupts import stop_wished
from beatwright.core.evaluation import Evaluation
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge, StoppableJudge

__all__ = ["judge_alike"]


def judge_alike(
    judge: Judge,
    problem: Problem,
    plans: Sequence[Plan],
    *,
    stop: Callable[[], bool] | None = None,
    first: int | None = None,
) -> tuple[Evaluation, ...]:
    """Return one evaluation per plan, all over the same weeks.

    A Ctrl-C, or `stop`, ends the judging of one plan with the weeks done. The plans before it and after it are then
    judged on these weeks too, so that all of them answer the same calls.

    Parameters
    ----------
    judge : Judge
        Who judges. Only a `StoppableJudge` with more than one stretch of weeks takes a Ctrl-C for a wish to stop.
    problem : Problem
        What the plans are judged on.
    plans : sequence of Plan
        The plans.
    stop : callable () -> bool, optional
        Whether to stop, beside Ctrl-C; asked where the judge can stop, until it does.
    first : int, optional
        Judge on these first weeks alone, as where another judge was stopped after them.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.evaluate import Simulation
    >>> from beatwright.testing import hourly_problem
    >>> plans = [Plan(posts=(Post(site),), name=site, crews=((8,),)) for site in ("s2", "s5")]
    >>> judge = Simulation(weeks=110)
    >>> [judge.weeks_done(each) for each in judge_alike(judge, hourly_problem(), plans, stop=lambda: True)]
    [52, 52]
    """
    if not isinstance(judge, StoppableJudge) or judge.weeks <= judge.stretch:
        return tuple(judge.score(problem, plan) for plan in plans)
    if first is None or first >= judge.weeks:
        found = _until_stopped(judge, problem, plans, stop)
        first = min(map(judge.weeks_done, found), default=judge.weeks)
    else:
        found = []
    while len(found) < len(plans) or any(judge.weeks_done(each) > first for each in found):
        # In Python another Ctrl-C makes the weeks fewer still.
        known = {number: said for number, said in enumerate(found) if judge.weeks_done(said) == first}
        found = [known.get(number) or judge.score(problem, plan, first=first) for number, plan in enumerate(plans)]
        first = min(map(judge.weeks_done, found))
    return tuple(found)


def _until_stopped(
    judge: StoppableJudge, problem: Problem, plans: Sequence[Plan], stop: Callable[[], bool] | None
) -> list[Evaluation]:
    """Return the evaluations of the plans up to the one at which the judge was stopped."""
    found: list[Evaluation] = []
    with stop_wished() as wished:
        for plan in plans:
            found.append(judge.score(problem, plan, stop=lambda: wished() or (stop is not None and stop())))
            if judge.weeks_done(found[-1]) < judge.weeks:
                break
    return found

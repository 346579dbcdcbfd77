"""Ask a judge for its figures alone, where nobody looks at the breakdowns."""

from __future__ import annotations

from beatwright.core.evaluation import Evaluation
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import FigureJudge, Judge

__all__ = ["figures_alone"]


def figures_alone(judge: Judge, problem: Problem, plan: Plan) -> Evaluation:
    """Return the evaluation of a plan, without the breakdowns where the judge can leave them out.

    Parameters
    ----------
    judge : Judge
        Who judges. Only a `FigureJudge` can leave them out; of any other the evaluation is whole.
    problem : Problem
        What the plan is judged on.
    plan : Plan
        The plan.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.evaluate import Coverage
    >>> from beatwright.testing import small_problem
    >>> said = figures_alone(Coverage(), small_problem(), Plan(posts=(Post("s2"),)))
    >>> said["worst distance"], dict(said.tables)
    (2121.3203125, {})
    """
    return judge.score_without_tables(problem, plan) if isinstance(judge, FigureJudge) else judge.score(problem, plan)

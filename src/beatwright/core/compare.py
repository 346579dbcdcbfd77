"""The verb that judges plans and puts them side by side."""

from __future__ import annotations

from collections.abc import Sequence

from beatwright.base.errors import ParameterError
from beatwright.core.comparison import Comparison
from beatwright.core.judge_alike import judge_alike
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge

__all__ = ["compare"]


def compare(plans: Sequence[Plan], problem: Problem, judge: Judge, *, base: str | None = None) -> Comparison:
    """Judge `plans` on one `problem` and put them side by side.

    Parameters
    ----------
    plans : sequence of Plan
        With different names.
    problem : Problem
        What they are judged on; give held-out demand, not the one they were planned on.
    judge : Judge
        Who judges.
    base : str, optional
        Name of the plan to compare with; default: the first.

    Returns
    -------
    Comparison
        ``.table``, ``.differences``, ``.best``; prints as a table.
    """
    if not plans:
        raise ParameterError("There is nothing to compare. Give at least one plan.")
    return Comparison(judge_alike(judge, problem, plans), base or plans[0].name)

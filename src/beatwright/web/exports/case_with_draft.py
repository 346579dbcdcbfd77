"""The case that an export shows: the drawn plan in the place of the recommended one."""

from __future__ import annotations

from dataclasses import replace

from beatwright.base.errors import ParameterError
from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.study.judging import judge_reading

__all__ = ["case_with_draft"]


def case_with_draft(case: Case, plan: Plan, *, unseen: bool) -> Case:
    """Return the case with a drawn plan recommended, judged layer by layer as the screen shows it.

    Parameters
    ----------
    case : Case
        That it was drawn in.
    plan : Plan
        It says what it was edited from.
    unseen : bool
        On the held-out incidents, of a version that was tested on them; else on the demand planned on.

    Raises
    ------
    ParameterError
        Where no layer of the plan can be judged.
    """
    judged, problems = [], []
    for layer in ("posts", "districts"):
        if layer in plan.decided:
            try:
                judged.append(case.with_plan(plan, judge_reading((), layer), unseen=unseen))
            except ParameterError as problem:
                problems.append(str(problem))  # such as zones that are points, which have no borders
    if not judged:
        raise ParameterError(" ".join(problems) or f"The plan '{plan.name}' has no posts and no districts.")
    return replace(judged[0], evaluations=tuple(found for one in judged for found in one.evaluations))

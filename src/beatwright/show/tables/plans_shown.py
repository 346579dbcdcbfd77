"""Which plan's posts and which plan's districts a report shows: a study may decide both, and recommend one plan."""

from __future__ import annotations

from beatwright.core.case import Case
from beatwright.core.plan import Plan

__all__ = ["base_with", "main_with"]


def main_with(case: Case, layer: str) -> Plan | None:
    """Return the plan whose posts or districts are shown first.

    Parameters
    ----------
    case : Case
        The recommended plan comes first; where it leaves the layer open, the last plan of the study that decides it and
        is not today's practice, as a study goes from posts to districts or back.
    layer : {"posts", "districts"}

    Returns
    -------
    Plan or None
        None where only today's practice decides the layer, or nothing does.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> today, six = Plan(posts=(Post("s1"),), name="today", today=True), Plan(posts=(Post("s2"),), name="six")
    >>> halves = Plan(districts=dict(problem.city.zones["parent"]), name="halves")
    >>> case = Case("both", problem, problem, (today, six, halves), (), "halves", "today")
    >>> main_with(case, "posts").name, main_with(case, "districts").name, base_with(case, "posts").name
    ('six', 'halves', 'today')
    """
    recommended = [plan for plan in case.plans if plan.name == case.main]
    others = [plan for plan in case.plans if not plan.today]
    return next((plan for plan in (*recommended, *reversed(others)) if getattr(plan, layer)), None)


def base_with(case: Case, layer: str) -> Plan | None:
    """Return the plan beside it: the base of the comparison, else today's practice; None where neither decides it."""
    main = main_with(case, layer)
    candidates = [*(plan for plan in case.plans if plan.name == case.base), *(p for p in case.plans if p.today)]
    return next((plan for plan in candidates if getattr(plan, layer) and main and plan.name != main.name), None)

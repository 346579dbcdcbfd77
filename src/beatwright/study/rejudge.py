"""Compare runs: the recommended plans of several case folders, judged on one problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from beatwright.base.errors import StudyError
from beatwright.base.words import of_these
from beatwright.core import Case, Comparison, Plan, compare
from beatwright.study.judging import fits, judge_reading

__all__ = ["compare_cases"]


def compare_cases(cases: Sequence[tuple[str, Case]], *, every: bool = False) -> Comparison:
    """Judge the plans of several cases on the held-out demand of the first.

    Parameters
    ----------
    cases : sequence of (str, Case)
        Each case and the name of its folder.
    every : bool
        Take every plan of every case; default: the plan of today of the first, and the recommended plan of each.

    Raises
    ------
    StudyError
        Where a case holds no plan; where a plan's posts stand at sites, or its districts hold zones, that the first
        case's city does not have.
    """
    if len(cases) < 2:
        raise StudyError("Give at least two case folders to compare.")
    bare = [folder for folder, case in cases if not case.plans]
    if bare:
        raise StudyError(f"{of_these(bare, 'The case', 'The cases')} hold no plan. Make one with: beatwright run")
    first = cases[0][1]
    plans: list[Plan] = [] if every else [first.plan(first.base)]
    for folder, case in cases:
        for plan in case.plans if every else (case.plan(case.main),):
            _need_places(plan, first, folder, cases[0][0])
            plans.append(dataclasses.replace(plan, name=f"{folder}: {plan.name}"))
    judge = judge_reading((), "posts" if first.plan(first.main).posts is not None else "districts")
    judged = [plan for plan in plans if fits(judge, plan.decided)]
    if len(judged) < 2:
        raise StudyError(
            f"{type(judge).__name__} reads {' and '.join(judge.needs)}, and fewer than two of these plans decide them: "  # type: ignore[attr-defined]
            "there is nothing to compare."
        )
    return compare(judged, first.heldout, judge)


def _need_places(plan: Plan, case: Case, folder: str, judged_in: str) -> None:
    city = case.heldout.city
    for what, used, known in (
        ("posts at sites", plan.site_ids, city.site_ids),
        ("districts of zones", plan.districts or {}, city.zone_ids),
    ):
        missing = sorted(set(used) - set(known))
        if missing:
            raise StudyError(
                f"The plan '{plan.name}' of '{folder}' has {what} that the city of '{judged_in}' does not have: "
                f"{', '.join(missing[:5])}. Only plans over the same places can be judged together."
            )

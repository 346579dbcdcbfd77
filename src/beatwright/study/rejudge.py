"""Compare runs: the recommended plans of several case folders, judged on one problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from beatwright.core import Case, Comparison, Plan, compare
from beatwright.core.errors import StudyError
from beatwright.evaluate import Coverage

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
        Where a plan's posts stand at sites that the first case's city does not have.
    """
    if len(cases) < 2:
        raise StudyError("Give at least two case folders to compare.")
    first = cases[0][1]
    plans: list[Plan] = [] if every else [first.plan(first.base)]
    for folder, case in cases:
        for plan in case.plans if every else (case.plan(case.main),):
            _need_sites(plan, first, folder, cases[0][0])
            plans.append(dataclasses.replace(plan, name=f"{folder}: {plan.name}"))
    return compare(plans, first.heldout, Coverage())


def _need_sites(plan: Plan, case: Case, folder: str, judged_in: str) -> None:
    missing = sorted(set(plan.site_ids) - set(case.heldout.city.site_ids))
    if missing:
        raise StudyError(
            f"The plan '{plan.name}' of '{folder}' has posts at sites that the city of '{judged_in}' does not have: "
            f"{', '.join(missing[:5])}. Only plans over the same sites can be judged together."
        )

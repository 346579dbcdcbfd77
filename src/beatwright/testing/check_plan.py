"""What makes a plan valid for a problem, whoever made it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from beatwright.base.errors import InputError, ParameterError
from beatwright.base.words import count_of
from beatwright.core import Plan, Problem
from beatwright.testing.check_step import need

__all__ = ["assert_plan_valid"]


def assert_plan_valid(plan: Plan, problem: Problem) -> None:
    """Check that every layer of `plan` fits `problem`, and that the plan survives its file.

    Posts stand at sites of the city that are candidates or posts of today; officers add up to no more than
    there are; districts name every zone once; the JSON of the plan is plain and gives the same plan back;
    a certificate that says "optimal" has a bound.

    Raises
    ------
    AssertionError
        With what is wrong.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import small_problem
    >>> assert_plan_valid(Plan(posts=(Post("s9"),)), small_problem())
    Traceback (most recent call last):
    ...
    AssertionError: The plan 'plan': The city 'small' has no site 's9'. Known: s1, ..., s6.
    """
    need(isinstance(plan, Plan), f"A planner must return a Plan. Got {type(plan).__name__}.")
    name = f"The plan '{plan.name}'"
    need(len(plan.decided) > 0, f"{name} decides nothing.")
    _check_posts(plan, problem, name)
    _check_officers(plan, problem, name)
    _check_districts(plan, problem, name)
    certificate = plan.certificate
    need(
        certificate is None or certificate.status != "optimal" or bool(np.isfinite(certificate.gap)),
        f"{name} is called optimal without an objective and a bound.",
    )
    _check_file(plan, name)


def _check_posts(plan: Plan, problem: Problem, name: str) -> None:
    if plan.posts is None:
        return
    try:
        positions = plan.site_positions(problem.city)
    except ParameterError as complaint:
        raise AssertionError(f"{name}: {complaint}") from None
    usable = set(problem.city.candidates) | set(problem.city.current_sites)
    strange = [problem.city.site_ids[i] for i in positions if i not in usable]
    need(
        not strange, f"{name} has posts at sites that are neither candidates nor posts of today: {', '.join(strange)}."
    )


def _check_officers(plan: Plan, problem: Problem, name: str) -> None:
    if plan.officers is None or problem.officers is None:
        return
    total = sum(plan.officers)
    need(total <= problem.officers, f"{name} has {count_of(total, 'officer')}, but there are {problem.officers}.")


def _check_districts(plan: Plan, problem: Problem, name: str) -> None:
    if plan.districts is None:
        return
    zones, named = set(problem.city.zone_ids), set(plan.districts)
    need(zones <= named, f"{name} puts {count_of(len(zones - named), 'zone')} into no district.")
    need(named <= zones, f"{name} has districts for zones that the city lacks: {', '.join(sorted(named - zones)[:5])}.")


def _check_file(plan: Plan, name: str) -> None:
    try:
        json.dumps(plan.to_dict(), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"{name} cannot be written as JSON: {problem}.") from None
    with tempfile.TemporaryDirectory() as folder:
        try:
            again = Plan.load(plan.save(Path(folder) / "plan.json"))
        except InputError as problem:
            raise AssertionError(f"{name} cannot be read back: {problem}") from None
    need(again == plan, f"{name} comes back from its file as another plan.")

"""The conformance check of planners."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Planner, Problem
from beatwright.core.plan import LAYERS
from beatwright.testing.check_plan import assert_plan_valid
from beatwright.testing.check_step import check_step, need
from beatwright.testing.renamed_problem import fresh_digest, renamed_zones, reordered
from beatwright.testing.small_roster import small_roster

__all__ = ["check_planner"]


def check_planner(planner: Any, problem: Problem, plan: Plan | None = None) -> None:
    """Check that `planner` keeps the contract of planners on `problem`.

    Besides what `check_step` asks: it has ``solve(problem, plan=None)``; it decides the layers it says it
    `makes`, all of them and no others, and keeps layers of others; it raises ParameterError where a layer it
    `needs` is missing; its plan is valid; it changes nothing it is given; it gives the same plan
    again, also where the rows of the city come in another order or the zones have other names.

    Parameters
    ----------
    planner : class or instance
        A class is made with its defaults (``p=2`` where it requires p).
    problem : Problem
        What to plan on. Choose one without ties: two equally good plans may come out either way.
    plan : Plan, optional
        What to start from; required where the planner `needs` layers.

    Raises
    ------
    AssertionError
        With what is wrong.

    Examples
    --------
    >>> from beatwright.planning import PMedian
    >>> from beatwright.testing import small_problem
    >>> check_planner(PMedian(p=3), small_problem())
    """
    planner = check_step(planner)
    name = type(planner).__name__
    need(isinstance(planner, Planner), f"{name} must have the method solve(problem, plan=None).")
    _check_layers_named(planner, name)
    _check_needs(planner, problem, name)
    before = fresh_digest(problem)
    first = planner.solve(problem, plan)
    assert_plan_valid(first, problem)
    need(fresh_digest(problem) == before, f"{name} changes the problem that it is given.")
    need(bool(first.made_by), f"{name} must say in 'made_by' who made the plan.")
    _check_makes(planner, plan, first, name)
    _check_keeps(planner, problem, plan, name)
    _check_again(planner, problem, plan, first, name=name)


def _check_layers_named(planner: Any, name: str) -> None:
    for role in ("needs", "makes"):
        layers = getattr(planner, role, None)
        known = isinstance(layers, tuple) and all(layer in LAYERS for layer in layers)
        need(known, f"{name}.{role} must be a tuple of layers ({', '.join(LAYERS)}). Got {layers!r}.")
    need(len(planner.makes) > 0, f"{name}.makes is empty, but a planner makes at least one layer.")


def _check_needs(planner: Any, problem: Problem, name: str) -> None:
    if not planner.needs:
        return
    try:
        planner.solve(problem)
    except ParameterError:
        return
    raise AssertionError(f"{name} says that it needs {', '.join(planner.needs)}, yet it solves without.")


def _check_makes(planner: Any, plan: Plan | None, result: Plan, name: str) -> None:
    missing = [layer for layer in planner.makes if layer not in result.decided]
    need(not missing, f"{name} says that it makes {', '.join(missing)}, but does not.")
    decided = () if plan is None else plan.decided
    extra = [layer for layer in result.decided if layer not in (*planner.makes, *decided)]
    need(not extra, f"{name} makes {', '.join(extra)} without saying so in 'makes'.")


def _check_keeps(planner: Any, problem: Problem, plan: Plan | None, name: str) -> None:
    """Give it layers that hang on no post, and see that they are still there."""
    others: dict[str, Any] = {
        "districts": dict.fromkeys(problem.city.zone_ids, "one"),
        "roster": small_roster(),
    }
    others = {layer: value for layer, value in others.items() if layer not in planner.makes}
    start = replace(plan or Plan(), **others)
    copy = Plan.from_dict(start.to_dict())
    result = planner.solve(problem, start)
    need(start == copy, f"{name} changes the plan that it is given.")
    for layer in others:
        kept = getattr(result, layer) == getattr(copy, layer)
        need(kept, f"{name} loses or changes the layer '{layer}', which it does not make.")


def _check_again(planner: Any, problem: Problem, plan: Plan | None, first: Plan, name: str) -> None:
    second = planner.solve(problem, plan)
    need(_decisions(second) == _decisions(first), f"{name} gives another plan the second time, with the same options.")
    other = replace(problem, city=reordered(problem.city))
    need(
        _decisions(planner.solve(other, plan)) == _decisions(first),
        f"{name} gives another plan where the rows of the city come in another order.",
    )
    renamed, old = renamed_zones(problem)
    start = plan if plan is None or plan.districts is None else _renamed(plan, {v: k for k, v in old.items()})
    back = _renamed(planner.solve(renamed, start), old)
    need(_decisions(back) == _decisions(first), f"{name} gives another plan where the zones have other names.")


def _decisions(plan: Plan) -> dict[str, Any]:
    return {layer: getattr(plan, layer) for layer in LAYERS}


def _renamed(plan: Plan, names: dict[str, str]) -> Plan:
    if plan.districts is None:
        return plan
    return replace(plan, districts={names[zone]: district for zone, district in plan.districts.items()})

"""The conformance check of judges."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.core import Evaluation, Judge, Plan, Post, Problem
from beatwright.core.plan import LAYERS
from beatwright.core.protocols import FigureJudge
from beatwright.testing.check_step import check_step, need
from beatwright.testing.renamed_problem import fresh_digest, renamed_zones, reordered
from beatwright.testing.small_roster import small_roster

__all__ = ["check_judge"]


def check_judge(judge: Any, problem: Problem, plan: Plan | None = None) -> None:
    """Check that `judge` keeps the contract of judges on `problem`.

    Besides what `check_step` asks: it has ``score(problem, plan)``; its evaluation names plan, judge and
    problem and has measures with units; the layers it does not say it `read`, and who made the plan, make no
    difference; different plans get the same measures; it changes nothing it is given; it says the same
    again, also where the rows of the city come in another order or the zones have other names; what it
    says survives JSON; where it can leave out its tables, it says the same without them.

    Parameters
    ----------
    judge : class or instance
        A class is made with its defaults.
    problem : Problem
        What to judge on.
    plan : Plan, optional
        What to judge; default: posts, officers, crews, districts and a roster at the first candidate sites.

    Raises
    ------
    AssertionError
        With what is wrong.

    Examples
    --------
    >>> from beatwright.evaluate import Coverage
    >>> from beatwright.testing import small_problem
    >>> check_judge(Coverage(), small_problem())
    """
    judge = check_step(judge)
    name = type(judge).__name__
    need(isinstance(judge, Judge), f"{name} must have the method score(problem, plan).")
    plan = _every_layer(problem) if plan is None else plan
    before = fresh_digest(problem)
    first = judge.score(problem, plan)
    need(fresh_digest(problem) == before, f"{name} changes the problem that it is given.")
    _check_evaluation(first, problem, plan, name)
    _check_json(first, name)
    _check_blind(judge, problem, plan, first, name=name)
    _check_unread(judge, problem, plan, first, name=name)
    _check_same_measures(judge, problem, plan, first, name=name)
    _check_again(judge, problem, plan, first, name=name)
    if isinstance(judge, FigureJudge):
        alone = judge.score_without_tables(problem, plan)
        need(alone == replace(first, tables={}), f"{name} says something else without its tables.")


def _every_layer(problem: Problem) -> Plan:
    sites = [problem.city.site_ids[site] for site in problem.city.candidates[:2]]
    return Plan(
        posts=tuple(Post(site) for site in sites),
        officers=(2,) * len(sites),
        crews=((1,),) * len(sites),
        districts=dict.fromkeys(problem.city.zone_ids, "one"),
        roster=small_roster(),
        name="every layer",
    )


def _check_evaluation(evaluation: Any, problem: Problem, plan: Plan, name: str) -> None:
    need(isinstance(evaluation, Evaluation), f"{name} must return an Evaluation. Got {type(evaluation).__name__}.")
    need(evaluation.plan == plan.name, f"{name} must name the plan '{plan.name}'. Got '{evaluation.plan}'.")
    need(evaluation.judge == name, f"{name} must give its name as the judge. Got '{evaluation.judge}'.")
    need(evaluation.problem == problem.digest, f"{name} must give the problem's digest, so that plans can be compared.")
    need(len(evaluation.measures) > 0, f"{name} measures nothing.")
    bare = [measure.name for measure in evaluation.measures if not measure.unit]
    need(not bare, f"{name} gives no unit for {', '.join(bare)}.")
    strange = [layer for layer in evaluation.read if layer not in LAYERS]
    need(not strange, f"{name} says that it read {', '.join(strange)}; the layers are {', '.join(LAYERS)}.")
    need(len(evaluation.read) > 0, f"{name} does not say which layers it read.")


def _check_json(evaluation: Evaluation, name: str) -> None:
    try:
        text = json.dumps(evaluation.to_dict(), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"The evaluation of {name} cannot be written as JSON: {problem}.") from None
    need(Evaluation.from_dict(json.loads(text)) == evaluation, f"The evaluation of {name} comes back as another one.")


def _check_blind(judge: Any, problem: Problem, plan: Plan, first: Evaluation, name: str) -> None:
    stranger = replace(
        plan, name="another", made_by="somebody else", certificate=Certificate("feasible", 1.0), notes=("praise",)
    )
    other = judge.score(problem, stranger)
    need(_figures(other) == _figures(first), f"{name} judges a plan by its name, its maker or its certificate.")


def _check_unread(judge: Any, problem: Problem, plan: Plan, first: Evaluation, name: str) -> None:
    for layer, value in _other_layers(plan).items():
        if layer in first.read:
            continue
        other = judge.score(problem, replace(plan, **{layer: value}))
        need(
            _figures(other) == _figures(first),
            f"{name} does not say that it read '{layer}', yet it makes a difference.",
        )


def _other_layers(plan: Plan) -> dict[str, Any]:
    """Return another value for every layer; officers and crews only where there are posts for them."""
    posts = len(plan.posts or ())
    at_posts = {"officers": tuple(range(1, posts + 1)), "crews": tuple((k + 2,) for k in range(posts))} if posts else {}
    districts = {zone: f"{number}" for number, zone in enumerate(plan.districts or ())}
    return {**at_posts, "districts": districts or None, "roster": small_roster("nights", 22, 8)}


def _check_same_measures(judge: Any, problem: Problem, plan: Plan, first: Evaluation, name: str) -> None:
    if plan.posts is None or len(plan.posts) < 2:
        return
    fewer = replace(
        plan,
        posts=plan.posts[:1],
        officers=None if plan.officers is None else plan.officers[:1],
        crews=None if plan.crews is None else plan.crews[:1],
    )
    names = [(m.name, m.unit, m.direction) for m in judge.score(problem, fewer).measures]
    same = names == [(m.name, m.unit, m.direction) for m in first.measures]
    need(same, f"{name} gives other measures to a plan with fewer posts, so plans cannot be compared.")


def _check_again(judge: Any, problem: Problem, plan: Plan, first: Evaluation, name: str) -> None:
    need(_figures(judge.score(problem, plan)) == _figures(first), f"{name} says something else the second time.")
    other = judge.score(replace(problem, city=reordered(problem.city)), plan)
    need(_figures(other) == _figures(first), f"{name} says something else where the rows of the city are reordered.")
    renamed, old = renamed_zones(problem)
    new = {label: zone for zone, label in old.items()}
    moved = plan.districts and {new[zone]: district for zone, district in plan.districts.items()}
    again = judge.score(renamed, replace(plan, districts=moved))
    close = np.allclose(
        [m.value for m in again.measures], [m.value for m in first.measures], rtol=1e-9, atol=1e-9, equal_nan=True
    )
    need(bool(close), f"{name} says something else where the zones have other names.")


def _figures(evaluation: Evaluation) -> str:
    values = evaluation.to_dict()
    return repr([values["measures"], values["tables"], values["read"]])

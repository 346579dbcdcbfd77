"""Two plans side by side: plans of the case, drafts as they stand, or versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from beatwright.core.plan import Plan
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import case_kept_from, needs, open_case_of, planner_of
from beatwright.web.api.draft_answers import LAYERS_JUDGED, drawn_plan, judged_where_it_can_be
from beatwright.web.api.plan_sources import case_of_plan
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.cases.counts_as_seen import as_seen
from beatwright.web.cases.plan_comparison import PlanComparison
from beatwright.web.models.compare_models import (
    ComparedMeasure,
    ComparedPlan,
    Loser,
    MovedParts,
    MovedPost,
    PlansCompared,
)
from beatwright.web.models.plan_models import LayerName
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem

__all__ = ["compare_routes", "plan_of_ref"]

compare_routes = APIRouter(tags=["compare"])

_Ref = Annotated[str, Query(max_length=300, pattern=r"^(plan:.+|(draft|version):[1-9][0-9]{0,8})$")]


@compare_routes.get("/cases/{case}/compare", **needs(Role.VIEWER, 409))
def compare_plans(case: int, a: _Ref, b: _Ref, request: Request, layer: LayerName | None = None) -> PlansCompared:
    """Compare two plans of a case on the demand planned on.

    Each is ``plan:NAME`` of the case or of its alternatives, ``draft:NUMBER`` or ``version:NUMBER``.
    """
    planner = planner_of(request)
    opened = open_case_of(planner, case)
    one, other = (plan_of_ref(planner, opened, ref) for ref in (a, b))
    chosen = _layer(one, other, layer)
    kept_from = case_kept_from(request, case)
    compared = PlanComparison(opened.case.problem, one, other, chosen, kept_from)
    shown = [_compared(opened, plan, ref, chosen) for plan, ref in ((one, a), (other, b))]
    measures, losers = compared.figures()
    answer = PlansCompared(
        layer=chosen,
        a=shown[0],
        b=shown[1],
        measures=[ComparedMeasure(**measure) for measure in measures],
        losers=[Loser(**loser) for loser in losers],
        crosswalk=compared.carried_over(),
        moved=MovedParts(
            posts=[MovedPost(**moved) for moved in compared.moved_posts()],
            units=compared.moved_units(),
        ),
    )
    return as_seen(kept_from, answer)


def plan_of_ref(planner: PlannerServer, opened: OpenCase, ref: str) -> Plan:
    """Return the plan of a reference; RequestProblem 404 where the case has none such.

    Its name is fit for people: that of a version says which.
    """
    kind, _, name = ref.partition(":")
    if kind == "plan" and name in opened.taken_names:
        return opened.case.plan(name)
    if kind == "plan" and name in opened.alternatives:
        return opened.alternatives[name]
    if kind == "draft" and case_of_plan(planner, int(name)) == opened.id:
        return drawn_plan(planner, int(name), planner.drafts.state(int(name)).draft)
    if kind == "version":
        version = planner.versions.get(int(name))
        if version is not None and case_of_plan(planner, version.plan_id) == opened.id:
            return version.plan
    raise RequestProblem(404, "missing", f"The case has no {ref.replace(':', ' ')}.")


def _layer(one: Plan, other: Plan, asked: LayerName | None) -> LayerName:
    both = [layer for layer in LAYERS_JUDGED if layer in one.decided and layer in other.decided]
    chosen = next((layer for layer in both if asked in (None, layer)), None)
    if chosen is None:
        what = "nothing that both decide" if asked is None else f"no {asked} that both decide"
        raise RequestProblem(409, "different", f"There is {what}: these plans cannot stand side by side.")
    return chosen


def _compared(opened: OpenCase, plan: Plan, ref: str, layer: LayerName) -> ComparedPlan:
    judged = judged_where_it_can_be(opened, plan, layer)
    if judged is None:
        raise RequestProblem(409, "different", f"The {layer} of '{plan.name}' cannot be judged in this city.")
    return ComparedPlan(
        ref=ref,
        name=plan.name,
        judged=judged,
        posts=None if plan.posts is None else list(plan.site_ids),
        districts=None if plan.districts is None else dict(plan.districts),
    )

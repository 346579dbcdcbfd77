"""What a new plan begins with, and which case a plan is of."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.web.api.draft_answers import drawn_plan
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.models.plan_models import NewPlan
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.tables import plans

__all__ = ["case_of_plan", "plan_of_areas", "source_of_plan"]


def source_of_plan(planner: PlannerServer, opened: OpenCase, case: int, body: NewPlan) -> tuple[Plan, int | None]:
    """Return the plan that a new one begins with, and the draft it was, where it was one of the same case."""
    name, draft, areas = body.source.case_plan, body.source.draft, body.source.areas
    if (name is not None) + (draft is not None) + areas != 1:
        words = "Give one: a plan of the case by name, a draft by number, or the city's areas."
        raise RequestProblem(422, "source", words)
    if areas:
        return plan_of_areas(opened.case), None
    if draft is None:
        if name not in opened.taken_names:
            raise RequestProblem(422, "source", f"The case has no plan '{name}'.")
        return opened.case.plan(str(name)), None
    if case_of_plan(planner, draft) != case:
        raise RequestProblem(422, "source", f"The case has no draft {draft}.")
    drawn = drawn_plan(planner, draft, planner.drafts.state(draft).draft)
    return replace(drawn, name=body.name, made_by=""), draft


def case_of_plan(planner: PlannerServer, plan: int) -> int:
    """Return the number of the case that a plan is of; 0 where there is no such plan."""
    with planner.database.reading() as connection:
        return connection.scalar(select(plans.c.case_id).where(plans.c.id == plan)) or 0


def plan_of_areas(case: Case) -> Plan:
    """Return the recommended plan with the city's fixed areas for districts."""
    zones = case.problem.city.zones
    known = zones["parent"].dropna() if "parent" in zones else {}
    if not len(known):
        raise RequestProblem(422, "source", "The zones of this city lie in no areas. Begin with a plan of the case.")
    districts = {str(zone): str(area) for zone, area in known.items()}
    return case.plan(case.main).deciding({"districts": districts}, name="the city's areas", made_by="")

"""Plans: make one, change it by commands, read it as it is or as it was."""

from __future__ import annotations

from fastapi import APIRouter, Request

from beatwright.base.errors import BeatwrightError
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, case_kept_from, needs, open_case_of, planner_of
from beatwright.web.api.audit_notes import write_audit_of_edit
from beatwright.web.api.commands.candidate_commands import candidate_command
from beatwright.web.api.commands.command_bodies import command_of
from beatwright.web.api.commands.command_sending import carry_out
from beatwright.web.api.draft_answers import (
    draft_answer,
    judged_answer,
    line_of_plan,
    log_line,
    plan_line,
)
from beatwright.web.api.plan_sources import case_of_plan, source_of_plan
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.cases.counts_as_seen import as_seen
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.drafts.draft_log import DraftCommand, draft_at
from beatwright.web.models.plan_models import (
    CommandSent,
    CommandTaken,
    DraftAnswer,
    JudgedPlan,
    LayerName,
    LogLine,
    NewPlan,
    PlanChange,
    PlanLine,
    PostPlaces,
    UsePlanBody,
)
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.plan_bin import rename_plan, set_binned
from beatwright.web.store.plan_lines import selected_plan_lines
from beatwright.web.store.tables import plans

__all__ = ["judged_answer", "list_plans", "plan_routes"]

plan_routes = APIRouter(tags=["plans"])


@plan_routes.get("/cases/{case}/plans", **needs(Role.VIEWER))
def list_plans(case: int, request: Request, binned: bool = False) -> list[PlanLine]:
    """List the plans that were drawn for a case, by name; those in the bin only where they are asked for."""
    where = plans.c.binned.is_not(None) if binned else plans.c.binned.is_(None)
    asked = selected_plan_lines((plans.c.case_id == case) & where).order_by(plans.c.name)
    with planner_of(request).database.reading() as connection:
        return [line_of_plan(row) for row in connection.execute(asked)]


@plan_routes.post("/cases/{case}/plans", status_code=201, **needs(Role.PLANNER, 409))
def make_plan(case: int, body: NewPlan, request: Request) -> PlanLine:
    """Make a plan from one that the case came with, from another draft, or from the city's areas."""
    planner, account = planner_of(request), account_of(request)
    opened = open_case_of(planner, case)
    _complain_of_case_plan(opened, body.name)
    plan, parent = source_of_plan(planner, opened, case, body)
    try:
        number = planner.drafts.create(case, plan, opened.ground, name=body.name, account=account.id, parent=parent)
    except DraftError as problem:
        raise RequestProblem(409, "name", str(problem)) from None
    return plan_line(planner, number)


@plan_routes.get("/plans/{plan}", **needs(Role.VIEWER, 409))
def read_plan(plan: int, request: Request, at: int | None = None, layer: LayerName | None = None) -> DraftAnswer:
    """Read a plan as it stands, or as it stood after a command, and what is judged of one of its layers."""
    planner = planner_of(request)
    opened = open_case_of(planner, case_of_plan(planner, plan))
    state = planner.drafts.state(plan)
    if at is not None and not 1 <= at <= state.head:
        raise RequestProblem(404, "missing", f"The plan has commands 1 to {state.head}.")
    draft = state.draft if at is None else draft_at(state.log, at)
    line, account = plan_line(planner, plan), account_of(request)
    answer = draft_answer(planner, opened, line, draft, state, account, seq=at or state.head, layer=layer)
    return as_seen(case_kept_from(request, opened.id), answer)


@plan_routes.get("/plans/{plan}/log", **needs(Role.VIEWER))
def read_log(plan: int, request: Request, after: int = 0) -> list[LogLine]:
    """Read who did what, after a place in the log."""
    log = planner_of(request).drafts.state(plan).log
    return [log_line(entry) for entry in log if entry.seq > after]


@plan_routes.post("/plans/{plan}/commands", status_code=201, **needs(Role.PLANNER, 409, 423))
def send_command(plan: int, body: CommandSent, request: Request) -> CommandTaken:
    """Change a plan, and judge it as it stands then."""
    planner, account = planner_of(request), account_of(request)
    opened = open_case_of(planner, case_of_plan(planner, plan))
    command = _command(planner, opened, plan, body)
    taken = carry_out(planner, opened, plan, command, after=body.after, id=body.id, account=account)
    write_audit_of_edit(request, plan)
    return taken


@plan_routes.patch("/plans/{plan}", **needs(Role.PLANNER, 409))
def change_plan(plan: int, body: PlanChange, request: Request) -> PlanLine:
    """Give a plan another name, put it into the bin, or take it out again."""
    planner = planner_of(request)
    if body.name is not None:
        opened = open_case_of(planner, case_of_plan(planner, plan))
        _complain_of_case_plan(opened, body.name)
        try:
            rename_plan(planner.database, plan, body.name)
        except DraftError as problem:
            raise RequestProblem(409, "name", str(problem)) from None
    if body.binned is not None:
        set_binned(planner.database, plan, body.binned)
    return plan_line(planner, plan)


@plan_routes.delete("/plans/{plan}", status_code=204, **needs(Role.PLANNER))
def bin_plan(plan: int, request: Request) -> None:
    """Put a plan into the bin: it is gone after thirty days there."""
    set_binned(planner_of(request).database, plan, True)


def _command(planner: PlannerServer, opened: OpenCase, plan: int, body: CommandSent) -> DraftCommand | TakeBack:
    if not isinstance(body.command, UsePlanBody):
        return command_of(body.command)
    return candidate_command(planner, opened, plan, body.command, after=body.after)


@plan_routes.post("/cases/{case}/judge", **needs(Role.VIEWER, 409))
def judge_posts(case: int, body: PostPlaces, request: Request) -> JudgedPlan:
    """Judge posts that are kept nowhere, while a hand moves one of them."""
    opened = open_case_of(planner_of(request), case)
    try:
        plan = Plan(posts=tuple(map(Post, body.posts)), name=_free_name(opened))
        return as_seen(case_kept_from(request, case), judged_answer(opened, plan, "posts"))
    except BeatwrightError as problem:
        raise RequestProblem(422, "refused", str(problem)) from None


def _complain_of_case_plan(opened: OpenCase, name: str) -> None:
    if name in opened.taken_names:
        raise RequestProblem(409, "name", f"The case came with a plan '{name}'. Choose another name.")


def _free_name(opened: OpenCase) -> str:
    return next(name for name in ("draft", "draft*", "draft**") if name not in opened.taken_names)

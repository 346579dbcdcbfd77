"""Plans: make one, change it by commands, read it as it is or as it was."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row, select

from beatwright.base.errors import BeatwrightError
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.show import headline
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, needs, open_case_of, planner_of
from beatwright.web.api.command_bodies import command_of, layer_of_verb
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_errors import DraftConflictError, DraftError, DraftLockedError
from beatwright.web.drafts.draft_log import LogEntry, draft_at
from beatwright.web.drafts.draft_of_plan import plan_of_draft
from beatwright.web.drafts.undo import undo_stacks
from beatwright.web.models.plan_models import (
    CommandSent,
    CommandTaken,
    DraftAnswer,
    JudgedPlan,
    LogLine,
    NewPlan,
    PlanLine,
    PostPlaces,
)
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import Account
from beatwright.web.store.draft_store import StaleError, TableState
from beatwright.web.store.tables import plans

__all__ = ["judged_answer", "list_plans", "plan_routes"]

plan_routes = APIRouter(tags=["plans"])


@plan_routes.get("/cases/{case}/plans", **needs(Role.VIEWER))
def list_plans(case: int, request: Request) -> list[PlanLine]:
    """List the plans that were drawn for a case, by name."""
    asked = select(plans).where(plans.c.case_id == case).order_by(plans.c.name)
    with planner_of(request).database.reading() as connection:
        return [_line(row) for row in connection.execute(asked)]


@plan_routes.post("/cases/{case}/plans", status_code=201, **needs(Role.PLANNER, 409))
def make_plan(case: int, body: NewPlan, request: Request) -> PlanLine:
    """Make a plan from one that the case came with, or from another draft."""
    planner, account = planner_of(request), account_of(request)
    opened = open_case_of(planner, case)
    if body.name in opened.taken_names:
        raise RequestProblem(409, "name", f"The case came with a plan '{body.name}'. Choose another name.")
    plan, parent = _source(planner, opened, case, body)
    try:
        number = planner.drafts.create(case, plan, opened.ground, name=body.name, account=account.id, parent=parent)
    except DraftError as problem:
        raise RequestProblem(409, "name", str(problem)) from None
    return _plan_line(planner, number)


@plan_routes.get("/plans/{plan}", **needs(Role.VIEWER))
def read_plan(plan: int, request: Request, at: int | None = None) -> DraftAnswer:
    """Read a plan as it stands, or as it stood after a command."""
    planner = planner_of(request)
    state = planner.drafts.state(plan)
    if at is not None and not 1 <= at <= state.head:
        raise RequestProblem(404, "missing", f"The plan has commands 1 to {state.head}.")
    draft = state.draft if at is None else draft_at(state.log, at)
    undo, redo = _what_can_be_taken_back(state, account_of(request))
    return DraftAnswer(
        plan=_plan_line(planner, plan), seq=at or state.head, values=dict(draft.values), undo=undo, redo=redo
    )


@plan_routes.get("/plans/{plan}/log", **needs(Role.VIEWER))
def read_log(plan: int, request: Request, after: int = 0) -> list[LogLine]:
    """Read who did what, after a place in the log."""
    log = planner_of(request).drafts.state(plan).log
    return [_log_line(entry) for entry in log if entry.seq > after]


@plan_routes.post("/plans/{plan}/commands", status_code=201, **needs(Role.PLANNER, 409, 423))
def send_command(plan: int, body: CommandSent, request: Request) -> CommandTaken:
    """Change a plan, and judge it as it stands then."""
    planner, account = planner_of(request), account_of(request)
    opened = open_case_of(planner, _case_of_plan(planner, plan) or 0)
    command = command_of(body.command)
    try:
        entry, state = planner.drafts.append(
            plan, command, opened.ground, after=body.after, id=body.id, account=account.id
        )
    except StaleError as stale:
        details = {
            "seq": stale.since[-1].seq,
            "since": [_log_line(entry).model_dump() for entry in stale.since],
            "same": [entry.seq for entry in stale.same],
        }
        raise RequestProblem(409, "stale", str(stale), details) from None
    except DraftLockedError as problem:
        raise RequestProblem(423, "locked", str(problem)) from None
    except DraftConflictError as problem:
        raise RequestProblem(409, "conflict", str(problem), {"keys": sorted(problem.keys)}) from None
    except DraftError as problem:
        status = 409 if isinstance(command, TakeBack) else 422
        raise RequestProblem(status, "refused", str(problem)) from None
    undo, redo = _what_can_be_taken_back(state, account)
    judged = _judged_draft(planner, opened, plan, state, layer_of_verb(entry.patch.keys))
    return CommandTaken(line=_log_line(entry), judged=judged, undo=undo, redo=redo)


@plan_routes.post("/cases/{case}/judge", **needs(Role.VIEWER, 409))
def judge_posts(case: int, body: PostPlaces, request: Request) -> JudgedPlan:
    """Judge posts that are kept nowhere, while a hand moves one of them."""
    opened = open_case_of(planner_of(request), case)
    try:
        plan = Plan(posts=tuple(map(Post, body.posts)), name=_free_name(opened))
        return judged_answer(opened, plan, "posts")
    except BeatwrightError as problem:
        raise RequestProblem(422, "refused", str(problem)) from None


def _free_name(opened: OpenCase) -> str:
    return next(name for name in ("draft", "draft*", "draft**") if name not in opened.taken_names)


def _source(planner: PlannerServer, opened: OpenCase, case: int, body: NewPlan) -> tuple[Plan, int | None]:
    """Return the plan that a new one begins with, and the draft it was, where it was one of the same case."""
    name, draft = body.source.case_plan, body.source.draft
    if (name is None) == (draft is None):
        raise RequestProblem(422, "source", "Give one: a plan of the case by name, or a draft by number.")
    if draft is None:
        if name not in opened.taken_names:
            raise RequestProblem(422, "source", f"The case has no plan '{name}'.")
        return opened.case.plan(str(name)), None
    if _case_of_plan(planner, draft) != case:
        raise RequestProblem(422, "source", f"The case has no draft {draft}.")
    state, base = planner.drafts.state(draft), planner.drafts.base(draft)
    return plan_of_draft(state.draft, base, name=body.name, made_by=""), draft


def _case_of_plan(planner: PlannerServer, plan: int) -> int | None:
    with planner.database.reading() as connection:
        return connection.scalar(select(plans.c.case_id).where(plans.c.id == plan))


def _judged_draft(
    planner: PlannerServer, opened: OpenCase, number: int, state: TableState, layer: str
) -> JudgedPlan | None:
    """Return what is judged of a draft; None where that layer is empty, so that nothing can be judged."""
    name = _plan_line(planner, number).name
    plan = plan_of_draft(state.draft, planner.drafts.base(number), name=name, made_by="drawn by hand")
    return judged_answer(opened, plan, layer) if layer in plan.decided else None


def judged_answer(opened: OpenCase, plan: Plan, layer: str) -> JudgedPlan:
    """Return what is judged of a layer of a plan on the demand planned on."""
    judged = opened.judged(plan, layer)
    evaluation = judged.evaluations[-1].to_dict()
    return JudgedPlan(headline=headline(judged).to_dict(), evaluation=evaluation)


def _what_can_be_taken_back(state: TableState, account: Account) -> tuple[bool, bool]:
    stacks = undo_stacks(state.log, account.name)
    return bool(stacks.undo), bool(stacks.redo)


def _plan_line(planner: PlannerServer, number: int) -> PlanLine:
    with planner.database.reading() as connection:
        return _line(connection.execute(select(plans).where(plans.c.id == number)).one())


def _line(row: Row[Any]) -> PlanLine:
    return PlanLine(
        id=row.id,
        name=row.name,
        head=row.head,
        tests=row.tests,
        changed=row.changed,
        binned=row.binned is not None,
    )


def _log_line(entry: LogEntry) -> LogLine:
    return LogLine(
        seq=entry.seq,
        id=entry.id,
        user=entry.user,
        at=entry.at,
        verb=entry.verb,
        of=entry.of,
        patch=entry.patch.to_dict(),
    )

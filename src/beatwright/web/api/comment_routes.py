"""Comments on a plan: everybody who may see it may write."""

from __future__ import annotations

from fastapi import APIRouter, Request

from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, needs, open_case_of, planner_of
from beatwright.web.api.plan_sources import case_of_plan
from beatwright.web.models.comment_models import CommentChange, CommentLine, NewComment
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.comment_store import Comment, EditedCommentError

__all__ = ["comment_routes"]

comment_routes = APIRouter(tags=["comments"])


@comment_routes.get("/plans/{plan}/comments", **needs(Role.VIEWER))
def list_comments(plan: int, request: Request) -> list[CommentLine]:
    """List the comments on a plan, the first one first."""
    return [_line(comment) for comment in planner_of(request).comments.of_plan(plan)]


@comment_routes.post("/plans/{plan}/comments", status_code=201, **needs(Role.VIEWER, 409))
def write_comment(plan: int, body: NewComment, request: Request) -> CommentLine:
    """Write a comment on a plan, or pin it to a post, a district or a unit that it has."""
    planner, account = planner_of(request), account_of(request)
    if body.on != "plan":
        _complain_of_target(planner, plan, body.on)
    return _line(planner.comments.add(plan, body.text, on=body.on, account=account.id))


@comment_routes.patch("/comments/{comment}", **needs(Role.VIEWER, 409))
def change_comment(comment: int, body: CommentChange, request: Request) -> CommentLine:
    """Change one's own words, or settle a comment: a planner may settle any."""
    planner, account = planner_of(request), account_of(request)
    found = planner.comments[comment]
    own = found.by == account.name
    if body.text is not None and not own:
        raise RequestProblem(403, "author", "Only who wrote a comment may change its words.")
    case = case_of_plan(planner, found.plan_id)
    if not own and (planner.people.role_in(account, case) or Role.VIEWER) < Role.PLANNER:
        raise RequestProblem(403, "author", "Only who wrote a comment, or a planner, may settle it.")
    values = {name: value for name, value in (("text", body.text), ("done", body.done)) if value is not None}
    try:
        return _line(planner.comments.change(comment, body.rev, values))
    except EditedCommentError as problem:
        now = _line(planner.comments[comment]).model_dump()
        raise RequestProblem(409, "edited", str(problem), {"now": now}) from None


def _complain_of_target(planner: PlannerServer, plan: int, on: str) -> None:
    """Complain where the plan has no such post or district, or its city no such unit."""
    kind, _, name = on.partition(":")
    known = on in planner.drafts.state(plan).draft.values
    if not known and kind == "unit":  # one that is in no district
        known = name in open_case_of(planner, case_of_plan(planner, plan)).ground.units
    if not known:
        raise RequestProblem(422, "target", f"There is no {kind} '{name}' to comment on.")


def _line(comment: Comment) -> CommentLine:
    return CommentLine(
        id=comment.id,
        on=comment.on,
        text=comment.text,
        by=comment.by,
        at=comment.at,
        done=comment.done,
        rev=comment.rev,
    )

"""Versions: saved with a note, laid on the table again, tested on unseen incidents, approved."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from beatwright.core.plan import Plan
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, needs, open_case_of, planner_of, shown_to
from beatwright.web.api.audit_notes import write_audit, write_audit_of_edit
from beatwright.web.api.commands.command_sending import carry_out
from beatwright.web.api.commands.version_commands import version_command, version_of
from beatwright.web.api.draft_answers import drawn_plan, judged_by_layer, tested
from beatwright.web.api.plan_sources import case_of_plan
from beatwright.web.models.plan_models import CommandTaken, LayerName
from beatwright.web.models.version_models import Approval, NewVersion, Restoration, VersionAnswer, VersionLine
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.version_store import Version

__all__ = ["version_routes"]

version_routes = APIRouter(tags=["versions"])


@version_routes.get("/plans/{plan}/versions", **needs(Role.VIEWER))
def list_versions(plan: int, request: Request) -> list[VersionLine]:
    """List the versions of a plan, the first one first."""
    return [_line(version) for version in planner_of(request).versions.of_plan(plan)]


@version_routes.post("/plans/{plan}/versions", status_code=201, **needs(Role.PLANNER, 409))
def save_version(plan: int, body: NewVersion, request: Request) -> VersionLine:
    """Save a plan as it stands, with a note."""
    planner, account = planner_of(request), account_of(request)
    opened = open_case_of(planner, case_of_plan(planner, plan))
    state = planner.drafts.state(plan)
    if body.after is not None and body.after != state.head:
        raise RequestProblem(409, "stale", "The plan was changed meanwhile. Look at it before you save it.")
    drawn = drawn_plan(planner, plan, state.draft)
    judged = {layer: found.model_dump() for layer, found in judged_by_layer(opened, drawn, unseen=False).items()}
    saved = planner.versions.save(plan, drawn, seq=state.head, note=body.note, account=account.id, evaluation=judged)
    return _line(saved)


@version_routes.get("/versions/{version}", **needs(Role.VIEWER, 409))
def read_version(version: int, request: Request, layer: LayerName | None = None) -> VersionAnswer:
    """Read a version whole, and what was judged of one of its layers."""
    planner = planner_of(request)
    found = version_of(planner, version)
    return shown_to(request, case_of_plan(planner, found.plan_id), _answer(found, layer))


@version_routes.post("/versions/{version}/restore", status_code=201, **needs(Role.PLANNER, 409, 423))
def restore_version(version: int, request: Request, body: Restoration | None = None) -> CommandTaken:
    """Lay a version on the table again: one command, which can be undone."""
    planner, account, asked = planner_of(request), account_of(request), body or Restoration()
    plan = version_of(planner, version).plan_id
    opened = open_case_of(planner, case_of_plan(planner, plan))
    command = version_command(planner, plan, version)
    after = planner.drafts.state(plan).head if asked.after is None else asked.after
    name = asked.id or f"restore-{secrets.token_hex(8)}"
    taken = carry_out(planner, opened, plan, command, after=after, id=name, account=account)
    write_audit_of_edit(request, plan)
    return taken


@version_routes.post("/versions/{version}/test", **needs(Role.PLANNER, 409))
def judge_on_unseen(version: int, request: Request, layer: LayerName | None = None) -> VersionAnswer:
    """Judge a version on held-out incidents, and count it; one that was tested is answered as it was, uncounted."""
    planner = planner_of(request)
    found = version_of(planner, version)
    if found.test is None:
        opened = open_case_of(planner, case_of_plan(planner, found.plan_id))

        def judged(tests: int) -> tuple[Plan, Mapping[str, Any]]:
            plan = tested(found.plan, tests)
            by_layer = judged_by_layer(opened, plan, unseen=True)
            if not by_layer:
                raise RequestProblem(409, "unjudged", "Nothing of this version can be judged in this city.")
            return plan, {layer: judged.model_dump() for layer, judged in by_layer.items()}

        found = planner.versions.test(version, judged)
        write_audit(request, "test", f"version:{version}")
    return _answer(found, layer)


@version_routes.post("/versions/{version}/approve", **needs(Role.PLANNER, 409))
def approve_version(version: int, request: Request, body: Approval | None = None) -> VersionLine:
    """Approve a version; 409 where the plan is another one by now, unless it is forced."""
    planner, account = planner_of(request), account_of(request)
    found = version_of(planner, version)
    if not (body or Approval()).force and _changed_since(planner, found):
        raise RequestProblem(
            409,
            "changed",
            "The plan was changed since this version was saved. Approve it all the same, or the last one.",
        )
    approved = planner.versions.approve(version, account.id)
    write_audit(request, "approve", f"version:{version}")
    return _line(approved)


def _changed_since(planner: PlannerServer, version: Version) -> bool:
    state = planner.drafts.state(version.plan_id)
    now = drawn_plan(planner, version.plan_id, state.draft)
    return _layers(now) != _layers(version.plan)


def _layers(plan: Plan) -> tuple[object, ...]:
    return plan.posts, plan.officers, plan.districts


def _line(version: Version) -> VersionLine:
    headlines = [judged["headline"] for judged in version.evaluation.values()]
    return VersionLine(
        id=version.id,
        plan=version.plan_id,
        seq=version.seq,
        note=version.note,
        by=version.by,
        at=version.at,
        tested=version.test is not None,
        tests=version.tests,
        approved_by=version.approved_by,
        approved_at=version.approved_at,
        headline=next(iter(headlines), None),
    )


def _answer(version: Version, layer: LayerName | None) -> VersionAnswer:
    chosen = layer or ("posts" if version.plan.posts is not None else "districts")
    planned: Mapping[str, Any] = version.evaluation.get(chosen) or {}
    unseen: Mapping[str, Any] = (version.test or {}).get(chosen) or {}
    return VersionAnswer(
        line=_line(version),
        plan=version.plan.to_dict(),
        layer=chosen,
        evaluation=planned.get("evaluation"),
        headline=planned.get("headline"),
        test=unseen.get("evaluation"),
        test_headline=unseen.get("headline"),
    )

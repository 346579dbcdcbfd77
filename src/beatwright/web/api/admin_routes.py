"""The house: users, invitations, who belongs to a case, and the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import select

from beatwright.base.errors import InputError
from beatwright.web.accounts.roles import Role, role_named
from beatwright.web.api.access import needs, planner_of
from beatwright.web.api.audit_notes import write_audit
from beatwright.web.models.admin_models import (
    AuditEntry,
    InviteLine,
    InviteMade,
    MemberChange,
    MemberLine,
    NewInvite,
    NewUser,
    RoleInCase,
    UserChange,
    UserLine,
    UserMade,
)
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_admin import (
    LastAdminError,
    Person,
    change_account,
    drop_invite,
    end_sessions,
    members_of,
    open_invites,
    people_of,
)
from beatwright.web.store.audit_store import audit_csv
from beatwright.web.store.tables import cases

__all__ = ["admin_routes"]

admin_routes = APIRouter(tags=["admin"])

_Number = Annotated[int, Path(ge=1, le=1_000_000_000)]
_Limit = Annotated[int, Query(ge=1, le=1_000)]
_Before = Annotated[int | None, Query(ge=1, le=1_000_000_000)]


@admin_routes.get("/admin/users", **needs(Role.ADMIN))
def list_users(request: Request) -> list[UserLine]:
    """List everybody who may sign in, by name."""
    return [_user_line(person) for person in people_of(planner_of(request).database)]


@admin_routes.post("/admin/users", status_code=201, **needs(Role.ADMIN, 409))
def add_user(body: NewUser, request: Request) -> UserMade:
    """Add somebody; the answer has the token by which they choose a password, once."""
    planner = planner_of(request)
    try:
        account, token = planner.people.add_invited(body.name, admin=body.admin)
    except InputError as problem:
        raise RequestProblem(409, "name", str(problem)) from None
    write_audit(request, "add user", f"user:{account.id}")
    return UserMade(user=_one_user(planner, account.id), token=token)


@admin_routes.patch("/admin/users/{user}", **needs(Role.ADMIN, 409))
def change_user(user: _Number, body: UserChange, request: Request) -> UserLine:
    """Keep somebody out or let them in again; give them the house or take it. Their sessions end where they lose."""
    planner = planner_of(request)
    try:
        if not change_account(planner.database, user, disabled=body.disabled, admin=body.admin):
            raise _no_user()
    except LastAdminError as problem:
        raise RequestProblem(409, "last", str(problem)) from None
    given = [(body.disabled, "disable user", "enable user"), (body.admin, "make admin", "take admin")]
    for value, yes, no in given:
        if value is not None:
            write_audit(request, yes if value else no, f"user:{user}")
    return _one_user(planner, user)


@admin_routes.delete("/admin/users/{user}/sessions", status_code=204, **needs(Role.ADMIN))
def end_sessions_of_user(user: _Number, request: Request) -> None:
    """End every session of somebody."""
    planner = planner_of(request)
    _one_user(planner, user)
    end_sessions(planner.database, user)
    write_audit(request, "end sessions", f"user:{user}")


@admin_routes.get("/admin/invites", **needs(Role.ADMIN))
def list_invites(request: Request) -> list[InviteLine]:
    """List the invitations that were not used yet, by name."""
    rows = open_invites(planner_of(request).database)
    return [
        InviteLine(id=row.token_sha256[:16], name=row.name, role=row.role, case=row.case_id, until=row.until)
        for row in rows
    ]


@admin_routes.post("/admin/invites", status_code=201, **needs(Role.ADMIN))
def invite(body: NewInvite, request: Request) -> InviteMade:
    """Invite somebody; the answer has the token, once."""
    planner = planner_of(request)
    if body.case is not None:
        _complain_of_no_case(planner, body.case)
    try:
        token = planner.people.invite(body.name, role_named(body.role), body.case)
    except InputError as problem:
        raise RequestProblem(422, "invite", str(problem)) from None
    write_audit(request, f"invite {body.role}", "" if body.case is None else f"case:{body.case}")
    return InviteMade(token=token)


@admin_routes.delete("/admin/invites/{invite}", status_code=204, **needs(Role.ADMIN))
def withdraw_invite(invite: Annotated[str, Path(pattern="^[0-9a-f]{16}$")], request: Request) -> None:
    """Withdraw an invitation that was not used yet."""
    if not drop_invite(planner_of(request).database, invite):
        raise RequestProblem(404, "missing", "There is no such invitation.")
    write_audit(request, "withdraw invite")


@admin_routes.get("/cases/{case}/members", **needs(Role.ADMIN))
def list_members(case: int, request: Request) -> list[MemberLine]:
    """List who has a role in a case, by name; admins have every case, and are not listed."""
    found = members_of(planner_of(request).database, case)
    return [MemberLine(account=member.account, name=member.name, role=_in_case(member.role)) for member in found]


@admin_routes.put("/cases/{case}/members", **needs(Role.ADMIN))
def set_member(case: int, body: MemberChange, request: Request) -> list[MemberLine]:
    """Give somebody a role in a case, or take it away; return who has one then."""
    planner = planner_of(request)
    account = next((one for one in planner.people.everybody() if one.id == body.account), None)
    if account is None:
        raise RequestProblem(422, "account", f"There is no account {body.account}.")
    planner.people.set_role(account, case, None if body.role is None else role_named(body.role))
    write_audit(request, f"role {body.role or 'none'} in case:{case}", f"user:{account.id}")
    return list_members(case, request)


@admin_routes.get("/admin/audit", **needs(Role.ADMIN))
def read_audit(request: Request, limit: _Limit = 100, before: _Before = None) -> list[AuditEntry]:
    """Read the audit, the last line first, a page at a time."""
    return [AuditEntry(**vars(line)) for line in planner_of(request).audit.lines(limit, before)]


@admin_routes.get("/admin/audit.csv", **needs(Role.ADMIN), response_class=Response)
def download_audit(request: Request) -> Response:
    """Return the whole audit as a file for spreadsheets."""
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    write_audit(request, "export audit")
    text = audit_csv(planner_of(request).audit.lines())
    return Response(text, headers=headers, media_type="text/csv")


def _in_case(word: str) -> RoleInCase:
    return "planner" if role_named(word) is Role.PLANNER else "viewer"


def _complain_of_no_case(planner: PlannerServer, case: int) -> None:
    with planner.database.reading() as connection:
        if connection.scalar(select(cases.c.id).where(cases.c.id == case)) is None:
            raise RequestProblem(422, "case", f"There is no case {case}.")


def _one_user(planner: PlannerServer, number: int) -> UserLine:
    person = next((person for person in people_of(planner.database) if person.id == number), None)
    if person is None:
        raise _no_user()
    return _user_line(person)


def _no_user() -> RequestProblem:
    return RequestProblem(404, "missing", "There is no such user.")


def _user_line(person: Person) -> UserLine:
    return UserLine(**{**vars(person), "roles": {str(case): role for case, role in person.roles.items()}})

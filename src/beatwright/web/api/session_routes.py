"""Sign in, sign out, who one is, what one chose to see, and one's password."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from beatwright.base.errors import InputError
from beatwright.web.api.access import ANYBODY, account_of, needs, planner_of
from beatwright.web.api.audit_notes import address_of, write_audit
from beatwright.web.api.rate_limits import slow_down
from beatwright.web.models.session_models import InviteAccepted, Me, PasswordChange, SettingsChosen, SignIn
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_admin import keep_settings
from beatwright.web.store.account_store import LONGEST, Account

__all__ = ["session_routes"]

session_routes = APIRouter(tags=["session"])


@session_routes.get("/health", **needs(ANYBODY))
def health() -> str:
    """Say that the server answers, and no more."""
    return "ok"


@session_routes.post("/session", status_code=204, **needs(ANYBODY, 401))
def sign_in(body: SignIn, request: Request, response: Response) -> None:
    """Open a session; its token is in a cookie that scripts cannot read."""
    planner, address = planner_of(request), address_of(request)
    slow_down(planner.sign_ins_by_address, address)
    token = _token(planner, body, _agent(request))
    account = None if token is None else planner.people.whose(token)
    if token is None or account is None:
        planner.audit.write("", "sign-in refused", address=address)
        raise RequestProblem(401, "sign in", "The name or the password is wrong, or the address was used before.")
    planner.audit.write(account.name, "sign-in", address=address)
    _set_cookie(planner, response, token)


@session_routes.post("/session/accept", status_code=204, **needs(ANYBODY))
def accept_invite(body: InviteAccepted, request: Request, response: Response) -> None:
    """Choose a password by an invitation, and sign in."""
    planner, address = planner_of(request), address_of(request)
    slow_down(planner.sign_ins_by_address, address)
    try:
        account = planner.people.accept(body.token, body.password)
    except InputError as problem:
        raise RequestProblem(422, "invite", str(problem)) from None
    planner.audit.write(account.name, "accept invite", address=address)
    _set_cookie(planner, response, planner.people.open_session(account, agent=_agent(request)))


@session_routes.delete("/session", status_code=204, **needs(ANYBODY))
def sign_out(request: Request, response: Response) -> None:
    """End the session, where there is one."""
    planner = planner_of(request)
    token = request.cookies.get(planner.settings.cookie)
    if token:
        planner.people.close_session(token)
    _set_cookie(planner, response, "")


@session_routes.get("/me", **needs(None))
def me(request: Request) -> Me:
    """Say who one is."""
    return _me(planner_of(request), account_of(request))


@session_routes.put("/me", **needs(None))
def choose_settings(body: SettingsChosen, request: Request) -> Me:
    """Keep what one chose to see."""
    planner, account = planner_of(request), account_of(request)
    keep_settings(planner.database, account.id, body.settings)
    return _me(planner, replace(account, settings=dict(body.settings)))


@session_routes.post("/me/password", status_code=204, **needs(None, 409))
def change_password(body: PasswordChange, request: Request, response: Response) -> None:
    """Change one's password: every session ends, and this browser gets a new one."""
    planner, account = planner_of(request), account_of(request)
    if not planner.settings.team:
        raise RequestProblem(409, "team", "There are no passwords where one person works alone.")
    slow_down(planner.sign_ins_by_name, account.name)
    if not planner.people.has_password(account, body.old):
        raise RequestProblem(422, "password", "That is not the password until now.")
    try:
        planner.people.set_password(account, body.new)
    except InputError as problem:
        raise RequestProblem(422, "password", str(problem)) from None
    write_audit(request, "change password")
    _set_cookie(planner, response, planner.people.open_session(account, agent=_agent(request)))


def _me(planner: PlannerServer, account: Account) -> Me:
    return Me(name=account.name, admin=account.admin, team=planner.settings.team, settings=account.settings)


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _token(planner: PlannerServer, body: SignIn, agent: str) -> str | None:
    if not planner.settings.team:
        account = planner.use_token(body.token or "")
        return None if account is None else planner.people.open_session(account, agent=agent)
    if body.name is None or body.password is None:
        return None
    slow_down(planner.sign_ins_by_name, body.name)
    return planner.people.sign_in(body.name, body.password, agent=agent)


def _set_cookie(planner: PlannerServer, response: Response, token: str) -> None:
    """Give a browser the token of its session; an empty one ends it there."""
    response.set_cookie(
        planner.settings.cookie,
        token,
        max_age=int(LONGEST.total_seconds()) if token else 0,
        path="/",
        secure=planner.settings.team,
        httponly=True,
        samesite="lax",
    )

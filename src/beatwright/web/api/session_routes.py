"""Sign in, sign out, and who one is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from beatwright.web.api.access import ANYBODY, account_of, needs, planner_of
from beatwright.web.api.rate_limits import slow_down
from beatwright.web.models.session_models import Me, SignIn
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import LONGEST

__all__ = ["session_routes"]

session_routes = APIRouter(tags=["session"])


@session_routes.get("/health", **needs(ANYBODY))
def health() -> str:
    """Say that the server answers, and no more."""
    return "ok"


@session_routes.post("/session", status_code=204, **needs(ANYBODY, 401))
def sign_in(body: SignIn, request: Request, response: Response) -> None:
    """Open a session; its token is in a cookie that scripts cannot read."""
    planner = planner_of(request)
    slow_down(planner.sign_ins_by_address, request.client.host if request.client else "")
    agent = request.headers.get("user-agent", "")
    token = _token(planner, body, agent)
    if token is None:
        raise RequestProblem(401, "sign in", "The name or the password is wrong, or the address was used before.")
    _set_cookie(planner, response, token, int(LONGEST.total_seconds()))


@session_routes.delete("/session", status_code=204, **needs(ANYBODY))
def sign_out(request: Request, response: Response) -> None:
    """End the session, where there is one."""
    planner = planner_of(request)
    token = request.cookies.get(planner.settings.cookie)
    if token:
        planner.people.close_session(token)
    _set_cookie(planner, response, "", 0)


@session_routes.get("/me", **needs(None))
def me(request: Request) -> Me:
    """Say who one is."""
    account = account_of(request)
    return Me(name=account.name, admin=account.admin, team=planner_of(request).settings.team, settings=account.settings)


def _token(planner: PlannerServer, body: SignIn, agent: str) -> str | None:
    if not planner.settings.team:
        account = planner.use_token(body.token or "")
        return None if account is None else planner.people.open_session(account, agent=agent)
    if body.name is None or body.password is None:
        return None
    slow_down(planner.sign_ins_by_name, body.name)
    return planner.people.sign_in(body.name, body.password, agent=agent)


def _set_cookie(planner: PlannerServer, response: Response, token: str, seconds: int) -> None:
    response.set_cookie(
        planner.settings.cookie,
        token,
        max_age=seconds,
        path="/",
        secure=planner.settings.team,
        httponly=True,
        samesite="lax",
    )

"""Who may call a route: the one dependency that asks, and the word in the description that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Select, select

from beatwright.base.errors import BeatwrightError
from beatwright.core.case import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.cases.counts_as_seen import as_seen, has_counts
from beatwright.web.models.body import Answer, ProblemAnswer
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import Account
from beatwright.web.store.tables import cases, comments, files, jobs, plans, versions

__all__ = [
    "ANYBODY",
    "Needs",
    "account_of",
    "case_kept_from",
    "missing",
    "need_role",
    "needs",
    "open_case_of",
    "planner_of",
    "shown_to",
]

_Shown = TypeVar("_Shown", bound=Answer)

ANYBODY = "anybody"
_SIGNED_IN = "signed in"
_ACCOUNT = "beatwright.account"
_PROBLEMS = {
    401: "Nobody is signed in.",
    403: "The role does not allow it, or it comes from another page.",
    404: "There is no such thing, or it is not theirs to see.",
    413: "Too large.",
    415: "Of another kind.",
    421: "Another host.",
    422: "The request cannot be understood.",
    429: "Too many requests; the header Retry-After says for how long.",
}


def planner_of(request: Request) -> PlannerServer:
    """Return the planner that a request came to."""
    planner: PlannerServer = request.app.state.planner
    return planner


def account_of(request: Request) -> Account:
    """Return who a request is from, asked of the database once; RequestProblem 401 where nobody is signed in."""
    known: Account | None = request.scope.get(_ACCOUNT)
    if known is not None:
        return known
    planner = planner_of(request)
    token = request.cookies.get(planner.settings.cookie)
    account = planner.people.whose(token) if token else None
    if account is None:
        raise RequestProblem(401, "signed out", "Sign in first.")
    request.scope[_ACCOUNT] = account
    return account


@dataclass(frozen=True)
class Needs:
    """Ask for a role in the case that a request is about; without a case in its path, for that role in any case.

    Parameters
    ----------
    role : Role, optional
        None: everybody who is signed in.
    """

    role: Role | None

    def __call__(self, request: Request) -> None:
        """Raise RequestProblem where the role is not theirs."""
        account, planner = account_of(request), planner_of(request)
        case = _case_of(request, planner, account)
        if case is not None:
            need_role(planner, account, case, self.role)
        elif self.role is not None and (planner.people.best_role(account) or 0) < self.role:
            raise _too_little(self.role)


def need_role(planner: PlannerServer, account: Account, case: int, role: Role | None) -> None:
    """Raise RequestProblem unless somebody has a role in a case; None: any.

    A case that is not theirs to see is not told from one that is not there.
    """
    held = planner.people.role_in(account, case)
    if held is None:
        raise missing()
    if role is not None and held < role:
        raise _too_little(role)


def _too_little(role: Role) -> RequestProblem:
    article = "an" if role.word.startswith("a") else "a"
    return RequestProblem(403, "role", f"Only {article} {role.word} may do that.")


def open_case_of(planner: PlannerServer, number: int) -> OpenCase:
    """Return an open case; RequestProblem 409 where its folder is gone or holds another case now."""
    try:
        return planner.shelf[number]
    except BeatwrightError as problem:
        raise RequestProblem(409, "case", str(problem)) from None


def case_kept_from(request: Request, number: int) -> Case | None:
    """Return the case whose small counts are kept from whoever asks; None: they plan, and see every count."""
    planner = planner_of(request)
    role = planner.people.role_in(account_of(request), number)
    return None if role is not None and role >= Role.PLANNER else open_case_of(planner, number).case


def shown_to(request: Request, number: int, answer: _Shown) -> _Shown:
    """Return an answer about a case as whoever asks may see it; the case is opened only where that needs it."""
    return as_seen(case_kept_from(request, number), answer) if has_counts(answer.model_dump()) else answer


def missing() -> RequestProblem:
    """Return the answer to a question for what is not there, or is not theirs to see."""
    return RequestProblem(404, "missing", "There is no such thing, or it is not yours to see.")


def _case_of(request: Request, planner: PlannerServer, account: Account) -> int | None:
    """Return the case of a request's path: the one it names, or that of what it names."""
    if "file" in request.path_params:
        asked = select(jobs.c.case_id).join(files).where(files.c.id == _word(request.path_params["file"]))
    elif "job" in request.path_params:
        return _case_of_job(planner, account, _number(request.path_params["job"]))
    else:
        word = next((word for word in _CASE_OF if word in request.path_params), None)
        if word is None:
            return None
        asked = _CASE_OF[word](_number(request.path_params[word]))
    with planner.database.reading() as connection:
        case = connection.scalar(asked)
    if case is None:
        raise missing()
    return int(case)


def _case_of_job(planner: PlannerServer, account: Account, number: int) -> int | None:
    """Return the case of a job; one about no case, such as an import, is there for whoever asked for it and admins."""
    job = planner.jobs.store.get(number)
    if job is None or (job.case is None and not account.admin and job.account != account.id):
        raise missing()
    return job.case


# By a word of a path, the case that its number belongs to.
_CASE_OF: dict[str, Callable[[int], Select[Any]]] = {
    "case": lambda number: select(cases.c.id).where(cases.c.id == number),
    "plan": lambda number: select(plans.c.case_id).where(plans.c.id == number),
    "version": lambda number: select(plans.c.case_id).join(versions).where(versions.c.id == number),
    "comment": lambda number: select(plans.c.case_id).join(comments).where(comments.c.id == number),
}


def _word(text: str) -> str:
    if not text.isascii() or not text.isalnum() or len(text) > 64:
        raise missing()
    return text


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise missing()
    return int(text)


def needs(role: Role | str | None, *more: int) -> dict[str, Any]:
    """Return what a route is declared with: who may call it, and the problems that it may answer.

    Parameters
    ----------
    role : Role, ANYBODY or None
        A role; everybody, signed in or not; or everybody who is signed in.
    *more : int
        Statuses of problems of its own.
    """
    anybody = role == ANYBODY
    word = role.word if isinstance(role, Role) else role or _SIGNED_IN
    statuses = [*(status for status in _PROBLEMS if not anybody or status not in (401, 404)), *more]
    return {
        "dependencies": [] if anybody else [Depends(Needs(role if isinstance(role, Role) else None))],
        "openapi_extra": {"x-role": word},
        "responses": {
            status: {"model": ProblemAnswer, "description": _PROBLEMS.get(status, "It cannot be done now.")}
            for status in dict.fromkeys(statuses)
        },
    }

"""The planner's server, put together."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from beatwright.web.api.admin_routes import admin_routes
from beatwright.web.api.case_routes import case_routes
from beatwright.web.api.comment_routes import comment_routes
from beatwright.web.api.compare_routes import compare_routes
from beatwright.web.api.export_routes import export_routes
from beatwright.web.api.import_routes import import_routes
from beatwright.web.api.job_events import job_event_routes
from beatwright.web.api.job_routes import job_routes
from beatwright.web.api.plan_routes import plan_routes
from beatwright.web.api.session_routes import session_routes
from beatwright.web.api.upload_routes import upload_routes
from beatwright.web.api.version_routes import version_routes
from beatwright.web.guard import Guard
from beatwright.web.jobs.sweep import sweep_scratch
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import PROBLEM, RequestProblem, problem_answer
from beatwright.web.serving.static_pages import StaticPages
from beatwright.web.store.plan_bin import empty_bin

__all__ = ["create_app", "described"]

_ROUTES = (
    session_routes,
    case_routes,
    plan_routes,
    version_routes,
    comment_routes,
    compare_routes,
    admin_routes,
    job_routes,
    job_event_routes,
    import_routes,
    upload_routes,
    export_routes,
)
_log = logging.getLogger("beatwright.web")
_EVENTS = "text/event-stream"
_SENSELESS = "The request cannot be understood."
_WORDS = {404: "There is no such page.", 405: "That cannot be done there."}


def create_app(planner: PlannerServer) -> ASGIApp:
    """Return the application that serves a planner, behind its guard; what lay in the bin too long is gone then."""
    empty_bin(planner.database)
    return Guard(described(planner), planner.settings)


class _PlannerApp(FastAPI):
    """Describe problems and streams of events as what they are sent as."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            for operation in _operations(super().openapi()):
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        answer["content"] = {PROBLEM: next(iter(content.values()))}
                    elif _EVENTS in content:
                        content[_EVENTS] = {}  # no one text, but one event after the other
        return super().openapi()


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in description["paths"].values():
        yield from methods.values()


def described(planner: PlannerServer) -> FastAPI:
    """Return the application without its guard: it describes its routes by ``.openapi()``."""

    @asynccontextmanager
    async def working(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(sweep_scratch, planner)
        planner.jobs.start()
        yield
        await run_in_threadpool(planner.jobs.close)

    app = _PlannerApp(
        title="beatwright planner", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=working
    )
    app.state.planner = planner
    for routes in _ROUTES:
        app.include_router(routes, prefix="/api")
    app.router.default = StaticPages()
    app.add_exception_handler(RequestProblem, _tell)
    app.add_exception_handler(RequestValidationError, _tell_of_body)
    app.add_exception_handler(HTTPException, _tell_of_page)
    app.add_exception_handler(Exception, _tell_of_fault)
    return app


def _tell(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestProblem)  # registered for no other
    return problem_answer(problem)


def _tell_of_body(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # registered for no other
    wrong = [{"where": [str(part) for part in error["loc"]], "what": error["msg"]} for error in problem.errors()]
    return problem_answer(RequestProblem(422, "body", _SENSELESS, {"wrong": wrong}))


def _tell_of_page(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)  # registered for no other
    if problem.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no text
        return problem_answer(RequestProblem(422, "body", _SENSELESS))
    message = _WORDS.get(problem.status_code, str(problem.detail))
    return problem_answer(RequestProblem(problem.status_code, "page", message, headers=problem.headers))


def _tell_of_fault(_: Request, problem: Exception) -> Response:
    """Tell a fault of ours by a number that the log has too; what happened stays in the log."""
    number = secrets.token_hex(4)
    _log.error("fault %s", number, exc_info=problem)
    return problem_answer(
        RequestProblem(500, "fault", f"Something went wrong here. Tell whoever keeps this server: {number}.")
    )

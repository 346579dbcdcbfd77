"""Jobs: hand one in, see how it stands, cancel it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select

from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, missing, need_role, needs, planner_of, shown_to
from beatwright.web.api.rate_limits import slow_down
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.jobs.job_options import complete_options
from beatwright.web.models.job_models import JobLine, NewJob
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import Account
from beatwright.web.store.job_store import JobRunningError, PlannerJob, QueueFullError
from beatwright.web.store.tables import plans

__all__ = ["job_heard_by", "job_line", "job_routes", "job_seen_by", "line_of_job", "submit_job"]

job_routes = APIRouter(tags=["jobs"])


@job_routes.post("/jobs", status_code=202, **needs(Role.PLANNER, 409, 503))
def start_job(body: NewJob, request: Request) -> JobLine:
    """Hand in a search round a draft; what comes of it is a candidate, and changes nothing."""
    planner, account = planner_of(request), account_of(request)
    with planner.database.reading() as connection:
        case = connection.scalar(select(plans.c.case_id).where(plans.c.id == body.plan))
    if case is None:
        raise missing()
    need_role(planner, account, case, Role.PLANNER)
    state = planner.drafts.state(body.plan)
    try:
        options = complete_options(body.kind, body.options.model_dump(), state.draft)
    except DraftError as problem:
        raise RequestProblem(422, "refused", str(problem)) from None
    return submit_job(planner, account, body.kind, case=case, plan=body.plan, seq=state.head, options=options)


@job_routes.get("/cases/{case}/jobs", **needs(Role.VIEWER))
def list_jobs(case: int, request: Request) -> list[JobLine]:
    """List the jobs of a case, the newest first, without their results."""
    return [job_line(replace(job, result=None)) for job in planner_of(request).jobs.store.of_case(case)]


@job_routes.get("/jobs/{job}", **needs(Role.VIEWER, 409))
def read_job(job: int, request: Request) -> JobLine:
    """Say how a job stands."""
    return job_seen_by(request, job)


@job_routes.delete("/jobs/{job}", status_code=202, **needs(Role.PLANNER))
def cancel_job(job: int, request: Request) -> JobLine:
    """Ask a job for the best that it has found, whoever of the case's planners started it; one that is over stays."""
    planner = planner_of(request)
    planner.jobs.cancel(job)
    return line_of_job(planner, job)


def job_seen_by(request: Request, number: int) -> JobLine:
    """Return how a job stands, as whoever asks may see it."""
    found = line_of_job(planner_of(request), number)
    return found if found.case is None else shown_to(request, found.case, found)


def job_heard_by(request: Request, number: int) -> JobLine:
    """Return how a job stands to whoever hears of it already: without its result where that cannot be shown."""
    try:
        return job_seen_by(request, number)
    except RequestProblem as problem:
        untold = {"result": None, "error": problem.message}
        return line_of_job(planner_of(request), number).model_copy(update=untold)


def submit_job(planner: PlannerServer, account: Account, kind: str, **about: Any) -> JobLine:
    """Hand a job in for somebody; RequestProblem where they have one already, ask too often, or the queue is full."""
    slow_down(planner.jobs_by_account, account.name)
    try:
        return job_line(planner.jobs.submit(kind, account=account.id, **about))
    except JobRunningError as problem:
        raise RequestProblem(409, "running", str(problem)) from None
    except QueueFullError as problem:
        raise RequestProblem(503, "queue full", str(problem), headers={"retry-after": "30"}) from None


def job_line(job: PlannerJob) -> JobLine:
    """Return a job as it is told."""
    return JobLine(
        id=job.id,
        kind=job.kind,
        case=job.case,
        plan=job.plan,
        state=job.state,
        seq=job.seq,
        options=dict(job.options),
        progress=None if job.progress is None else dict(job.progress),
        result=None if job.result is None else dict(job.result),
        error=job.error,
        queued=job.queued,
        started=job.started,
        ended=job.ended,
    )


def line_of_job(planner: PlannerServer, number: int) -> JobLine:
    """Return how a job stands; RequestProblem 404 where there is none of that number."""
    found = planner.jobs.store.get(number)
    if found is None:
        raise missing()
    return job_line(found)

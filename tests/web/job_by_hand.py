"""Do a job in this process: what the desk and its child do, without waiting for either."""

from typing import Any

from starlette.testclient import TestClient

from beatwright.base.errors import BeatwrightError
from beatwright.web.jobs.job_requests import request_of_job
from beatwright.web.jobs.job_sides import JOB_SIDES
from beatwright.web.planner_server import PlannerServer
from beatwright.web.work.job_kinds import JOB_KINDS
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest


def done_by_hand(planner: PlannerServer, client: TestClient, answer: Any) -> dict[str, Any]:
    """Do the job that an answer tells of, and return its line."""
    assert answer.status_code == 202, answer.text
    job = planner.jobs.store.take()
    assert job is not None
    ground = planner.jobs.ground
    try:
        request = JobRequest.from_dict(request_of_job(ground, job).to_dict())
        result = JOB_KINDS[job.kind](request, JobReport(lambda _: None, lambda: False))
        planner.jobs.store.end(job.id, "done", result=JOB_SIDES[job.kind].taken_in(ground, job, result))
    except BeatwrightError as problem:
        planner.jobs.store.end(job.id, "failed", error=str(problem))
    line: dict[str, Any] = client.get(f"/api/jobs/{job.id}").json()
    return line


def read_here(request: JobRequest, seconds: float = 0.0) -> dict[str, Any]:
    """Stand in for `read_apart`: read in this process."""
    return JOB_KINDS[request.kind](request, JobReport(lambda _: None, lambda: False))

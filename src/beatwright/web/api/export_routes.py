"""Exports: a plan as files, written in the background and fetched within a day."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from sqlalchemy import select

from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, missing, needs, planner_of
from beatwright.web.api.audit_notes import write_audit
from beatwright.web.api.job_routes import submit_job
from beatwright.web.models.export_models import ExportAsked
from beatwright.web.models.job_models import JobLine
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.file_store import FileStore
from beatwright.web.store.tables import plans, versions

__all__ = ["export_routes"]

export_routes = APIRouter(tags=["exports"])

# The report holds its style and its pictures; nothing else in it is run or fetched, wherever it is opened.
_REPORT_CONTENT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_KINDS = {
    ".zip": "application/zip",
    ".gpkg": "application/geopackage+sqlite3",
    ".geojson": "application/geo+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
}


@export_routes.post("/plans/{plan}/exports", status_code=202, **needs(Role.PLANNER, 409, 503))
def export_files(plan: int, body: ExportAsked, request: Request) -> JobLine:
    """Write a plan as files, as a job; its result says what they are fetched by."""
    planner, account = planner_of(request), account_of(request)
    with planner.database.reading() as connection:
        case = connection.scalar(select(plans.c.case_id).where(plans.c.id == plan))
        if body.version is not None:
            of_plan = connection.scalar(select(versions.c.plan_id).where(versions.c.id == body.version))
            if of_plan != plan:
                raise missing()
    options = {"kinds": list(dict.fromkeys(body.kinds)), "version": body.version}
    seq = planner.drafts.state(plan).head
    job = submit_job(planner, account, "export", case=case, plan=plan, seq=seq, options=options)
    write_audit(request, "export", f"plan:{plan}" if body.version is None else f"version:{body.version}")
    return job


@export_routes.get("/files/{file}", response_class=FileResponse, **needs(Role.PLANNER, 410))
def fetch_file(file: str, request: Request) -> FileResponse:
    """Return a file that was exported, to be saved; 410 where its time is over."""
    planner = planner_of(request)
    kept, path = FileStore(planner.database).get(file), planner.settings.exports / file
    if kept is None:
        raise missing()
    if kept.is_gone or not path.is_file():
        raise RequestProblem(410, "gone", "Exported files are kept for a day. Export the plan again.")
    suffix = kept.name[kept.name.rindex(".") :]
    headers = {"content-security-policy": _REPORT_CONTENT} if suffix == ".html" else {}
    return FileResponse(path, media_type=_KINDS[suffix], filename=kept.name, headers=headers)

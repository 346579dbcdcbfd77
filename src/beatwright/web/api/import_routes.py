"""Imports: from files to a case, a step at a time; what was chosen stays until it is changed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from beatwright.base.errors import BeatwrightError
from beatwright.data import ColumnMapping
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, missing, needs, planner_of
from beatwright.web.api.audit_notes import write_audit
from beatwright.web.api.import_access import (
    ImportNumber,
    checked_job,
    import_folder_of,
    import_line,
    import_of,
    preview_of,
)
from beatwright.web.api.job_routes import submit_job
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.kinds_chosen import kinds_text
from beatwright.web.models.import_models import (
    ImportLine,
    ImportMapping,
    ImportReport,
    KeptMappingLine,
    NewImport,
    PreviewAnswer,
    StudyChoices,
)
from beatwright.web.models.job_models import JobLine
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.import_store import KeptMapping

__all__ = ["import_routes"]

import_routes = APIRouter(tags=["imports"])


@import_routes.post("/imports", status_code=201, **needs(Role.PLANNER))
def begin_import(body: NewImport, request: Request) -> ImportLine:
    """Begin an import."""
    planner = planner_of(request)
    folder = ImportFolder.made(planner.settings.imports)
    return import_line(planner, planner.imports.begin(account_of(request).id, body.case_name, folder.path.name))


@import_routes.get("/imports", **needs(Role.PLANNER))
def list_imports(request: Request) -> list[ImportLine]:
    """List the imports of whoever asks, the newest first."""
    planner = planner_of(request)
    return [import_line(planner, found) for found in planner.imports.of_account(account_of(request).id)]


@import_routes.get("/imports/{import}", **needs(Role.PLANNER))
def read_import_line(number: ImportNumber, request: Request) -> ImportLine:
    """Say how an import stands."""
    return import_line(planner_of(request), import_of(request, number))


@import_routes.delete("/imports/{import}", status_code=204, **needs(Role.PLANNER))
def remove_import(number: ImportNumber, request: Request) -> Response:
    """Remove an import and its files; the case that came of it stays."""
    planner, found = planner_of(request), import_of(request, number)
    planner.imports.remove(number)
    import_folder_of(planner, found).forget()
    return Response(status_code=204)


@import_routes.get("/imports/{import}/preview", **needs(Role.PLANNER, 409))
def preview_incidents(number: ImportNumber, request: Request) -> PreviewAnswer:
    """Look into the file of incidents, in a process of its own."""
    planner, found = planner_of(request), import_of(request, number)
    seen = preview_of(planner, found)
    headings = {column["heading"] for column in seen["columns"]}
    alike = (kept for kept in planner.imports.mappings(found.account) if set(kept.headings) == headings)
    kept = next(alike, None)
    return PreviewAnswer(**seen, kept=None if kept is None else _kept_line(kept))


@import_routes.put("/imports/{import}/mapping", **needs(Role.PLANNER))
def choose_mapping(number: ImportNumber, body: ImportMapping, request: Request) -> ImportLine:
    """Choose which heading holds what, which kinds are how severe, and how files are read."""
    planner, found = planner_of(request), import_of(request, number)
    folder, values = import_folder_of(planner, found), body.model_dump(exclude_none=True)
    try:
        columns = dict(ColumnMapping(body.columns).columns)
        folder.choose_kinds(kinds_text(body.kinds) if body.kinds else "")
    except BeatwrightError as problem:
        raise RequestProblem(422, "mapping", folder.told(problem)) from None
    changed = planner.imports.change(number, mapping={**values, "columns": columns}, check_job=None)
    return import_line(planner, changed)


@import_routes.post("/imports/{import}/check", status_code=202, **needs(Role.PLANNER, 409, 503))
def check_import(number: ImportNumber, request: Request) -> JobLine:
    """Read the files as the study would, as a job."""
    planner, found = planner_of(request), import_of(request, number)
    if found.file is None:
        raise RequestProblem(409, "no file", "Give the file of incidents first.")
    job = submit_job(planner, account_of(request), "read_import", options={"import": number})
    planner.imports.change(number, check_job=job.id)
    return job


@import_routes.get("/imports/{import}/report", **needs(Role.PLANNER, 409))
def read_report_of_import(number: ImportNumber, request: Request) -> ImportReport:
    """Return the account of the last reading."""
    return ImportReport(**_result(request, number))


@import_routes.get("/imports/{import}/dropped.csv", response_class=FileResponse, **needs(Role.PLANNER, 409))
def fetch_dropped_rows(number: ImportNumber, request: Request) -> FileResponse:
    """Return the rows left out: their number, the reason and the cause."""
    _result(request, number)
    file = import_folder_of(planner_of(request), import_of(request, number)).dropped
    if not file.is_file():
        raise missing()
    return FileResponse(file, media_type="text/csv; charset=utf-8", filename="dropped.csv")


@import_routes.post("/imports/{import}/run", status_code=202, **needs(Role.PLANNER, 409, 503))
def run_study_of_import(number: ImportNumber, body: StudyChoices, request: Request) -> JobLine:
    """Run the study as a job; its result names the case that is opened then."""
    planner, found, result = planner_of(request), import_of(request, number), _result(request, number)
    wrong = list(result["problems"]) + ([] if result["report"]["usable"] else ["No row of the incidents can be used."])
    if wrong:
        raise RequestProblem(409, "unusable", "Mend what the report tells first.", {"problems": wrong})
    headings = [column["heading"] for column in preview_of(planner, found)["columns"]]
    planner.imports.keep_mapping(found.account, found.name, headings, found.mapping)
    options = {"import": number, "study": body.model_dump(exclude_none=True)}
    job = submit_job(planner, account_of(request), "run_study", options=options)
    planner.imports.change(number, run_job=job.id)
    write_audit(request, "import", f"import:{number}")
    return job


@import_routes.get("/mappings", **needs(Role.PLANNER))
def list_mappings(request: Request) -> list[KeptMappingLine]:
    """List the mappings that are kept for the next file, the one used last first."""
    return [_kept_line(kept) for kept in planner_of(request).imports.mappings(account_of(request).id)]


def _result(request: Request, number: int) -> dict[str, Any]:
    """Return what the last reading of an import found; RequestProblem 409 where nothing was read since the change."""
    planner, found = planner_of(request), import_of(request, number)
    job = checked_job(planner, found)
    if job is not None and job.result is not None:
        return dict(job.result)
    failed = None if found.check_job is None else planner.jobs.store.get(found.check_job)
    told = failed.error if failed is not None and failed.error else "Have the files read first."
    raise RequestProblem(409, "unchecked", told)


def _kept_line(kept: KeptMapping) -> KeptMappingLine:
    return KeptMappingLine(
        id=kept.id, name=kept.name, headings=list(kept.headings), mapping=dict(kept.mapping), changed=kept.changed
    )

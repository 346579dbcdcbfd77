"""The import of a request, and how it is told."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Path as PathOf
from fastapi import Request

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.text_file import read_text
from beatwright.web.api.access import account_of, missing, planner_of
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.upload_format import INCIDENTS
from beatwright.web.jobs.read_apart import read_apart
from beatwright.web.models.import_models import ImportLine, UploadedFile
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.import_store import ImportRecord
from beatwright.web.store.job_store import PlannerJob
from beatwright.web.work.job_request import JobRequest

__all__ = ["ImportNumber", "checked_job", "import_folder_of", "import_line", "import_of", "preview_of"]

ImportNumber = Annotated[int, PathOf(alias="import")]


def import_of(request: Request, number: int) -> ImportRecord:
    """Return an import of whoever asks; RequestProblem 404 where there is none, or it is another's."""
    found = planner_of(request).imports.get(number) if 0 < number < 1_000_000_000 else None
    if found is None or found.account != account_of(request).id:
        raise missing()
    return found


def import_folder_of(planner: PlannerServer, found: ImportRecord) -> ImportFolder:
    """Return the folder of an import."""
    return ImportFolder(planner.settings.imports / found.folder)


def checked_job(planner: PlannerServer, found: ImportRecord) -> PlannerJob | None:
    """Return the job that read an import as it stands now; None where none has to its end."""
    job = None if found.check_job is None else planner.jobs.store.get(found.check_job)
    return job if job is not None and job.state == "done" and job.result is not None else None


def import_line(planner: PlannerServer, found: ImportRecord) -> ImportLine:
    """Return an import as it is told."""
    checked = checked_job(planner, found)
    usable = checked is not None and (checked.result or {})["report"]["usable"]
    states = {"done": found.case is not None, "checked": usable, "file": found.file is not None, "empty": True}
    return ImportLine(
        id=found.id,
        name=found.name,
        state=next(state for state, holds in states.items() if holds),
        file=None if found.file is None else UploadedFile(**found.file),
        layers={role: UploadedFile(**given) for role, given in found.layers.items()},
        mapping=dict(found.mapping),
        check_job=found.check_job,
        run_job=found.run_job,
        case=found.case,
        changed=found.changed,
    )


def preview_of(planner: PlannerServer, found: ImportRecord) -> dict[str, Any]:
    """Return the first look into the incidents of an import, read once; RequestProblem where it cannot be."""
    folder = import_folder_of(planner, found)
    if found.file is None or INCIDENTS not in folder.files:
        raise RequestProblem(409, "no file", "Give the file of incidents first.")
    reading = dict(found.mapping.get("reading", {}))
    key = [(folder.path / folder.files[INCIDENTS]).stat().st_mtime_ns, reading]
    if folder.preview.exists():
        kept = json.loads(read_text(folder.preview))
        if kept["key"] == key:
            return dict(kept["seen"])
    inputs = {"folder": str(folder.path), "reading": reading, "label": found.file["name"]}
    try:
        seen = read_apart(JobRequest(-1, "preview_import", inputs=inputs))
    except InputError as problem:
        raise RequestProblem(422, "file", str(problem)) from None
    write_text(folder.preview, json.dumps({"key": key, "seen": seen}))
    return seen

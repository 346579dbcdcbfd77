"""Look into a file of incidents that somebody gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.core.step import build_step
from beatwright.data import IncidentSource, preview
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.study_of_import import incident_table
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

__all__ = ["preview_import"]


def preview_import(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return what `beatwright.data.preview` sees of the incidents, as its `to_dict` has it."""
    folder = ImportFolder(Path(request.inputs["folder"]))
    table = incident_table(folder.files, {"reading": request.inputs["reading"]}, "")
    try:
        seen = preview(build_step(IncidentSource, table, "The file"), folder.path)
    except BeatwrightError as problem:
        raise InputError(folder.told(problem)) from None
    return {**seen.to_dict(), "source": request.inputs["label"]}

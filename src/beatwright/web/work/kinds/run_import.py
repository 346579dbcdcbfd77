"""Run the study that an import leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.study import read_study, run_study
from beatwright.study.file.write_study import write_study
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.study_of_import import study_tables
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.step_progress import StepProgress, WorkStoppedError

__all__ = ["run_import"]


def run_import(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Write the study file and the case folder of an import; return the names of the plans, and what was chosen."""
    folder = ImportFolder(Path(request.inputs["folder"]))
    kinds = folder.kinds.name if folder.kinds.exists() else ""
    tables = study_tables(
        request.inputs["name"], folder.files, request.inputs["mapping"], request.inputs["options"], kinds
    )
    steps = StepProgress(report)
    try:
        folder.study.unlink(missing_ok=True)
        study = read_study(write_study(tables, folder.study), data=folder.path, listener=steps)
        case = run_study(study, folder.case, listener=steps)
    except WorkStoppedError:
        return {}
    except BeatwrightError as problem:
        raise InputError(folder.told(problem)) from None
    return {"plans": [plan.name for plan in case.plans], "main": case.main, "notes": list(study.notes)}

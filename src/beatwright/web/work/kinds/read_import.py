"""Read what somebody gave as a study would, and give the account of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.core.read_report import ReadReport
from beatwright.core.step import build_step
from beatwright.data import CitySource, Frame, IncidentSource, KindTable, TodaySource
from beatwright.study.file.mapping_draft import draft_files
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.kinds_chosen import drafted_kinds
from beatwright.web.imports.study_of_import import city_table, incident_table, study_tables
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.step_progress import StepProgress

__all__ = ["read_import"]


def read_import(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the account of the incidents, what is wrong with the layers, and the kinds with their classes.

    The rows left out are written beside the files: their number, the reason and the cause, not the rows themselves.
    """
    folder, mapping = ImportFolder(Path(request.inputs["folder"])), request.inputs["mapping"]
    try:
        frame, problems = _city(folder, mapping)
        account, kinds = _incidents(folder, mapping, frame, report)
    except BeatwrightError as problem:
        raise InputError(folder.told(problem)) from None
    return {
        "report": {**account.to_dict(), "source": request.inputs["label"], "usable": account.usable},
        "problems": [folder.told(problem) for problem in problems],
        "kinds": kinds,
        "classes": list(KindTable.default().severity.names),
    }


def _incidents(
    folder: ImportFolder, mapping: Mapping[str, Any], frame: Frame | None, report: JobReport
) -> tuple[ReadReport, list[dict[str, Any]]]:
    table = incident_table(folder.files, mapping, str(folder.kinds) if folder.kinds.exists() else "")
    source = build_step(IncidentSource, table, "The incidents")
    area = {} if frame is None else {"boundary": frame.boundary, "crs": frame.crs}
    account = source.check(folder.path, **area, progress=StepProgress(report).begin("read the incidents"))
    account.write_dropped(folder.dropped)
    if not account.usable:
        return account, []
    report.progress("sort the kinds")
    options = {key: value for key, value in table.items() if key != "file"}
    with tempfile.TemporaryDirectory() as scratch:
        _, draft = draft_files(folder.path / table["file"], scratch, options)
        return account, list(drafted_kinds(draft))


def _city(folder: ImportFolder, mapping: Mapping[str, Any]) -> tuple[Frame | None, tuple[str, ...]]:
    """Return the frame of the layers, where there is one, and what is wrong with them."""
    tables = study_tables("city", folder.files, mapping, {})
    source = build_step(CitySource, city_table(folder.files, mapping), "The city")
    problems = list(source.unreadable(folder.path))
    if "today" in tables:
        try:
            build_step(TodaySource, tables["today"], "Today's practice").check_files(folder.path)
        except BeatwrightError as problem:
            problems.append(str(problem))
    return (source.frame(folder.path) if source.framed and not problems else None), tuple(problems)

"""Write a plan as files that other programs read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from beatwright.base.plain_text import slug
from beatwright.core.plan import Plan
from beatwright.web.exports.case_with_draft import case_with_draft
from beatwright.web.exports.export_writers import write_export
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

__all__ = ["export_plan"]


def export_plan(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the names of the files that were written; where somebody asked for the end, those that are whole."""
    report.progress("opening the case")
    plan, folder = _plan(request), Path(request.inputs["folder"])
    case = case_with_draft(case_in_hand(request), plan, unseen=request.inputs["unseen"])
    kinds, files = request.options["kinds"], []
    for number, kind in enumerate(kinds):
        if report.stop():
            break
        report.progress(f"writing {kind}", done=number / len(kinds))
        files += write_export(case, kind, folder, slug(plan.name, 40))
    return {"files": [file.name for file in files]}


def _plan(request: JobRequest) -> Plan:
    """Return the version that was asked for as it was saved, or the draft; it says how often it was tested by now."""
    if request.inputs["version"] is not None:
        return Plan.from_dict(dict(request.inputs["version"]))
    draft = request.draft
    assert draft.edited_from is not None  # every draft begins with a plan
    return replace(draft, edited_from=replace(draft.edited_from, tests=request.inputs["tests"]))

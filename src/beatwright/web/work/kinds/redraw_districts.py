"""Draw the districts anew round those that are locked."""

from __future__ import annotations

from typing import Any

from beatwright.core.plan import Plan
from beatwright.planning import BalancedDistricts
from beatwright.web.work.candidates import candidate
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

__all__ = ["redraw_districts"]


def redraw_districts(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the districts that are balanced and compact where the locked ones stay as they are drawn."""
    report.progress("opening the case")
    case, draft = case_in_hand(request), request.draft
    step = BalancedDistricts(
        closed=request.locked_districts,
        name=draft.name,
        stop=report.stop,
        progress=report.searching("searching"),
        **request.options,
    )
    plan = step.solve(case.problem, Plan(districts=draft.districts, name=draft.name))
    return candidate(report, case, plan, "districts", step=step)

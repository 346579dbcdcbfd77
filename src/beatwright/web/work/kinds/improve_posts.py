"""Place the posts anew round those that are locked."""

from __future__ import annotations

from typing import Any

from beatwright.web.work.candidates import candidate, with_posts_of
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.median_search import watched_median

__all__ = ["improve_posts"]


def improve_posts(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the posts that bring the mean distance to its least where the locked ones stay."""
    report.progress("opening the case")
    case = case_in_hand(request)
    step = watched_median(case, request, report, keep=request.locked_posts, **request.options)
    plan = with_posts_of(step.solve(case.problem), request.draft)
    return candidate(report, case, plan, "posts", step=step)

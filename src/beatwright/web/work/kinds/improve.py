"""Place the posts anew round those that are locked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from beatwright.planning import PMedian
from beatwright.web.work.candidates import candidate, with_posts_of
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

__all__ = ["improve"]


def improve(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the posts that bring the mean distance to its least where the locked ones stay."""
    report.progress("opening the case")
    case, draft = case_in_hand(request), request.draft
    step = PMedian(keep=request.locked_posts, name=draft.name, stop=report.stop, **request.options)
    zones = len(step.siting(case.problem, step.p).zones)
    found = replace(step, progress=report.searching("searching", 1.0 / zones)).solve(case.problem)
    plan = replace(found, posts=with_posts_of(found, draft))
    return candidate(case, plan, "posts", step=step, seed=step.seed)

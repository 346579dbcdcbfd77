"""Plans that lose next to nothing against the best: nobody has to take the first answer."""

from __future__ import annotations

from typing import Any

from beatwright.web.work.candidates import certificate_values, made_with, with_posts_of
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.median_search import watched_median

__all__ = ["near_optimal_plans"]


def near_optimal_plans(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the best plans round the locked posts, each with its objective; any two differ in so many posts."""
    report.progress("opening the case")
    case = case_in_hand(request)
    options = dict(request.options)
    count, differ = options.pop("count"), options.pop("differ")
    step = watched_median(case, request, report, keep=request.locked_posts, **options)
    found = [with_posts_of(plan, request.draft) for plan in step.alternatives(case.problem, count, differ)]
    proofs = [certificate_values(plan) for plan in found]
    return {
        "plans": [
            {"plan": plan.to_dict(), "objective": proof["objective"], "certificate": proof}
            for plan, proof in zip(found, proofs, strict=True)
        ],
        "made_with": made_with(step),
    }

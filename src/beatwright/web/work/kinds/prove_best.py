"""Prove how good as many posts as the draft has can be, wherever they stand, and how far the draft is from that."""

from __future__ import annotations

from typing import Any

from beatwright.base.errors import InfeasibleError
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.planning import PMedian
from beatwright.web.work.candidates import certificate_values, made_with
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.median_search import watched_median

__all__ = ["prove_best"]

# The measure of `Coverage` that is the objective, so that the gap of a later draft is a division.
_MEASURES = {("metres", "calls"): "mean distance"}


def prove_best(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return the proven best plan of `p` posts without any lock, and the gap of the draft to it.

    The best plan is searched once for a case and number of posts: ``request.inputs["best"]`` is that of an earlier job.
    """
    report.progress("opening the case")
    case, known = case_in_hand(request), request.inputs.get("best")
    step = watched_median(case, request, report, **request.options)
    best = step.solve(case.problem) if known is None else Plan.from_dict(known)
    report.progress("pricing the draft")
    proof = certificate_values(best)
    return {
        "p": step.p,
        "certificate": proof,
        "best_objective": proof["objective"],
        "bound": proof["bound"],
        "unit": proof["unit"],
        "measure": _MEASURES.get((step.by, step.weight)),
        "best": best.to_dict(),
        **_price_of_draft(case, request.draft, step, best),
        "made_with": made_with(step),
    }


def _price_of_draft(case: Case, draft: Plan, step: PMedian, best: Plan) -> dict[str, Any]:
    """Return the certificate of the draft against that bound; None and why where it cannot be priced."""
    if len(draft.site_ids) != step.p:
        return {"draft": None, "gap_of_draft": None, "why": f"The draft has {count_of(len(draft.site_ids), 'post')}."}
    try:
        priced = step.price(case.problem, draft, best=best).to_dict()
    except InfeasibleError as problem:
        return {"draft": None, "gap_of_draft": None, "why": str(problem)}
    return {"draft": priced, "gap_of_draft": priced["gap"], "why": ""}

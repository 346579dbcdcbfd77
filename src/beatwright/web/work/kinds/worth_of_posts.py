"""What each post of the draft is worth, and where the next one would go."""

from __future__ import annotations

import math
from typing import Any

from beatwright.web.work.candidates import made_with
from beatwright.web.work.case_in_hand import case_in_hand
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.median_search import watched_median

__all__ = ["worth_of_posts"]


def worth_of_posts(request: JobRequest, report: JobReport) -> dict[str, Any]:
    """Return what the loss of each post would cost, and the site where one more would gain most.

    In metres (or minutes) per call; None where a post's loss would leave a zone with demand without a route.
    """
    report.progress("opening the case")
    case = case_in_hand(request)
    step = watched_median(case, request, report, **request.options)
    report.progress("weighing")
    table = step.post_values(case.problem, request.draft)
    rows = [
        {"site": str(site), "change": change, "difference": _known(difference), "percent": _known(percent)}
        for site, change, difference, percent in table[["change", "difference", "percent"]].itertuples()
    ]
    return {
        "posts": [_named(row, "loss", 1) for row in rows if row["change"] == "close"],
        "next": next((_named(row, "gain", -1) for row in rows if row["change"] == "open"), None),
        "made_with": made_with(step),
    }


def _named(row: dict[str, Any], name: str, sign: int) -> dict[str, Any]:
    """Return a row with its difference as a loss or as a gain; both are positive where the change counts."""
    signed = {key: None if row[key] is None else sign * row[key] for key in ("difference", "percent")}
    return {"site": row["site"], name: signed["difference"], "percent": signed["percent"]}


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None

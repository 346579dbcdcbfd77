"""The p-median that the searches for posts share: as a request asks for it, watched by its report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from beatwright.core.case import Case
from beatwright.planning import PMedian
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

__all__ = ["watched_median"]


def watched_median(case: Case, request: JobRequest, report: JobReport, **options: Any) -> PMedian:
    """Return the planner with its `stop` and its `progress`, which tells of metres (or minutes) per call.

    Parameters
    ----------
    case : Case
        What is planned on.
    request, report
        Those of the job.
    **options
        Of the planner.
    """
    # A list over the wire is a tuple where the planner names its options.
    options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    step = PMedian(**options, name=request.draft.name, stop=report.stop)
    # The engine tells of sums over zones of weights that are 1 in the mean.
    zones = len(step.siting(case.problem, step.p).zones)
    return replace(step, progress=report.searching("searching", 1.0 / zones))

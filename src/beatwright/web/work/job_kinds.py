"""The table of what a child process can do: a kind is one function in a file of `kinds`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.kinds.export_plan import export_plan
from beatwright.web.work.kinds.improve_posts import improve_posts
from beatwright.web.work.kinds.near_optimal_plans import near_optimal_plans
from beatwright.web.work.kinds.preview_import import preview_import
from beatwright.web.work.kinds.prove_best import prove_best
from beatwright.web.work.kinds.read_import import read_import
from beatwright.web.work.kinds.redraw_districts import redraw_districts
from beatwright.web.work.kinds.run_import import run_import
from beatwright.web.work.kinds.worth_of_posts import worth_of_posts

__all__ = ["JOB_KINDS", "JobFunction"]

# Plain values for JSON, without NaN: what the job shows as its result.
JobFunction = Callable[[JobRequest, JobReport], dict[str, Any]]

JOB_KINDS: dict[str, JobFunction] = {
    "export": export_plan,
    "preview_import": preview_import,
    "read_import": read_import,
    "run_study": run_import,
    "improve": improve_posts,
    "redraw": redraw_districts,
    "proof": prove_best,
    "worth": worth_of_posts,
    "alternatives": near_optimal_plans,
}

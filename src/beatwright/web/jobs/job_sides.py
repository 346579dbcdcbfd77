"""What the server does for a kind of work before and after the child: one line of a table for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from beatwright.web.jobs.export_sides import export_inputs, keep_exported_files
from beatwright.web.jobs.import_sides import import_inputs, open_imported_case
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.store.job_store import JobStore, PlannerJob

__all__ = ["JOB_SIDES", "JobSide"]


def _nothing(ground: JobGround, job: PlannerJob) -> dict[str, Any]:
    return {}


def _as_it_is(ground: JobGround, job: PlannerJob, result: dict[str, Any]) -> dict[str, Any]:
    return result


def _known_best(ground: JobGround, job: PlannerJob) -> dict[str, Any]:
    """Give the best plan that was proven for the same case and options before: it is searched once."""
    for earlier in JobStore(ground.database).of_case(job.case or 0, job.kind):
        result = earlier.result if earlier.state == "done" and earlier.options == job.options else None
        if result is not None and result["certificate"]["status"] == "optimal":
            return {"best": result["best"]}
    return {}


@dataclass(frozen=True)
class JobSide:
    """The server's side of a kind of work.

    Parameters
    ----------
    inputs : callable (ground, job) -> dict
        What the child is given beside the options and the draft: `JobRequest.inputs`.
    taken_in : callable (ground, job, result) -> dict
        Given the child's result where the work was done; returns what the job shows. An error that it raises is the
        job's.
    """

    inputs: Callable[[JobGround, PlannerJob], dict[str, Any]] = _nothing
    taken_in: Callable[[JobGround, PlannerJob, dict[str, Any]], dict[str, Any]] = _as_it_is


JOB_SIDES: dict[str, JobSide] = {
    "improve": JobSide(),
    "export": JobSide(export_inputs, keep_exported_files),
    "read_import": JobSide(import_inputs),
    "run_study": JobSide(import_inputs, open_imported_case),
    "redraw": JobSide(),
    "proof": JobSide(inputs=_known_best),
    "worth": JobSide(),
    "alternatives": JobSide(),
}

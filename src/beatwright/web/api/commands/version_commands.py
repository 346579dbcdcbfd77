"""The command that lays a version on the table again."""

from __future__ import annotations

from beatwright.web.drafts.draft_log import draft_at
from beatwright.web.drafts.restore_draft import RestoreDraft
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.version_store import Version

__all__ = ["version_command", "version_of"]


def version_of(planner: PlannerServer, number: int) -> Version:
    """Return a version; RequestProblem 404 where there is none of that number."""
    version = planner.versions.get(number)
    if version is None:
        raise RequestProblem(404, "missing", "There is no such version.")
    return version


def version_command(planner: PlannerServer, plan: int, number: int) -> RestoreDraft:
    """Return the command that brings a plan back to a version of it.

    Raises
    ------
    RequestProblem
        422 where it is a version of another plan: laid on the table here, its tests would be counted nowhere.
    """
    version = planner.versions.get(number)
    if version is None or version.plan_id != plan:
        raise RequestProblem(422, "version", f"The plan has no version {number}.")
    return RestoreDraft(draft_at(planner.drafts.state(plan).log, version.seq))

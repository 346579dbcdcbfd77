"""The command that puts a plan on the table which a job found, or a version; nothing does that by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beatwright.base.words import joined
from beatwright.core.plan import Plan
from beatwright.web.api.commands.version_commands import version_command
from beatwright.web.api.draft_answers import log_line
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.drafts.draft_of_plan import UsePlan
from beatwright.web.drafts.restore_draft import RestoreDraft
from beatwright.web.models.plan_models import UsePlanBody
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.job_store import PlannerJob

__all__ = ["candidate_command"]


def candidate_command(
    planner: PlannerServer, opened: OpenCase, plan: int, body: UsePlanBody, *, after: int
) -> UsePlan | RestoreDraft:
    """Return the command.

    Parameters
    ----------
    planner, opened : PlannerServer, OpenCase
        Where it is given.
    plan : int
        The draft that it is for.
    body : UsePlanBody
        Which job's plan, and whether it may overwrite what was changed since the job began; or which version.
    after : int
        Place of the last command that whoever asks has seen.

    Raises
    ------
    RequestProblem
        422 where the job found no plan for this draft, or it has no such version; 409 where it would overwrite what was
        changed since.
    """
    if (body.job is None) == (body.version is None):
        raise RequestProblem(422, "candidate", "Give one: a job that found a plan, or a version.")
    if body.version is not None:
        return version_command(planner, plan, body.version)
    job = None if body.job is None else planner.jobs.store.get(body.job)
    if job is None or job.plan != plan:
        raise RequestProblem(422, "candidate", "Give the number of a job of this plan that found one.")
    command = UsePlan(_candidate(job, body.choice))
    if not body.force:
        _complain_of_overwriting(planner, opened, plan, command, job, after)
    return command


def _candidate(job: PlannerJob, choice: int | None) -> Plan:
    result: Mapping[str, Any] = job.result or {}
    found = [result["plan"]] if "plan" in result else [line["plan"] for line in result.get("plans", ())]
    place = choice or 0
    if place >= len(found):
        raise RequestProblem(422, "candidate", f"Job {job.id} found no such plan.")
    return Plan.from_dict(found[place])


def _complain_of_overwriting(
    planner: PlannerServer, opened: OpenCase, plan: int, command: UsePlan, job: PlannerJob, after: int
) -> None:
    state = planner.drafts.state(plan)
    if after < state.head:
        return  # it is refused as stale anyway, with all that happened since
    try:
        keys = command.patch(state.draft, opened.ground).keys
    except DraftError:
        return  # it is refused with the same words where it is carried out
    lost = [entry for entry in state.log if entry.seq > (job.seq or 0) and entry.patch.keys & keys]
    if not lost:
        return
    details = {
        "seq": job.seq,
        "head": state.head,
        "since": [log_line(entry).model_dump() for entry in lost],
        "keys": sorted(keys & frozenset().union(*(entry.patch.keys for entry in lost))),
    }
    who = joined(dict.fromkeys(entry.user for entry in lost))
    words = f"{who} changed the draft since the job began; its plan would overwrite that."
    raise RequestProblem(409, "moved", words, details)

"""From a job in the database to what a child is asked: the draft as it stood, and what is locked in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from beatwright.web.drafts.draft import Draft
from beatwright.web.drafts.draft_log import draft_at
from beatwright.web.drafts.draft_of_plan import BY_HAND, plan_of_draft
from beatwright.web.drafts.patch import district_key, post_key
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.jobs.job_sides import JOB_SIDES
from beatwright.web.store.job_store import PlannerJob
from beatwright.web.store.tables import plans
from beatwright.web.work.job_request import JobRequest

__all__ = ["request_of_job"]


def request_of_job(ground: JobGround, job: PlannerJob) -> JobRequest:
    """Return what a child is asked to do.

    Raises
    ------
    BeatwrightError
        Where the case is gone, or was made anew since.
    """
    values: dict[str, Any] = {}
    if job.case is not None:
        case = ground.shelf[job.case].case
        values |= {"folder": str(ground.shelf.folder(job.case)), "digest": case.digest}
    if job.plan is not None:
        values |= _draft_values(ground, job.plan, job.seq)
    inputs = JOB_SIDES[job.kind].inputs(ground, job)
    return JobRequest(job.id, job.kind, dict(job.options), inputs=inputs, **values)


def _draft_values(ground: JobGround, plan: int, seq: int | None) -> dict[str, Any]:
    draft = draft_at(ground.drafts.state(plan).log, seq)
    with ground.database.reading() as connection:
        name = str(connection.scalar(select(plans.c.name).where(plans.c.id == plan)))
    drawn = plan_of_draft(draft, ground.drafts.base(plan), name=name, made_by=BY_HAND)
    return {
        "plan": drawn.to_dict(),
        "locked_posts": tuple(_locked(draft, [post_key(slot) for slot in draft.slots], "site")),
        "locked_districts": tuple(_locked(draft, [district_key(n) for n in draft.district_numbers], "name")),
    }


def _locked(draft: Draft, keys: list[str], field: str) -> list[str]:
    records = [draft.record(key) or {} for key in keys]
    return [str(record[field]) for record in records if record["locked"]]

"""A plan that a search found, as a job's result: a candidate until somebody puts it on the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.planning import BalancedDistricts, PMedian
from beatwright.show import headline
from beatwright.study.judging import judge_reading
from beatwright.study.manifest import package_versions
from beatwright.web.work.job_report import JobReport

__all__ = ["candidate", "made_with", "with_posts_of"]


def candidate(
    report: JobReport, case: Case, plan: Plan, layer: str, *, step: PMedian | BalancedDistricts
) -> dict[str, Any]:
    """Return a plan with its proof, what is judged of it on the demand planned on, and how it was made.

    Parameters
    ----------
    report : JobReport
        Keeps the plan before it is judged.
    case : Case
        What was planned on.
    plan : Plan
        With its certificate.
    layer : {"posts", "districts"}
        What was searched for, and is judged.
    step : planner
        Who made it.
    """
    found = {
        "plan": plan.to_dict(),
        "certificate": certificate_values(plan),
        "judged": None,
        "made_with": made_with(step),
    }
    report.keep(found)
    report.progress("judging")
    judged = case.with_plan(plan, judge_reading((), layer), unseen=False)
    figures = {"headline": headline(judged).to_dict(), "evaluation": judged.evaluations[-1].to_dict()}
    return {**found, "judged": figures}


def certificate_values(plan: Plan) -> dict[str, Any]:
    """Return the proof of a plan as plain values."""
    assert plan.certificate is not None  # every search here proves
    return plan.certificate.to_dict()


def made_with(step: PMedian | BalancedDistricts) -> dict[str, Any]:
    """Return what a search was made with: the same again gives the same plan, where no clock ended it."""
    return {"step": step.label, "seed": step.seed, "versions": package_versions()}


def with_posts_of(plan: Plan, draft: Plan) -> Plan:
    """Return a plan where a post that stands where the draft has one keeps the size and the reach it has there."""
    own = {post.site: post for post in draft.posts or ()}
    return replace(plan, posts=tuple(own.get(post.site, post) for post in plan.posts or ()))

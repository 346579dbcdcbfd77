"""A plan that a search found, as a job's result: a candidate until somebody puts it on the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy

from beatwright._version import __version__
from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.show import headline
from beatwright.study.judging import judge_reading

__all__ = ["candidate", "made_with", "with_posts_of"]


def candidate(case: Case, plan: Plan, layer: str, **how: Any) -> dict[str, Any]:
    """Return a plan with its proof, what is judged of it on the demand planned on, and how it was made.

    Parameters
    ----------
    case : Case
        What was planned on.
    plan : Plan
        With its certificate.
    layer : {"posts", "districts"}
        What was searched for, and is judged.
    **how
        As for `made_with`.
    """
    assert plan.certificate is not None  # every search here proves
    judged = case.with_plan(plan, judge_reading((), layer), unseen=False)
    return {
        "plan": plan.to_dict(),
        "certificate": plan.certificate.to_dict(),
        "judged": {"headline": headline(judged).to_dict(), "evaluation": judged.evaluations[-1].to_dict()},
        "made_with": made_with(**how),
    }


def made_with(step: Any, seed: int) -> dict[str, Any]:
    """Return what a search was made with, so that the same job gives the same plan.

    Parameters
    ----------
    step : Step
        The planner with its options.
    seed : int
        Of its search.
    """
    versions = {"beatwright": __version__, "numpy": np.__version__, "scipy": scipy.__version__}
    return {"step": step.label, "seed": seed, "versions": versions}


def with_posts_of(plan: Plan, draft: Plan) -> tuple[Post, ...]:
    """Return the posts of a plan; one that stands where the draft has one keeps the size and the reach it has there."""
    own = {post.site: post for post in draft.posts or ()}
    return tuple(own.get(post.site, post) for post in plan.posts or ())

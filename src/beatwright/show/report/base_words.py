"""What the plans of a report are compared with, where that is not today's practice."""

from __future__ import annotations

from beatwright.base.plain_text import clean
from beatwright.core.case import Case

__all__ = ["base_sentence", "layer_judged"]


def base_sentence(case: Case) -> str:
    """Return what stands in the place of today's practice; empty where the base is today's practice itself."""
    base = case.plan(case.base)
    if base.today:
        return ""
    return f"{_unknown(case)}: {_instead(case, clean(base.name, 60))}."


def layer_judged(case: Case) -> str:
    """Return what of the recommended plan the first judge looks at, "posts" or "districts"; a plan may hold both."""
    main = case.plan(case.main)
    read = case.evaluations[0].read if case.evaluations else ()
    return "districts" if main.districts is not None and (main.posts is None or read == ("districts",)) else "posts"


def _unknown(case: Case) -> str:
    word = layer_judged(case)
    if any(plan.today and word in plan.decided for plan in case.plans):
        return f"The plans are not compared with today's {word}"
    if word == "posts" and len(case.problem.city.current_sites):
        return "Today's posts are known, but no plan of this study holds them (give the table [today])"
    return f"Today's {word} are not known to this study"


def _instead(case: Case, base: str) -> str:
    if case.main == case.base:
        return "nothing shows what would change"
    return f"changes are against “{base}”, a plan made here to compare with, not against what is done now"

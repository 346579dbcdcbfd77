"""What the reader must know of the figures of Delay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of, joined, listed, significant
from beatwright.core import Plan, Problem, post_names
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.cars.delay_totals import DelayTotals

__all__ = ["delay_notes", "several_cars_note", "share_of_calls_note"]

_DIGITS = 9


def delay_notes(totals: DelayTotals, problem: Problem, plan: Plan, calls_per_incident: float) -> Iterator[str]:
    """Yield the worst hour, posts and hours that are short of cars, and what is assumed and approximate."""
    known, name = post_names(problem.city), f"“{clean(plan.name, 60)}”"
    posts = [known.get(site, site) for site in plan.site_ids]
    queues, by_hour = totals.queues, np.nan_to_num(totals.delayed_by_hour[0])
    worst = int(by_hour.round(_DIGITS).argmax())  # of hours alike the first
    late = amount(by_hour[worst], "share")
    yield f"The worst hour of {name} begins on {hour_name(worst)}: {late} of its calls are delayed."
    short = [clean(post, 60) for post, keeps_up in zip(posts, queues.keeps_up[0], strict=True) if not keeps_up]
    if short:
        yield (
            f"The cars of {name} at {listed(short)} cannot keep up with the calls over the week: every call there "
            "counts as delayed, and is in no mean of minutes."
        )
    yield from _overloaded(totals, posts, name)
    lost = float(totals.unreached[0].sum())
    if lost > 0:
        yield f"No post of {name} reaches {significant(lost)} calls a week: they count as delayed, and are in no mean."
    yield share_of_calls_note(calls_per_incident)
    yield (
        "Urgent calls go first, and no car is called off. The line of each hour is shared among the classes as in a "
        "steady queue: waits by class are approximate where calls or cars change by the hour, or where classes keep "
        "cars for different times; the wait over all classes is not."
    )
    if queues.together:
        yield from _together_notes(totals, problem, posts)
    else:
        yield from several_cars_note(problem)


def _together_notes(totals: DelayTotals, problem: Problem, posts: Sequence[str]) -> Iterator[str]:
    """Yield what becomes of calls that need several cars, and which of them need more than there are."""
    queues = totals.queues
    many = _many(problem)
    if not many:
        return
    yield (
        f"A call that needs several cars ({joined(many)}) starts when all of them are free at once; the cars leave one "
        "by one. It counts as delayed, and waits, until it starts."
    )
    for kind in np.flatnonzero(queues.short[0].any(axis=(0, 1))).tolist():
        lacking = np.asarray(queues.short[0, :, :, kind] > 0)
        need, at = (
            int(queues.needs[kind]),
            [clean(post, 60) for post, some in zip(posts, lacking, strict=True) if some.any()],
        )
        most = int(queues.cars[lacking].max())
        yield (
            f"A call of the class {clean(problem.severity.names[kind], 60)} needs {count_of(need, 'car')}, and at most "
            f"{most} are on duty in {count_of(int(lacking.sum()), 'hour')} a week at {listed(at)}. It starts there "
            "once all that are on duty are free, and the first that come free do the work of the rest; in truth other "
            "posts must help."
        )


def _overloaded(totals: DelayTotals, posts: Sequence[str], name: str) -> Iterator[str]:
    carried = totals.overloaded[0] & totals.queues.keeps_up[0][:, None]
    told = [
        f"{clean(posts[post], 60)} in {count_of(int(row.sum()), 'hour')}, from {hour_name(int(row.argmax()))}"
        for post, row in enumerate(carried)
        if row.any()
    ]
    if told:
        yield (
            f"More calls come than the cars of {name} can carry: {listed(told)}. A line builds up then, which the "
            "hours after work off; the figures hold all of that."
        )


def share_of_calls_note(calls_per_incident: float, *, with_work: bool = False) -> str:
    """Return what is assumed of calls that no record holds, and of work beside calls unless that is known.

    >>> share_of_calls_note(8.0)[:67]
    'It is assumed that one recorded incident stands for 8 calls for ser'
    """
    calls = "one call" if calls_per_incident == 1 else f"{significant(calls_per_incident)} calls"
    return (
        f"It is assumed that one recorded incident stands for {calls} for service. Records of crimes hold a part of "
        f"the calls only{'' if with_work else ', and no work that officers begin themselves'}."
    )


def several_cars_note(problem: Problem) -> Iterator[str]:
    """Yield what becomes of calls that need several cars, where some do."""
    many = _many(problem)
    if many:
        yield (
            f"A call that needs several cars ({joined(many)}) counts as so many calls for one car: the load is right, "
            "and the wait is that for any one of its cars, not for the last."
        )


def _many(problem: Problem) -> list[str]:
    """Return the classes that need several cars, with their number."""
    return [
        f"{clean(name, 60)} {cars}"
        for name, cars in zip(problem.severity.names, problem.cars_needed.tolist(), strict=True)
        if cars > 1
    ]

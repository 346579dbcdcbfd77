"""What the reader must know of the figures of Simulation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of, listed, significant
from beatwright.core import Measure
from beatwright.core.command_calls import share_of_calls_note
from beatwright.core.weekly_interval import LEVEL, weekly_interval
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.dispatch_setting import DispatchSetting
from beatwright.evaluate.simulation.overload import calls_a_week

__all__ = ["simulation_notes"]

_WIDE = 0.05  # half an interval as a part of the figure, above which more weeks are named
_CHECKED = "mean response"


def simulation_notes(
    setting: DispatchSetting,
    calls: Sequence[str],
    answered: AnsweredCalls,
    measures: Sequence[Measure],
    *,
    growing: bool,
    warm_up: int,
    asked: int,
    calls_per_incident: float,
    patrol_speed: float | None,
) -> Iterator[str]:
    """Yield overload and what was assumed, how intervals were found, and whether the warm-up was long enough."""
    name = f"“{clean(setting.plan.name, 60)}”"
    if growing:
        yield (
            f"More calls come than the cars of {name} can answer: the queue grows by about "
            f"{significant(calls_a_week(answered.line), 2)} calls a week, so waits and responses have no mean."
        )
    if answered.weeks < asked:
        yield (
            f"The run was stopped after {count_of(answered.weeks, 'week')} of {asked:,}; the figures are those of the "
            "weeks that were done."
        )
    yield from setting.inputs.notes
    yield from _fitted_notes(setting)
    yield _patrol_note(patrol_speed)
    yield _calls_note(calls, answered, warm_up)
    yield from _interval_notes(measures, name)
    yield from _warm_up_notes(measures, name, warm_up)
    fitted = setting.fitted
    yield share_of_calls_note(calls_per_incident, with_work=fitted is not None and fitted.work_minutes.seen > 0)


def _fitted_notes(setting: DispatchSetting) -> Iterator[str]:
    fitted, ours = setting.fitted, setting.problem.severity.names[::-1]
    if fitted is None:
        return
    work = fitted.work_minutes.seen > 0
    yield (
        f"Minutes on the scene, cars needed, call-taking and travel are those of {clean(fitted.source, 120)}, as they "
        f"were fitted{'; so is the work that officers begin themselves' if work else ''}."
    )
    theirs = [one.name for one in fitted.classes]
    if set(theirs) != set(ours):
        pairs = (f"{clean(one, 40)} for {clean(other, 40)}" for one, other in zip(theirs, ours, strict=True))
        yield f"The classes of the records are taken in their order of urgency: {listed(pairs)}."


def _patrol_note(speed: float | None) -> str:
    if speed is None:
        return "Free cars wait or go back to their posts, so no patrol distance is given: place = 'patrol' has one."
    return (
        f"The patrol distance assumes that a car drives {speed:g} km/h in all the time that it is free; nobody has "
        "measured that (patrol_speed)."
    )


def _calls_note(calls: Sequence[str], answered: AnsweredCalls, warm_up: int) -> str:
    digests = listed(each[:12] for each in calls)
    return (
        f"{count_of(len(answered.week), 'call')} of {count_of(answered.weeks, 'week')} count, those after "
        f"{count_of(warm_up, 'week')} of warm-up (calls {digests}); all of them were answered to the end."
    )


def _interval_notes(measures: Sequence[Measure], name: str) -> Iterator[str]:
    """Yield how the intervals of a plan were found, and how many weeks would narrow the widest of the responses."""
    found = [(m, weekly_interval(m.by_week)) for m in measures if m.by_week]
    known = [(m, interval) for m, interval in found if interval is not None]
    if not known:
        yield f"The figures of {name} have no intervals: they need at least 3 weeks."
        return
    by_two = sum(interval.batch > 1 for _, interval in known)
    pairs = f", and over pairs of weeks for {by_two} of {len(known)} figures, which go on from week to week"
    yield f"Intervals of {name} hold with {100 * LEVEL:g} %; they are over weeks{pairs if by_two else ''}."
    for measure, interval in known:
        half = (interval.high - interval.low) / 2
        goal = _WIDE * abs(measure.value)
        if measure.name == _CHECKED and half > goal > 0:
            need = math.ceil(len(measure.by_week) * (half / goal) ** 2)
            yield (
                f"The {measure.name} of {name} is known to ± {amount(half, measure.unit)}. For "
                f"± {amount(goal, measure.unit)} (5 %) some {significant(need, 2)} weeks are needed: weeks = "
                f"{significant(need, 2).replace(',', '')}."
            )


def _warm_up_notes(measures: Sequence[Measure], name: str, warm_up: int) -> Iterator[str]:
    """Say where the first week that counts lies outside of what weeks after it are like."""
    for measure in measures:
        if measure.name != _CHECKED or len(measure.by_week) < 4:
            continue
        first, rest = measure.by_week[0], np.array(measure.by_week[1:])
        if first < rest.mean() - 3 * rest.std(ddof=1):
            yield (
                f"In the first week that counts {name} does better than in the weeks after it, by more than they "
                f"differ among themselves. The warm-up is too short: warm_up = {warm_up + 2}."
            )

"""Evaluations whose differences to one plan have a 90 % interval, or that say why they have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from beatwright.base.plain_text import clean
from beatwright.base.progress import Progress
from beatwright.base.words import count_of, joined
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.evaluation import Evaluation
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import HourlyJudge, Judge
from beatwright.examine.hindsight.paired_differences import (
    PairedDifference,
    judges_draws_at_once,
    paired_differences,
)
from beatwright.examine.hindsight.paired_words import by_hour_only, too_short
from beatwright.examine.hindsight.week_blocks import FEWEST_WEEKS, whole_weeks

__all__ = ["paired_evaluations"]

_ONE_BY_ONE = (
    "No difference has an interval: this judge would have to be asked anew for every draw of the held-out weeks. "
    '[[examine]] with step = "PairedIntervals" does that.'
)


def paired_evaluations(
    judge: Judge,
    heldout: Problem,
    incidents: Incidents | None,
    judged: Sequence[tuple[tuple[Plan, ...], Evaluation]],
    *,
    base: str,
    draws: int = 200,
    seed: int = 0,
    progress: Progress | None = None,
) -> tuple[Evaluation, ...]:
    """Return the evaluations, every difference to the base with its 90 % interval, or with a note why it has none.

    Parameters
    ----------
    judge : Judge
        Who judged.
    heldout : Problem
        What the plans were judged on.
    incidents : Incidents, optional
        The held-out incidents, in zones; None where none are held out.
    judged : sequence of (tuple of Plan, Evaluation)
        The plans and what the judge said of each. Several plans stand for one that was drawn at random, and have no
        interval.
    base : str
        Name of the plan that the others are compared with.
    draws, seed : int
        How often the weeks are drawn, and from which seed.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    tuple of Evaluation
        In the order given.
    """
    if any(said.calls for _, said in judged):
        return tuple(said for _, said in judged)  # differences of what was simulated are paired by its own weeks
    single = {said.plan: (plans[0], said) for plans, said in judged if len(plans) == 1}
    why = _why_not(single, incidents, base)
    if not why and isinstance(judge, HourlyJudge):
        why = by_hour_only(type(judge).__name__)
    if not why and incidents is not None and not judges_draws_at_once(judge, heldout, incidents, single[base][0]):
        why = _ONE_BY_ONE
    if why or incidents is None:
        return tuple(replace(said, notes=(*said.notes, why)) for _, said in judged)
    found = paired_differences(
        judge, heldout, incidents, single, base=base, draws=draws, seed=seed, progress=progress,
    )  # fmt: skip
    drawn = [said.plan for plans, said in judged if len(plans) > 1]
    notes = tuple(_notes(found, whole_weeks(incidents), draws, drawn))
    return tuple(_with_intervals(said, found, base, notes) for _, said in judged)


def _why_not(single: Mapping[str, object], incidents: Incidents | None, base: str) -> str:
    """Return why no difference has an interval; empty where they have."""
    name = clean(base, 60)
    if incidents is None:
        return "No incidents are held out, so nobody can say which differences chance could explain."
    if whole_weeks(incidents) < FEWEST_WEEKS:
        return too_short(whole_weeks(incidents), FEWEST_WEEKS)
    if base not in single:
        return f"No difference has an interval: “{name}” stands for many plans drawn at random."
    if len(single) == 1:
        return f"No difference has an interval: there is no plan beside “{name}” that is not drawn at random."
    return ""


def _notes(found: Sequence[PairedDifference], weeks: int, draws: int, drawn: Iterable[str]) -> Iterable[str]:
    if not found:
        yield "No difference has an interval: no figure of this judge can be judged again week by week."
        return
    yield (
        f"Intervals hold nine in ten of {count_of(draws, 'draw')} of the {count_of(weeks, 'week')} held out, on which "
        "all plans were judged alike: what another such time would change, not what another city would."
    )
    names = joined(clean(name, 60) for name in drawn)
    if names:
        yield f"Plans that stand for many drawn at random have no interval: {names}."


def _with_intervals(
    said: Evaluation, found: Sequence[PairedDifference], base: str, notes: tuple[str, ...]
) -> Evaluation:
    intervals = {one.measure.name: one.interval for one in found if one.plan == said.plan}

    def told(measure: Measure) -> Measure:
        if measure.name not in intervals:
            return measure
        return replace(measure, against=DifferenceInterval(base, *intervals[measure.name]))

    return replace(said, measures=tuple(map(told, said.measures)), notes=(*said.notes, *notes))

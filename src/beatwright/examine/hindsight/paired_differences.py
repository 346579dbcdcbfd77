"""Differences between plans under the same draws of weeks: what is left of a gain when chance is taken out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.base.progress import Progress
from beatwright.core.demand import Demand
from beatwright.core.evaluation import Evaluation
from beatwright.core.figures_alone import figures_alone
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge
from beatwright.examine.hindsight.chance_interval import chance_interval, influence_of_weeks
from beatwright.examine.hindsight.week_blocks import drawn_weeks, week_counts

__all__ = [
    "CHANCE",
    "PairedDifference",
    "draws_made",
    "figures_by_draw",
    "judges_draws_at_once",
    "paired_differences",
    "redrawn",
]

CHANCE = "chance could explain this"
_DRAWS_A_WEEK = 2  # of fewer it cannot be told what each week does to a difference
_FEWEST_BLOCKS = 4  # of fewer nothing can be learned of how they vary
_MOST_CELLS = 5_000_000  # zones, times classes, times draws, that a judge is given at once: 40 MB
_SAME = 1e-9  # relative; rounding of sums in another order


@dataclass(frozen=True)
class PairedDifference:
    """The difference of one figure between a plan and the base.

    Parameters
    ----------
    plan : str
        Name of the plan.
    measure : Measure
        The plan's figure.
    base : float
        That of the base.
    interval : tuple of float
        90 % interval of the difference, plan less base.
    """

    plan: str
    measure: Measure
    base: float
    interval: tuple[float, float]

    @property
    def difference(self) -> float:
        """The plan's figure less that of the base."""
        return self.measure.value - self.base

    @property
    def chance(self) -> bool:
        """Whether chance could explain it: 0 lies in the interval."""
        return self.interval[0] <= 0.0 <= self.interval[1]

    @property
    def verdict(self) -> str:
        """The difference in a word."""
        if self.interval == (0.0, 0.0):
            return "the same"
        if self.chance:
            return CHANCE
        return "better" if (self.difference < 0) == (self.measure.direction == "lower") else "worse"


def redrawn(heldout: Problem, incidents: Incidents, times: npt.NDArray[np.int64]) -> Problem:
    """Return the problem with draws of weeks as the scenarios of its demand.

    Parameters
    ----------
    heldout : Problem
        What plans are judged on.
    incidents : Incidents
        The held-out incidents, in zones.
    times : array of int, shape (draws, weeks)
        How often each draw takes every week.
    """
    rate = week_counts(incidents).rates(times)
    demand = Demand(
        rate[:, :, None, :],
        severity=heldout.demand.severity,
        hours=heldout.demand.hours,
        source=f"{heldout.demand.source}, weeks drawn again",
    )
    return replace(heldout, demand=demand)


def judges_draws_at_once(judge: Judge, heldout: Problem, incidents: Incidents, plan: Plan) -> bool:
    """Tell whether a judge works out its figures by scenario, so that draws of weeks need not be judged one by one."""
    two = redrawn(heldout, incidents, drawn_weeks(len(week_counts(incidents).hours), 2))
    return any(len(one.by_scenario) for one in figures_alone(judge, two, plan).measures)


def figures_by_draw(judge: Judge, problem: Problem, plan: Plan) -> dict[str, npt.NDArray[np.float64]]:
    """Return the judge's figures of a plan under every scenario of a problem, shape (scenarios,) each.

    A judge that works out its figures by scenario is asked once, any other once a scenario.
    """
    parts = [_figures(judge, part, plan) for part in _parts(problem)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0] if all(name in p for p in parts)}


def _parts(problem: Problem) -> Iterator[Problem]:
    """Yield problems with some of the scenarios each, so that a large city fits into memory."""
    demand = problem.demand
    few = max(2, _MOST_CELLS // max(demand.rate[0].size, 1))
    for start in range(0, len(demand.rate), few):
        rate = demand.rate[start : start + few]
        yield replace(problem, demand=replace(demand, rate=rate, weight=np.ones(len(rate))))


def _figures(judge: Judge, problem: Problem, plan: Plan) -> dict[str, npt.NDArray[np.float64]]:
    scored = figures_alone(judge, problem, plan)
    found = {one.name: np.array(one.by_scenario) for one in scored.measures if len(one.by_scenario)}
    if found:
        return found
    demand = problem.demand
    alone = [
        figures_alone(judge, replace(problem, demand=replace(demand, rate=rate[None], weight=np.ones(1))), plan)
        for rate in demand.rate
    ]
    names = [one.name for one in scored.measures if all(_has(other, one.name) for other in alone)]
    return {name: np.array([one[name] for one in alone]) for name in names}


def _has(evaluation: Evaluation, name: str) -> bool:
    return any(one.name == name for one in evaluation.measures)


def paired_differences(
    judge: Judge,
    heldout: Problem,
    incidents: Incidents,
    judged: Mapping[str, tuple[Plan, Evaluation]],
    *,
    base: str,
    draws: int = 200,
    block: int = 4,
    seed: int = 0,
    progress: Progress | None = None,
) -> tuple[PairedDifference, ...]:
    """Return the difference of every plan to the base with its 90 % interval, from the same draws of weeks for all.

    Parameters
    ----------
    judge : Judge
        Who judges.
    heldout : Problem
        What plans are judged on.
    incidents : Incidents
        The held-out incidents, in zones.
    judged : mapping of str to (Plan, Evaluation)
        The plans and what the judge said of them on `heldout`, by name.
    base : str
        The plan that the others are compared with.
    draws, block, seed : int
        As in `drawn_weeks`; at least twice as many draws as weeks are made, and a block is at most a quarter of the
        weeks.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    tuple of PairedDifference
        Of figures that have a direction. A figure is left out where the judge does not give again from the weeks what
        it said before, so that the draws would be of something else; and one that applies to no draw.
    """
    weeks = len(week_counts(incidents).hours)
    block = min(block, max(weeks // _FEWEST_BLOCKS, 1))
    drawn = drawn_weeks(weeks, draws_made(draws, weeks), seed, block)
    times = np.concatenate([np.ones((1, weeks), dtype=np.int64), drawn])
    problem = redrawn(heldout, incidents, times)
    figures = {}
    for number, (name, (plan, _)) in enumerate(judged.items()):
        if progress is not None:
            progress(number, len(judged), f"draw weeks for {name}")
        figures[name] = figures_by_draw(judge, problem, plan)
    regression = influence_of_weeks(drawn)
    return tuple(
        PairedDifference(name, measure, before, interval)
        for name, measure, before, apart in _drawn_again(judged, figures, base)
        if (interval := chance_interval(measure.value - before, apart, drawn, regression)) is not None
    )


def draws_made(draws: int, weeks: int) -> int:
    """Return how many draws are made where so many are asked for: at least two for each of the weeks.

    >>> draws_made(200, 52), draws_made(200, 156)
    (200, 312)
    """
    return max(draws, _DRAWS_A_WEEK * weeks)


def _drawn_again(
    judged: Mapping[str, tuple[Plan, Evaluation]],
    figures: Mapping[str, Mapping[str, npt.NDArray[np.float64]]],
    base: str,
) -> Iterator[tuple[str, Measure, float, npt.NDArray[np.float64]]]:
    """Yield plan, figure, that of the base, and the differences drawn, of figures that the weeks give again."""
    for name, (_, evaluation) in judged.items():
        for measure in evaluation.measures if name != base else ():
            ours, theirs = (figures[one].get(measure.name) for one in (name, base))
            if ours is None or theirs is None or measure.direction == "none":
                continue
            before = judged[base][1][measure.name]
            if _same(ours[0], measure.value) and _same(theirs[0], before):
                apart = ours[1:] - theirs[1:]
                # Two sums of the same terms may differ in their last digit: that is no difference.
                slight = np.abs(apart) <= _SAME * np.abs(theirs[1:])
                yield name, measure, before, np.where(slight, 0.0, apart)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)

"""What every number of posts brings: the table ``[tradeoff]``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from beatwright import planning
from beatwright.base import check
from beatwright.base.errors import InfeasibleError, NoPlanFoundError
from beatwright.base.progress import Progress
from beatwright.core import Judge, Plan, Planner, Problem
from beatwright.core.protocols import Sampler
from beatwright.core.step import Step, build_step, options_of
from beatwright.examine import TradeOff, trade_off

__all__ = ["RIVALS", "TradeOffOptions", "make_trade_off"]

EXACT = planning.PMedian.__name__


def _has_curve(step: type[Any]) -> bool:
    """Tell planners of any number of posts: not at random, and no menu of stations, which holds for one p."""
    if all(option.name != "p" for option in options_of(step)) or "officers" in step.makes:
        return False
    return not isinstance(step(p=1), Sampler)


RIVALS = {step.__name__: step for step in planning.STEPS if _has_curve(step) and step.__name__ != EXACT}


@dataclass(frozen=True)
class TradeOffOptions(Step):
    """What every number of posts brings, proven, beside rules of thumb and today: the table ``[tradeoff]``.

    The curve is that of PMedian. Planners that stand in ``[[planning]]`` too keep the options that they have there.

    Parameters
    ----------
    fewest : int
        Fewest posts.
    most : int
        Most posts.
    rivals : list of str
        Planners to draw a curve for beside the optimum. A number with which one has no plan is left out of its curve.
    measure : str
        The figure of the first judge that is traded against the number of posts.
    """

    fewest: int = 1
    most: int = 14
    rivals: tuple[str, ...] = ("KMeansPosts", "BusiestZones")
    measure: str = "mean distance"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        wrong = check.integer("[tradeoff]", "fewest", self.fewest, 1)
        yield wrong
        yield check.integer("[tradeoff]", "most", self.most, 1 if wrong else self.fewest)
        yield check.text("[tradeoff]", "measure", self.measure)
        if not isinstance(self.rivals, tuple):
            yield f"The 'rivals' parameter of [tradeoff] must be a list of planners. Got {self.rivals!r}."
            return
        for rival in self.rivals:
            yield check.one_of("[tradeoff]", "rivals", rival, RIVALS)
        if len(set(self.rivals)) < len(self.rivals):
            yield f"The 'rivals' parameter of [tradeoff] names a planner twice: {', '.join(self.rivals)}."

    @property
    def range(self) -> range:
        """The numbers of posts."""
        return range(self.fewest, self.most + 1)


def make_trade_off(
    options: TradeOffOptions,
    planners: Sequence[Planner],
    problem: Problem,
    heldout: Problem,
    judge: Judge,
    *,
    today: Plan | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> TradeOff:
    """Plan with every number of posts and judge the plans.

    Parameters
    ----------
    options : TradeOffOptions
        Range, rivals, measure.
    planners : sequence of Planner
        Those of the study: the last of a kind lends its options.
    problem, heldout : Problem
        What is planned on and what is judged on.
    judge : Judge
        Who judges.
    today : Plan, optional
        Today's practice.
    seed : int
        Of planners that do not stand in the study.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """
    total = len(options.rivals) + 2
    plans: dict[str, Sequence[Plan]] = {}
    for number, name in enumerate((EXACT, *options.rivals)):
        if progress is not None:
            progress(number, total, f"{name}, {options.fewest} to {options.most} posts")
        planner = _planner(name, planners, seed)
        plans[name] = _plans(planner, problem, options.range)
    if progress is not None:
        progress(total - 1, total, "judge")
    return trade_off(plans, problem, heldout, judge, exact=EXACT, today=today, measure=options.measure)


def _planner(name: str, planners: Sequence[Planner], seed: int) -> Any:
    """Return the study's own planner of that name, else one with the defaults."""
    own = [planner for planner in planners if type(planner).__name__ == name]
    if own:
        return dataclasses.replace(own[-1], name="")  # type: ignore[type-var]
    step = planning.PMedian if name == EXACT else RIVALS[name]
    options = {"seed": seed} if any(option.name == "seed" for option in options_of(step)) else {}
    return build_step(step, {"p": 1, **options}, "[tradeoff]")


def _plans(planner: Any, problem: Problem, ps: range) -> Sequence[Plan]:
    if isinstance(planner, planning.PMedian):
        return planner.curve(problem, ps)
    tried = (_where_there_is_one(dataclasses.replace(planner, p=p), problem) for p in ps)
    return [plan for plan in tried if plan is not None]


def _where_there_is_one(planner: Planner, problem: Problem) -> Plan | None:
    """Return a rival's plan; too few posts for capacities or covers, or a search in vain, leave a gap in its curve."""
    try:
        return planner.solve(problem)
    except (InfeasibleError, NoPlanFoundError):
        return None

"""The examiner that says which differences between plans chance could explain."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.protocols import HourlyJudge, Judge, Planner, Sampler
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.hindsight.paired_differences import PairedDifference, draws_made, paired_differences
from beatwright.examine.hindsight.paired_words import by_hour_only, paired_sentences, paired_tables, too_short
from beatwright.examine.hindsight.week_blocks import FEWEST_WEEKS, whole_weeks

__all__ = ["PairedIntervals"]


@dataclass(frozen=True)
class PairedIntervals(Step):
    """Which differences between plans chance could explain: 90 % intervals from weeks drawn again.

    The weeks of the held-out incidents are drawn again in blocks, and every plan is judged on the same draws. Of fewer
    than eight weeks no interval is given. A plan that stands for many drawn at random has none either.

    Parameters
    ----------
    draws : int, default 200
        How often the weeks are drawn, at least twice as often as there are weeks.
    block : int, default 4
        Weeks in a block; at most a quarter of the weeks held out.
    seed : int, default 0
        Seed of the draws.
    judges : sequence of Judge
        Who judges. A study gives them.
    planners : mapping of str to Planner
        The planners by the name of their plan. A study gives them.
    heldout : Incidents, optional
        The held-out incidents, in zones. A study gives them.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    draws: int = 200
    block: int = 4
    seed: int = 0
    judges: tuple[Judge, ...] = field(default=(), metadata=NO_OPTION)
    planners: Mapping[str, Planner] = field(default_factory=dict, metadata=NO_OPTION)
    heldout: Incidents | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("PairedIntervals", "draws", self.draws, 20)
        yield check.integer("PairedIntervals", "block", self.block, 1)
        yield check.integer("PairedIntervals", "seed", self.seed, 0)

    def equipped(self, tools: Tools) -> PairedIntervals:
        """Return a copy that has the judges and the held-out incidents.

        Raises
        ------
        ParameterError
            Where the study holds nothing out.
        """
        if not tools.holdout:
            raise ParameterError(
                "PairedIntervals draws the weeks of the held-out incidents, and this study holds none out. Set "
                "[study] holdout to a date, or leave the step out."
            )
        return dataclasses.replace(
            self,
            judges=tuple(tools.judges),
            planners=dict(tools.planners),
            heldout=tools.heldout,
            progress=tools.progress,
        )

    def examine(self, case: Case, incidents: Incidents) -> Finding:
        """Return the intervals; the incidents planned on are not read.

        Raises
        ------
        ParameterError
            Where there are no held-out incidents or no judge.
        """
        if self.heldout is None or not self.judges:
            raise ParameterError("PairedIntervals needs 'heldout', the held-out incidents, and 'judges'.")
        weeks = whole_weeks(self.heldout)
        drawn = [name for name, planner in self.planners.items() if isinstance(planner, Sampler)]
        if weeks < FEWEST_WEEKS:
            return _finding([too_short(weeks, FEWEST_WEEKS)], {})
        found = {}
        for judge in (one for one in self.judges if not isinstance(one, HourlyJudge)):
            judged = _judged(case, type(judge).__name__, drawn)
            if len(judged) > 1:
                found[type(judge).__name__] = self._differences(case, judge, judged)
        hourly = [by_hour_only(type(one).__name__) for one in self.judges if isinstance(one, HourlyJudge)]
        return _finding([*paired_sentences(found, weeks, draws_made(self.draws, weeks), drawn), *hourly], found)

    def _differences(
        self, case: Case, judge: Judge, judged: Mapping[str, tuple[Plan, Evaluation]]
    ) -> tuple[PairedDifference, ...]:
        assert self.heldout is not None  # just asked for
        return paired_differences(
            judge,
            case.heldout,
            self.heldout,
            judged,
            base=case.base if case.base in judged else next(iter(judged)),
            draws=self.draws,
            block=self.block,
            seed=self.seed,
            progress=self.progress,
        )


def _judged(case: Case, judge: str, drawn: Iterable[str]) -> dict[str, tuple[Plan, Evaluation]]:
    """Return the plans that a judge judged, but for those that stand for many drawn at random."""
    said = {one.plan: one for one in case.evaluations if one.judge == judge}
    return {plan.name: (plan, said[plan.name]) for plan in case.plans if plan.name in said and plan.name not in drawn}


def _finding(sentences: Iterable[str], found: Mapping[str, tuple[PairedDifference, ...]]) -> Finding:
    return Finding(
        name="paired-intervals",
        title="Which differences chance could explain",
        short="Chance",
        sentences=tuple(sentences),
        tables=tuple(paired_tables(found)),
    )

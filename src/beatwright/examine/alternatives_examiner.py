"""The examiner that ranks other plans nearly as good as the best, and values each post."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.figures_alone import figures_alone
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge, Planner
from beatwright.core.ranks import RANK_PROVEN
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.alternatives import Alternatives, PostWorth, RankedPlan
from beatwright.examine.alternatives_finding import finding_of_alternatives

__all__ = ["AlternativesExaminer", "Ranker", "planner_to_rank"]


@runtime_checkable
class Ranker(Planner, Protocol):
    """A planner whose best plans can be ranked, such as PMedian."""

    p: int

    @property
    def ranks(self) -> bool:
        """Whether its plans can be ranked with the options that it has."""
        ...

    def alternatives(self, problem: Problem, m: int = 5, differ: int = 1) -> tuple[Plan, ...]:
        """Return the best plans, the best first, any two of which differ in at least `differ` posts."""
        ...

    def post_values(self, problem: Problem, plan: Plan) -> pd.DataFrame:
        """Return what each post of a plan is worth: index site, columns change, difference, percent."""
        ...


def planner_to_rank(planners: Sequence[tuple[str, Planner]], main: str) -> tuple[str, Ranker] | None:
    """Return name and planner of the plan to rank alternatives to: the recommended one, else the last that can be.

    Parameters
    ----------
    planners : sequence of (str, Planner)
        Those of the study.
    main : str
        Name of the recommended plan.
    """
    able = [(name, planner) for name, planner in planners if isinstance(planner, Ranker) and planner.ranks]
    return next((one for one in able if one[0] == main), able[-1] if able else None)


@dataclass(frozen=True)
class AlternativesExaminer(Step):
    """Other plans nearly as good, and what each post is worth.

    The plans are those of PMedian: of the recommended plan where it made that, else of the last PMedian of the study.
    A study that does not ask for them has them all the same where PMedian made the recommended plan, with neither
    `fairness` nor `risk`, and zones times candidate sites are at most a million; `count = 0` leaves them out.

    Parameters
    ----------
    count : int
        Number of plans, the best included. 0: no plans are ranked and no posts valued.
    differ : int
        Number of posts in which any two of the plans differ, at least; where PMedian's `p` is less, `p`.
    planner : Ranker, optional
        Whose plans. A study gives it.
    plan : str
        Name of its plan.
    judge : Judge, optional
        Who judges. A study gives it.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    count: int = 5
    differ: int = 2
    planner: Ranker | None = field(default=None, metadata=NO_OPTION)
    plan: str = field(default="", metadata=NO_OPTION)
    judge: Judge | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("Alternatives", "count", self.count, 0)
        yield check.integer("Alternatives", "differ", self.differ, 1)

    def equipped(self, tools: Tools) -> AlternativesExaminer:
        """Return a copy that has its planner and its judge.

        Raises
        ------
        ParameterError
            Where no planner's plans can be ranked.
        """
        found = planner_to_rank(tools.planners, tools.main)
        if found is None:
            raise ParameterError(
                "Alternatives ranks plans of PMedian without 'fairness' and 'risk', and [[planning]] has none. Add "
                "one, or leave the examiner out."
            )
        name, planner = found
        return dataclasses.replace(self, planner=planner, plan=name, judge=tools.judge, progress=tools.progress)

    def examine(self, case: Case, incidents: Incidents) -> Finding:
        """Return the ranked plans, judged, and what each post of the best is worth; the incidents are not read.

        Raises
        ------
        ParameterError
            Where there is no planner or no judge.
        """
        return finding_of_alternatives(self.ranked(case.problem, case.heldout), case.problem.city)

    def ranked(self, problem: Problem, heldout: Problem) -> Alternatives:
        """Rank the best plans of the planner, judge them, and value the posts of the best.

        Parameters
        ----------
        problem, heldout : Problem
            What is planned on and what is judged on. `differ` above the planner's `p` counts as `p`.
        """
        if self.planner is None or self.judge is None:
            raise ParameterError("Alternatives needs a 'planner' whose plans can be ranked, and a 'judge'.")
        if self.progress is not None:
            self.progress(0, 1, f"{self.count} plans of {self.plan}")
        differ = min(self.differ, self.planner.p)
        plans = self.planner.alternatives(problem, self.count, differ)
        made = []
        for rank, plan in enumerate(plans, 1):
            named = dataclasses.replace(plan, name=self.plan if rank == 1 else f"{self.plan} #{rank}")
            made.append(RankedPlan(named, figures_alone(self.judge, heldout, named), _proven(plan)))
        return Alternatives(tuple(made), _worths(self.planner.post_values(problem, plans[0])), differ)


def _proven(plan: Plan) -> bool:
    proof = plan.certificate
    return proof is not None and (proof.status == "optimal" or proof.message == RANK_PROVEN)


def _worths(table: pd.DataFrame) -> tuple[PostWorth, ...]:
    return tuple(
        PostWorth(str(site), str(row["change"]), float(row["difference"]), float(row["percent"]))
        for site, row in table.iterrows()
    )

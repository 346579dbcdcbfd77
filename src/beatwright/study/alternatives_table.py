"""Other plans nearly as good as the best, and what each post is worth: the table ``[alternatives]``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beatwright.base import check
from beatwright.core import Judge, Planner, Problem
from beatwright.core.step import Step
from beatwright.examine import Alternatives, PostWorth, RankedPlan
from beatwright.planning import PMedian
from beatwright.planning.posts.ranked_plans import RANK_PROVEN

__all__ = ["AlternativesOptions", "make_alternatives", "planner_to_rank", "quick_to_rank"]

_QUICK = 1_000_000


@dataclass(frozen=True)
class AlternativesOptions(Step):
    """Other plans nearly as good, and what each post is worth: the table ``[alternatives]``.

    The plans are those of PMedian: of the recommended plan where it made that, else of the last PMedian of the study.
    Without the table they are ranked all the same where PMedian made the recommended plan, with neither `fairness`
    nor `risk`, and zones times candidate sites are at most a million; `count = 0` leaves them out.

    Parameters
    ----------
    count : int
        Number of plans, the best included. 0: no plans are ranked and no posts valued.
    differ : int
        Number of posts in which any two of the plans differ, at least; where PMedian's `p` is less, `p`.
    """

    count: int = 5
    differ: int = 2

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("[alternatives]", "count", self.count, 0)
        yield check.integer("[alternatives]", "differ", self.differ, 1)


def planner_to_rank(planners: Sequence[tuple[str, Planner]], main: str) -> tuple[str, PMedian] | None:
    """Return name and planner of the plan to rank alternatives to: the recommended one, else the last PMedian's.

    Parameters
    ----------
    planners : sequence of (str, Planner)
        Those of the study.
    main : str
        Name of the recommended plan.
    """
    able = [(name, planner) for name, planner in planners if isinstance(planner, PMedian) and planner.ranks]
    return next((one for one in able if one[0] == main), able[-1] if able else None)


def quick_to_rank(problem: Problem) -> bool:
    """Whether plans are ranked without having been asked for."""
    return len(problem.city.zones) * len(problem.city.candidates) <= _QUICK


def make_alternatives(
    options: AlternativesOptions, planner: PMedian, name: str, problem: Problem, heldout: Problem, judge: Judge
) -> Alternatives:
    """Rank the best plans of a planner, judge them, and value the posts of the best.

    Parameters
    ----------
    options : AlternativesOptions
        How many, how different. `differ` above the planner's `p` counts as `p`.
    planner : PMedian
        Whose plans.
    name : str
        Name of its plan in the study.
    problem, heldout : Problem
        What is planned on and what is judged on.
    judge : Judge
        Who judges.
    """
    differ = min(options.differ, planner.p)
    plans = planner.alternatives(problem, options.count, differ)
    ranked = []
    for rank, plan in enumerate(plans, 1):
        named = dataclasses.replace(plan, name=name if rank == 1 else f"{name} #{rank}")
        proof = plan.certificate
        proven = proof is not None and (proof.status == "optimal" or proof.message == RANK_PROVEN)
        ranked.append(RankedPlan(named, judge.score(heldout, named), proven))
    table = planner.post_values(problem, plans[0])
    worth = [
        PostWorth(str(site), str(row["change"]), float(row["difference"]), float(row["percent"]))
        for site, row in table.iterrows()
    ]
    return Alternatives(tuple(ranked), tuple(worth), differ)

"""Coverage: how far the nearest post is from the calls, who is served late, and how evenly it falls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import Evaluation, Plan, Problem, Step
from beatwright.evaluate import equity, lateness, travelled
from beatwright.evaluate.coverage_breakdowns import tables_of
from beatwright.evaluate.served import Served, serve

__all__ = ["Coverage"]

_People = Mapping[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Coverage(Step):
    """Judge posts by the distance from the nearest post to every call.

    Every zone is served by its nearest post. Figures of distance and time are over the calls that a post
    reaches at all, each call counting alike; the calls that none reaches stand in a row of their own, count
    as late, and are in no mean. A call is on time where it meets the problem's standards: `within` metres (a
    post's own `reach` in its stead, where it has one) and `within_minutes`. Rows on lateness appear where the
    problem has a standard.

    With several demand scenarios a figure is that of the expected demand, and its interval runs from the 5 %
    to the 95 % quantile over the scenarios. Rates per year are for 8,766 hours.

    Breakdowns: ``tables["district"]`` (the zones' fixed `parent`), ``["severity"]``, ``["post"]``, ``["zone"]``
    and, where people are known by group, ``["group"]``.

    Parameters
    ----------
    by : {"metres", "minutes"}, default "metres"
        What makes a post the nearest.
    groups : tuple of str, default ()
        Columns of the zones that count people of a group. Empty: every column whose name begins with
        ``population_``.

    Examples
    --------
    >>> from beatwright.core import Plan, Post
    >>> from beatwright.testing import small_problem
    >>> evaluation = Coverage().score(small_problem(), Plan(posts=(Post("s2"),)))
    >>> round(evaluation["mean distance"]), evaluation["worst distance"]
    (1181, 2121.3203125)
    >>> evaluation.table("district").frame["calls per year"].round().to_dict()
    {'east': 29814.0, 'west': 38729.0}
    """

    needs: ClassVar[tuple[str, ...]] = ("posts",)
    reads: ClassVar[tuple[str, ...]] = ("posts",)

    by: str = "metres"
    groups: tuple[str, ...] = ()

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.one_of("Coverage", "by", self.by, ("metres", "minutes"))
        if not isinstance(self.groups, tuple) or not all(isinstance(name, str) for name in self.groups):
            yield f"The 'groups' parameter of Coverage must be a list of column names. Got {self.groups!r}."

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Raises
        ------
        ParameterError
            Where the plan has no posts or has them at sites that the city lacks; where the demand has no calls; where
            a post has its own reach but the problem has no standard; where a column of `groups` is missing.
        """
        served, people = self._served(problem, plan)
        return replace(self._figures(served, people, problem, plan), tables=tables_of(served, problem, plan, people))

    def score_without_tables(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return what `score` returns, without the breakdowns, and raise what it raises."""
        return self._figures(*self._served(problem, plan), problem, plan)

    def _served(self, problem: Problem, plan: Plan) -> tuple[Served, _People]:
        plan.need(*self.needs)
        if not problem.demand.expected.sum() > 0:
            raise ParameterError(
                f"The demand '{problem.demand.source}' has no calls in any zone, so there is nothing to judge on."
            )
        return serve(problem, plan, self.by), equity.groups_of(problem.city, self.groups)

    def _figures(self, served: Served, people: _People, problem: Problem, plan: Plan) -> Evaluation:
        measures = (
            *travelled.travel_measures(served),
            *lateness.lateness_measures(served),
            *equity.equity_measures(served, problem.city, people),
            travelled.out_of_reach(served),
        )
        return Evaluation(
            plan.name,
            type(self).__name__,
            measures,
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
        )

"""Patrol cars for the posts of a plan, hour by hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Problem
from beatwright.core.command_calls import CommandCalls
from beatwright.planning.cars.command_planner import (
    USUAL_DELAYED_SHARE,
    CommandPlanner,
    cars_in_words,
    crews_by_hour,
)
from beatwright.queueing import STAFFING_RULES, HourlyStaffing, hourly_cars
from beatwright.queueing.multiple_dispatch.multi_car_by_hour import share_of_needs

__all__ = ["HourlyCars"]


@dataclass(frozen=True, repr=False)
class HourlyCars(CommandPlanner):
    """Put as many cars on duty at each post as each hour needs, tours left out: what tours have to cover.

    Parameters
    ----------
    rule : {"mean", "peak", "steady", "exact"}, default "mean"
        By the hour's mean offered load, by its largest, by its calls alone, or by the queue itself. Only "exact" holds
        the bound in every hour for certain.
    delayed_share : float, optional
        Largest share of the calls of an hour that may find too few cars of their post free. By default that of the
        problem, or 0.10.

    References
    ----------
    Jennings, O. B., Mandelbaum, A., Massey, W. A. and Whitt, W. (1996). Server staffing to meet time-varying demand.
    Management Science 42, 1383-1394.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import hourly_problem
    >>> posts = Plan(posts=(Post("s2"), Post("s5")))
    >>> plan = HourlyCars(delayed_share=0.2).solve(hourly_problem(), posts)
    >>> [(min(crew), max(crew)) for crew in plan.crews]
    [(3, 5), (3, 6)]
    """

    rule: str = "mean"
    delayed_share: float | None = None

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.one_of("HourlyCars", "rule", self.rule, STAFFING_RULES)
        yield check.number("HourlyCars", "delayed_share", self.delayed_share, 0, 1, open_low=True, optional=True)
        yield from self.command_complaints()
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with cars on duty by the hour of the week; nothing is proven of their number.

        Raises
        ------
        ParameterError
            Where the plan has no posts, or the demand is not by the hour.
        """
        plan, calls, names = self.calls_of(problem, plan)
        bound = self.delayed_share or problem.delayed_share or USUAL_DELAYED_SHARE
        if bound >= 1:
            raise ParameterError(f"HourlyCars needs a delayed share below 1: with {bound:g} any cars would do.")
        together = self.several_cars == "together"
        found = [_staffed(calls, post, bound, self.rule, together) for post in range(len(plan.site_ids))]
        crews = crews_by_hour([one.cars for one in found])
        told = cars_in_words(crews)
        usual = self.delayed_share is None and problem.delayed_share is None
        notes = [
            f"{told[:1].upper()}{told[1:]}, by the rule '{self.rule}': tours are left out.",
            f"At most {bound:.1%} of the calls of an hour shall find too few cars of their post free"
            f"{' (by default: no standard is given)' if usual else ''}. By the clock "
            f"{max(one.delay.worst for one in found):.1%} do in the worst hour of a post.",
            *self.call_notes(problem, calls, np.asarray(crews), names),
        ]
        certificate = Certificate(
            "feasible",
            float(np.sum(crews)),
            method=f"hour by hour, rule '{self.rule}'",
            unit="car-hours a week",
        )
        return plan.deciding(
            {"crews": crews},
            name=self.name or self.label,
            made_by=self.label,
            certificate=certificate,
            notes=notes,
        )


def _staffed(calls: CommandCalls, post: int, bound: float, rule: str, together: bool) -> HourlyStaffing:
    """Return the cars of one post; classes are one stream, of calls that take their cars together or one by one."""
    rate = calls.expected[post]
    work = rate * calls.cars
    total = float(work.sum())
    service = float((work * calls.service[post]).sum() / total) if total > 0 else float(calls.service[post].mean())
    if together and (calls.cars[rate.any(axis=0)] > 1).any():
        return hourly_cars(rate.sum(axis=1), service, bound, rule, share=share_of_needs(rate, calls.cars))
    return hourly_cars(work.sum(axis=1), service, bound, rule)

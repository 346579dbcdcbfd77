"""Which calls are served from where, how far, and whether on time: what every figure of Coverage is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Problem, nearest_post

__all__ = ["Served", "serve", "standard_of"]


@dataclass(frozen=True, eq=False)
class Served:
    """Calls and the posts that serve them.

    Parameters
    ----------
    calls : array of float, shape (1 + scenarios, zones, severity classes)
        Calls per hour; the first row is the expectation over the scenarios. One row where there is one scenario.
    weight : array of float, shape (scenarios,)
        Probability of each scenario.
    post : array of intp, shape (zones,)
        Position of the post in the plan; -1 where none reaches the zone.
    metres, minutes : array of float, shape (zones,)
        From that post; inf where none reaches the zone.
    on_time : array of bool, shape (zones,)
        Whether a call there is on time.
    standard : str
        The standard in words, such as ``within 2000 m``; empty where there is none.
    penalty : array of float, shape (severity classes,)
        Cost of a late call, in dollars.
    cost_name : str
        What the sum of these is called: it tells where the penalties are an example.
    """

    calls: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]
    post: npt.NDArray[np.intp]
    metres: npt.NDArray[np.float64]
    minutes: npt.NDArray[np.float64]
    on_time: npt.NDArray[np.bool_]
    standard: str
    penalty: npt.NDArray[np.float64]
    cost_name: str = "lateness cost"

    @cached_property
    def by_zone(self) -> npt.NDArray[np.float64]:
        """Calls per hour of every class that a post reaches, shape (1 + scenarios, zones)."""
        return np.where(self.reached, self.calls.sum(axis=2), 0.0)

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Whether a post reaches the zone, shape (zones,)."""
        return self.post >= 0


def serve(problem: Problem, plan: Plan, by: str) -> Served:
    """Send every call to its nearest post."""
    service = nearest_post(problem.city, plan, by)
    reached = np.isfinite(service.metres) & np.isfinite(service.minutes)
    demand = problem.demand
    return Served(
        calls=demand.means,
        weight=demand.weight,
        post=np.where(reached, service.post, -1),
        metres=np.where(reached, service.metres, np.inf),
        minutes=np.where(reached, service.minutes, np.inf),
        on_time=reached & _on_time(problem, plan, service.post, service.metres, minutes=service.minutes),
        standard=standard_of(problem),
        penalty=np.array([c.penalty for c in problem.severity.classes]),
        cost_name=problem.severity.cost_name,
    )


def _on_time(
    problem: Problem,
    plan: Plan,
    post: npt.NDArray[np.intp],
    metres: npt.NDArray[np.float64],
    minutes: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    own = [p.reach for p in plan.posts or ()]
    if not standard_of(problem) and any(reach is not None for reach in own):
        raise ParameterError(
            f"Posts of the plan '{plan.name}' have their own reach, but the problem has no response standard, so no "
            "call is late or on time. Give the problem 'within' (metres) or 'within_minutes'."
        )
    general = np.inf if problem.within is None else problem.within
    reach = np.array([general if r is None else r for r in own])
    limit = np.inf if problem.within_minutes is None else problem.within_minutes
    return (metres <= reach[post]) & (minutes <= limit)


def standard_of(problem: Problem) -> str:
    """Return the response standard in words, such as ``within 2000 m``; empty where there is none."""
    limits = [(problem.within, "m"), (problem.within_minutes, "min")]
    shown = " and ".join(f"{limit:g} {unit}" for limit, unit in limits if limit is not None)
    return f"within {shown}" if shown else ""

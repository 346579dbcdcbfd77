"""What the dispatch simulation needs of a problem and a plan: cars, minutes, beats and the order of the posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.words import count_of, listed
from beatwright.core import Calls, Plan, Problem
from beatwright.evaluate.simulation.cars_on_duty import CarsOnDuty, cars_on_duty
from beatwright.evaluate.simulation.plan_beats import PlanBeats, plan_beats, posts_in_order
from beatwright.evaluate.simulation.staffing import staffing_complaint
from beatwright.simulate import Policy, Simulated, WorkArrays, simulate

__all__ = ["DispatchInputs", "dispatch_inputs"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DispatchInputs:
    """What `beatwright.simulate.simulate` is given beside the calls.

    Parameters
    ----------
    cars : CarsOnDuty
        Home and hours of duty of every car.
    travel : array, shape (posts, zones)
        Minutes from post to zone; infinite where there is no route.
    preference : array of int, shape (zones, posts)
        Posts in the order in which they are asked.
    policy : Policy
        The rules, with the problem's minutes of call-taking.
    beats : PlanBeats
        Whose calls are whose.
    between : array, shape (zones, zones), or None
        Minutes from zone to zone, where free cars are not at their posts.
    patrol : array, shape (zones,), or None
        Weights by which cars on patrol are in the zones of their beat: their expected calls.
    notes : tuple of str
        What was assumed.
    plan : str
        Name of the plan.
    """

    cars: CarsOnDuty
    travel: Floats
    preference: npt.NDArray[np.int64]
    policy: Policy
    beats: PlanBeats
    between: Floats | None = None
    patrol: Floats | None = None
    notes: tuple[str, ...] = ()
    plan: str = ""

    def run(self, calls: Calls, *, work: WorkArrays | None = None, trace: bool = False) -> Simulated:
        """Return what becomes of the calls; `work` and `trace` as for `simulate`.

        Raises
        ------
        ParameterError
            Where a class needs more cars than any hour has.
        """
        complaint = staffing_complaint(calls, self.cars, self.policy, self.plan)
        if complaint:
            raise ParameterError(complaint)
        return simulate(
            calls,
            self.cars.home,
            self.travel,
            self.preference,
            self.cars.on,
            self.policy,
            between=self.between,
            patrol=self.patrol,
            work=work,
            trace=trace,
        )


def dispatch_inputs(problem: Problem, plan: Plan, policy: Policy | None = None) -> DispatchInputs:
    """Return what the dispatch simulation needs of a problem and a plan.

    Beats are the districts of the plan where it has them, else what each post is nearest to in minutes. Posts are asked
    in the order of their minutes to the zone; those of its own beat come first, except where cars at their posts are
    sent by ``dispatch="closest"`` and nobody waits for a car of the own beat (`stack_from`).

    Parameters
    ----------
    problem : Problem
        With travel, and its minutes of call-taking.
    plan : Plan
        With posts; roster, crews and districts are read where they are decided. Without a roster and crews: one car at
        each post.
    policy : Policy, optional
        Its `exchange` and `call_minutes` are replaced by what the plan and the problem say. Default: ``Policy()``.

    Raises
    ------
    ParameterError
        Where the plan has no posts or no car; where no post reaches any zone; where cars leave their posts and minutes
        from zone to zone are not known.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.evaluate.simulation import dispatch_calls
    >>> from beatwright.testing import hourly_problem
    >>> problem = hourly_problem()
    >>> inputs = dispatch_inputs(problem, Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,))))
    >>> found = inputs.run(dispatch_calls(problem, weeks=1, seed=1))
    >>> len(inputs.cars.home), int(found.reached.sum())
    (13, 275)
    """
    cars = cars_on_duty(plan, problem.officers_per_car)
    policy = replace(policy or Policy(), exchange=cars.counted, call_minutes=problem.call_minutes)
    travel = problem.city.travel.minutes[plan.site_positions(problem.city)].astype(np.float64)
    if not np.isfinite(travel).any():
        raise ParameterError(f"No post of the plan '{plan.name}' reaches any zone, so no call would be answered.")
    beats = plan_beats(problem, plan, travel)
    own_first = policy.place != "post" or policy.dispatch != "closest" or policy.stack_from is not None
    preference = posts_in_order(travel, beats, own_first=own_first)
    return DispatchInputs(
        cars=cars,
        travel=travel,
        preference=preference,
        policy=policy,
        beats=beats,
        between=_between(problem, policy),
        patrol=problem.zone_weight() if policy.place == "patrol" else None,
        notes=(*cars.notes, *_notes(plan, travel, preference, beats, policy)),
        plan=plan.name,
    )


def _between(problem: Problem, policy: Policy) -> Floats | None:
    if policy.place == "post":
        return None
    between = problem.city.travel.between
    if between is None:
        raise ParameterError(
            f"Where free cars are (place = '{policy.place}') needs minutes from zone to zone, which are not known. Set "
            "between_zones = true in [network], or place = 'post'."
        )
    return between.astype(np.float64)


def _notes(
    plan: Plan, travel: Floats, preference: npt.NDArray[np.int64], beats: PlanBeats, policy: Policy
) -> Iterator[str]:
    name = f"“{clean(plan.name, 60)}”"
    idle = [clean(plan.site_ids[post], 60) for post in np.flatnonzero(~np.isfinite(travel).any(axis=1))]
    if idle:
        yield f"{count_of(len(idle), 'post')} of {name} without a route to any zone: {listed(idle)}. Cars there idle."
    bare = [clean(beat, 60) for number, beat in enumerate(beats.names) if number not in beats.post]
    if bare:
        yield f"No post of {name} stands in {listed(bare)}: calls there go to the nearest post."
    nearest = travel.argmin(axis=0)
    farther = int(((preference[:, 0] != nearest) & np.isfinite(travel).any(axis=0)).sum())
    if policy.place == "post" and policy.dispatch == "closest" and farther:
        yield (
            f"{count_of(farther, 'zone')} of {name} have a nearer post than that of their beat. As calls wait for cars "
            "of their beat (stack_from), urgent ones are given to that post first too."
        )

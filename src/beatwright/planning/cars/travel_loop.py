"""Cars on patrol: how many there are decides how far the nearest free one is, and that how long calls keep them.

The circle is gone round openly: cars with the travel known so far, the travel of these cars, cars with that, until
the travel stays as it was, at most four times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from beatwright.base.words import count_of
from beatwright.core.site_names import at_post
from beatwright.planning.cars.patrol_calls import Floats, Ints, PatrolCalls
from beatwright.planning.cars.patrol_cars import PatrolCarPlan
from beatwright.queueing.curves_by_cars import travel_by_cars

__all__ = ["MOST_PASSES", "TravelPass", "pass_notes", "passes_of", "patrol_travel"]

MOST_PASSES = 4
_SETTLED = 0.05  # minutes: three seconds, which change no hour's cars but by chance
_MINUTES_OF_HOUR = 60.0


@dataclass(frozen=True, eq=False)
class TravelPass:
    """One time round: the cars found with a travel time that was given, and the travel of these cars.

    Parameters
    ----------
    plan : PatrolCarPlan
        The cars.
    given, found : array, shape (commands,)
        Mean minutes of travel to a call.
    """

    plan: PatrolCarPlan
    given: Floats
    found: Floats

    @property
    def settled(self) -> bool:
        """Whether the travel of the cars is that which they were found with."""
        return bool(self.changed.max() < _SETTLED)

    @property
    def changed(self) -> Floats:
        """Minutes by which the travel of the cars differs from that which they were found with, shape (commands,)."""
        return np.asarray(np.abs(self.found - self.given))


def patrol_travel(calls: PatrolCalls, on_duty: Ints, steady: Floats) -> Floats:
    """Return the mean minutes from the nearest free of the cars on duty to a call, shape (commands,)."""
    curve = travel_by_cars(steady, int(on_duty.max()))
    across = np.take_along_axis(curve, on_duty[:, :, None], axis=2)[:, :, 0]
    minutes = _MINUTES_OF_HOUR * np.sqrt(np.asarray(calls.area_km2, dtype=np.float64)) / calls.speed
    weight = calls.rate.sum(axis=2)
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, 1.0)
    return np.asarray(minutes * (across * weight).sum(axis=1) / weight.sum(axis=1))


def passes_of(
    calls: PatrolCalls, on_scene: Floats, first: Floats, solve: Callable[[PatrolCalls], PatrolCarPlan]
) -> list[TravelPass]:
    """Return the passes, the last of them that to keep.

    Parameters
    ----------
    calls : PatrolCalls
        Calls of cars that patrol; their service is put together anew in each pass.
    on_scene : array, shape (commands, classes)
        Hours on the scene.
    first : array, shape (commands,)
        Mean minutes of travel that are taken at first.
    solve : callable
        Finds the cars.
    """
    passes: list[TravelPass] = []
    travel = first
    while len(passes) < MOST_PASSES:
        now = replace(calls, service=on_scene + travel[:, None] / _MINUTES_OF_HOUR)
        plan = solve(now)
        passes.append(TravelPass(plan, travel, patrol_travel(now, plan.on_duty, plan.steady)))
        if passes[-1].settled:
            break
        travel = passes[-1].found
    return passes


def pass_notes(passes: Sequence[TravelPass], names: Sequence[str]) -> Iterator[str]:
    """Yield what each pass took and found, and whether the last one stayed as it was; nothing of no passes."""
    if not passes:
        return
    told = "; ".join(
        f"pass {number}, {one.plan.car_hours:,} car-hours with {one.given.mean():.2f} min, which these cars make "
        f"{one.found.mean():.2f} min"
        for number, one in enumerate(passes, 1)
    )
    yield (
        "Cars decide how far the nearest free one is, and that decides how long calls keep them. Mean travel over the "
        f"posts: {told}. {_end(passes, names)}"
    )


def _end(passes: Sequence[TravelPass], names: Sequence[str]) -> str:
    last = passes[-1]
    if last.settled:
        return f"Settled: at no post did it change by {60 * _SETTLED:g} seconds or more."
    most = int(last.changed.argmax())
    return (
        f"Not settled after {count_of(len(passes), 'pass', 'passes')}, the most there are: {at_post(names[most])} it "
        f"still changed by {last.changed[most]:.2f} min. The cars are those of the last pass."
    )

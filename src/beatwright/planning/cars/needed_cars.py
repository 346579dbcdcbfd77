"""The fewest cars of every hour that hold bounds, or what it is that no number of cars holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InfeasibleError
from beatwright.base.words import listed, significant
from beatwright.core.hours_in_words import hours_in_words
from beatwright.core.site_names import at_posts
from beatwright.planning.cars.car_curves import CarCurves, car_curves
from beatwright.planning.cars.car_standards import CarStandards
from beatwright.planning.cars.patrol_calls import Floats, Ints, PatrolCalls
from beatwright.queueing import nearest_distance

__all__ = ["NeededCars"]

_MOST_CARS = 1_000  # of a command in an hour: bounds that need more are not met
_MINUTES_OF_HOUR = 60.0
_ROUNDING = 1e-9  # cars


@dataclass(frozen=True, eq=False)
class NeededCars:
    """Fewest cars of every hour, shape (commands, hours), and the curves they were read from."""

    cars: Ints
    curves: CarCurves

    @classmethod
    def of(
        cls, calls: PatrolCalls, standards: CarStandards, names: tuple[str, ...] = (), *, most: int = 0
    ) -> NeededCars:
        """Return the fewest cars with which calls are carried and all bounds hold; curves reach `most` cars at least.

        Raises
        ------
        InfeasibleError
            Where no number of cars holds them: with commands, hours and numbers.
        """
        _need_near_enough(calls, standards, names)
        patrol = np.ceil(calls.loads.sum(axis=2) + standards.patrol_cars_free(calls) - _ROUNDING)
        limit = max(_MOST_CARS, car_curves(calls).most)
        _need_few_on_patrol(calls, patrol, limit, names)
        curves = car_curves(calls, max(most, int(patrol.max())))
        while True:
            held = standards.held(curves)
            open_ = np.asarray(~held.any(axis=2))
            if not open_.any():
                # Measures never rise with cars; the first that holds is followed by none that does not.
                return cls(held.argmax(axis=2), curves)
            if curves.most >= _MOST_CARS:
                command, hour = (int(at[0]) for at in np.nonzero(open_))
                load = significant(float(curves.steady[command, hour]))
                raise _unheld(open_, names, f"calls keep {load} cars busy there", most=curves.most)
            curves = car_curves(calls, min(2 * curves.most, _MOST_CARS))


def _need_near_enough(calls: PatrolCalls, standards: CarStandards, names: tuple[str, ...]) -> None:
    """Refuse bounds on the response below the travel that is left with as many cars free as are looked at."""
    if standards.most_response is None:
        return
    bound = np.broadcast_to(np.asarray(standards.most_response, dtype=np.float64), calls.rate.shape[2:])
    travel = _least_travel(calls)
    open_ = (calls.rate > 0) & (travel > bound)[:, None, :]  # [command, hour, class]
    if open_.any():
        over = np.where(open_.any(axis=1), travel - bound, 0.0)  # [command, class]
        command, kind = np.unravel_index(over.argmax(), over.shape)
        free, most = ("all of them", _MOST_CARS) if calls.patrols else ("every car", None)
        told = f"travel to a call alone takes up to {travel[command, kind]:.3g} min with {free} free, and at most "
        raise _unheld(np.asarray(open_.any(axis=2)), names, f"{told}{bound[kind]:g} min are asked for", most=most)


def _least_travel(calls: PatrolCalls) -> Floats:
    """Return the minutes of travel that no cars bring down further, shape (commands, classes)."""
    if not calls.patrols:
        return np.asarray(calls.travel)
    across = _MINUTES_OF_HOUR * np.sqrt(np.asarray(calls.area_km2, dtype=np.float64)) / calls.speed
    nearest = nearest_distance(_MOST_CARS) / np.sqrt(_MOST_CARS)
    return np.repeat(nearest * across[:, None], calls.rate.shape[2], axis=1)


def _need_few_on_patrol(calls: PatrolCalls, cars: Floats, limit: int, names: tuple[str, ...]) -> None:
    """Refuse bounds on patrol that take more cars, [command, hour], than are looked at."""
    open_ = cars > limit
    if open_.any():
        command, hour = np.unravel_index(np.where(open_, cars, 0.0).argmax(), cars.shape)
        load = calls.loads[command, hour].sum()
        free = cars[command, hour] - load
        told = f"patrol takes up to {free:,.0f} free cars, beside the {significant(load)} that calls keep busy"
        raise _unheld(open_, names, told, most=limit)


def _unheld(open_: npt.NDArray[np.bool_], names: tuple[str, ...], why: str, *, most: int | None) -> InfeasibleError:
    """Return the refusal; `open_` is [command, hour], `most` the cars that were looked at, None for any number."""
    commands, hours = (np.flatnonzero(open_.any(axis=axis)) for axis in (1, 0))
    called = at_posts(names[i] for i in commands) if names else f"for {listed(commands.tolist())}"
    told = hours_in_words(hours, open_.shape[1])
    upto = "" if most is None else f" up to {most:,}"
    return InfeasibleError(f"No number of cars{upto} holds the bounds {called} (at {told}): {why}.")

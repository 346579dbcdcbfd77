"""The things of the plain simulation: its calls, its cars, and how far a car is from a call.

Read with `plain_simulation`, which says what happens to them. Nothing here is fast; it is the statement of the rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from beatwright.simulate.call_arrays import CallArrays
from beatwright.simulate.policy import Policy

__all__ = ["GENERAL", "PlainCall", "PlainCar", "PlainCity", "Sending"]

Floats = npt.NDArray[np.float64]
GENERAL = -1  # the queue of calls that any car may be sent to; stacks have the numbers of their posts
_GOLDEN = 0.6180339887498949  # spreads the cars over their beats by the one draw of a call


@dataclass(eq=False)
class Sending:
    """One car that was sent to one call, for the work of one slot: the call's first, second, ... car."""

    call: PlainCall
    car: PlainCar
    slot: int
    sent: float
    minutes: float
    origin: int
    arrive: float
    done: float
    waiting: bool = False  # its own work is done, and it waits on the scene for the others
    left: float = math.nan
    ended: int = 0


@dataclass(eq=False)
class PlainCall:
    """A call: minutes of work that each of its slots still needs, and the cars that are on it."""

    number: int
    zone: int
    priority: int
    ready: float
    draw: float
    todo: list[float]
    unsent: set[int]
    sendings: list[Sending] = field(default_factory=list)
    queue: int | None = None
    cleared: float = math.nan

    @property
    def at_work(self) -> bool:
        """Whether a car of it works or is still on the road."""
        return any(not each.waiting for each in self.sendings)


@dataclass(eq=False)
class PlainCar:
    """A car: its tour, what it does now, and where it is."""

    number: int
    home: int
    row: int  # its row in the table of tours; changes where tours are exchanged
    on_duty: bool = False
    doing: str = "off"  # off, free, call, work, meal
    sending: Sending | None = None
    since: float = 0.0  # start of its work or meal
    free_since: int = 0  # rank in the order in which cars became free
    stamp: int = 0  # changes with what it does, so that ends which were foreseen for something else are known
    tour: int = 0
    tour_start: float = 0.0
    overtime_from: float = math.nan
    meal_due: bool = False
    left_zone: int = -1  # zone from which it returns; -1 when it is at its post
    left_at: float = 0.0
    minutes: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("busy", "duty", "overtime", "work", "meal"), 0.0)
    )


class PlainCity:
    """Minutes from cars to calls, and the order in which cars are asked."""

    def __init__(
        self,
        home: npt.NDArray[np.integer],
        travel: Floats,
        preference: npt.NDArray[np.integer],
        policy: Policy,
        between: Floats | None,
        patrol: Floats | None,
    ) -> None:
        self.travel = travel
        self.between = between
        self.policy = policy
        self.asked = [[int(post) for post in row] for row in preference]
        self.weight = np.ones(travel.shape[1]) if patrol is None else patrol
        self.beats = {int(post): np.flatnonzero(preference[:, 0] == post) for post in set(home.tolist())}

    def reached(self, zone: int) -> bool:
        """Return whether a post reaches the zone."""
        return bool(np.isfinite(self.travel[:, zone]).any())

    def calls_of(self, calls: CallArrays) -> list[PlainCall]:
        """Return the calls whose zone a post reaches."""
        return [
            PlainCall(
                number=number,
                zone=int(zone),
                priority=int(calls.priority[number]),
                ready=float(calls.minute[number]) + self.policy.call_minutes,
                draw=float(calls.draw[number, 0]),
                todo=[float(each) for each in calls.on_scene[number, : int(calls.cars[number])]],
                unsent=set(range(int(calls.cars[number]))),
            )
            for number, zone in enumerate(calls.zone)
            if self.reached(int(zone))
        ]

    def from_free(self, car: PlainCar, call: PlainCall, t: float) -> tuple[float, int]:
        """Return the minutes of a free car to a call, and the zone from which it comes (-1: its post, or the road)."""
        if self.policy.place == "patrol":
            return self._from_patrol(car, call)
        if self.policy.place == "scene" and car.left_zone >= 0:
            return self._from_scene(car, call, t)
        return float(self.travel[car.home, call.zone]), -1

    def _from_scene(self, car: PlainCar, call: PlainCall, t: float) -> tuple[float, int]:
        home = float(self.travel[car.home, call.zone])
        back = float(self.travel[car.home, car.left_zone])
        if t >= car.left_at + back:
            return home, -1
        f = (t - car.left_at) / back
        minutes = (1 - f) * self._between(car.left_zone, call.zone) + f * home
        return minutes, car.left_zone if f == 0 else -1

    def _from_patrol(self, car: PlainCar, call: PlainCall) -> tuple[float, int]:
        zones = self.beats[car.home]
        upto = np.cumsum(self.weight[zones])
        if len(zones) == 0 or upto[-1] == 0:
            return float(self.travel[car.home, call.zone]), -1
        u = (call.draw + car.number * _GOLDEN) % 1
        zone = next(int(zone) for zone, share in zip(zones, upto / upto[-1], strict=True) if share > u)
        return self._between(zone, call.zone), zone

    def from_other(self, car: PlainCar, call: PlainCall, t: float) -> tuple[float, int]:
        """Return the same of a car that is to be taken from another call, from other work or from a meal."""
        sending = car.sending
        if self.policy.place != "post" and sending is not None and sending.arrive <= t:
            return self._between(sending.call.zone, call.zone), sending.call.zone
        return float(self.travel[car.home, call.zone]), -1

    def _between(self, zone: int, other: int) -> float:
        assert self.between is not None
        return float(self.between[zone, other])

    def rank_of_car(self, car: PlainCar, call: PlainCall, minutes: float) -> tuple[float, ...]:
        """Return the place of a car among those that may be sent: the least goes first."""
        asked, policy = self.asked[call.zone], self.policy
        if policy.place == "post":
            return asked.index(car.home), car.free_since
        if policy.dispatch == "beat list":
            return asked.index(car.home), minutes, car.number
        stacked = policy.stack_from is not None and call.priority >= policy.stack_from
        if policy.dispatch == "own beat" or stacked:
            return car.home != asked[0], minutes, car.number
        return minutes, car.number

    def rank_of_call(self, call: PlainCall) -> tuple[float, ...]:
        """Return the place of a call among those that wait: the least goes first."""
        return (call.priority if self.policy.order == "class" else 0, call.ready, call.number)

    def reserve(self, priority: int) -> int:
        """Return how many cars must be free before a call of this class is answered."""
        kept = self.policy.reserve
        return kept[min(priority, len(kept) - 1)] if kept else 0

"""The dispatcher of the plain simulation: who is served first, by which cars, and whose cars are taken for it.

Read with `plain_simulation`, which calls `serve` after every event.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from beatwright.simulate.plain.plain_city import GENERAL, PlainCall, PlainCar, PlainCity, Sending
from beatwright.simulate.simulated import PREEMPTED

__all__ = ["PlainDispatcher"]

# Kinds of events, in the order in which those of one minute happen.
CLEARS, WORK_ENDS, TOUR_ENDS, TOUR_STARTS, _, ARRIVES, READY, HOLD_ENDS, MEAL_DUE, WORK_STARTS, SENT, TAKEN, MEAL = (
    range(13)
)
# What came of trying to send cars to a call.
_SENT, _PASSED_OVER, _CARS_HELD = "sent", "passed over", "cars held for it"

Chosen = tuple[PlainCar, float, int]  # a car, its minutes, and the zone from which it comes


def since_monday(clock: list[int]) -> list[int]:
    """Return the hours of the week of a run as hours since the Monday before it.

    >>> since_monday([166, 167, 0, 0, 1])
    [166, 167, 168, 168, 169]
    """
    hours, week = [], 0
    for number, hour in enumerate(clock):
        if number and abs(hour - clock[number - 1]) > 84:  # more than clocks are ever put forward or back
            week += 1 if hour < clock[number - 1] else -1
        hours.append(168 * week + hour)
    return hours


class PlainDispatcher:
    """What a dispatcher knows, and what it does with it."""

    def __init__(
        self, city: PlainCity, home: npt.NDArray[np.integer], on_duty: npt.NDArray[np.bool_], clock: list[int]
    ) -> None:
        self.city, self.policy = city, city.policy
        self.cars = [PlainCar(number, int(post), number) for number, post in enumerate(home)]
        self.on_duty, self.clock, self.hour = on_duty, since_monday(clock), -1
        self.waiting: list[PlainCall] = []  # the calls of every queue; each knows its own
        self.sendings: list[Sending] = []
        self.events: list[tuple[float, int, int, int]] = []
        self.trace: list[tuple[float, int, int, int, int]] = []
        self.became_free = 0

    # The calls that wait.

    def serve(self, t: float) -> None:
        """Send cars to the calls that wait, one after another, until none can be sent."""
        while self.send_to_the_first(t):
            pass

    def send_to_the_first(self, t: float) -> bool:
        """Send cars to the first call that can be served; return whether there was one."""
        for call in sorted(self.candidates(t), key=self.city.rank_of_call):
            outcome = self.try_to_send(call, t)
            if outcome != _PASSED_OVER:
                return outcome == _SENT
        return False

    def candidates(self, t: float) -> Iterable[PlainCall]:
        """Yield the calls for any car, and the first of each beat that has a car to send."""
        yield from (call for call in self.waiting if call.queue == GENERAL)
        for post in {car.home for car in self.cars if car.doing == "free" and self.may_be_sent(car, t)}:
            stack = [call for call in self.waiting if call.queue == post]
            yield from sorted(stack, key=self.city.rank_of_call)[:1]

    def try_to_send(self, call: PlainCall, t: float) -> str:
        """Send cars to a call, or say whether others may be served before it."""
        free = [car for car in self.cars if car.doing == "free"]
        reserve = self.city.reserve(call.priority)
        together = self.policy.start == "together"
        need = len(call.unsent) if together else 1
        if len(free) < need or len(free) < reserve:
            return self.try_to_preempt(call, free, need, t)
        chosen = self.choose(call, free, t)
        if len(chosen) < need:
            return _PASSED_OVER
        most = need if together else min(len(call.unsent), len(free) - max(reserve, 1) + 1)
        self.send(call, chosen[:most], t)
        return _SENT

    def try_to_preempt(self, call: PlainCall, free: list[PlainCar], need: int, t: float) -> str:
        """Send the free cars to an urgent call, with others that are taken from what they do."""
        if len(free) >= need or call.priority >= self.policy.preempt:
            return _CARS_HELD
        chosen = [*self.choose(call, free, t), *self.victims(call, t)]
        if len(chosen) < need:
            return _CARS_HELD
        self.send(call, chosen[:need], t)
        return _SENT

    # The cars.

    def choose(self, call: PlainCall, free: list[PlainCar], t: float) -> list[Chosen]:
        """Return the free cars that may be sent to a call, the first to be sent first."""
        reach = [(car, *self.city.from_free(car, call, t)) for car in free if self.may_be_sent(car, t)]
        near = [each for each in reach if math.isfinite(each[1])]
        return sorted(near, key=lambda each: self.city.rank_of_car(each[0], call, each[1]))

    def victims(self, call: PlainCall, t: float) -> list[Chosen]:
        """Return the cars that an urgent call may take, those from the least urgent work first."""
        busy = [car for car in self.cars if car.on_duty and car.doing in ("call", "work", "meal")]
        lesser = [car for car in busy if self.class_of(car) > call.priority and self.may_be_sent(car, t)]
        near = [(car, *self.city.from_other(car, call, t)) for car in lesser]
        reach = [each for each in near if math.isfinite(each[1])]
        return sorted(reach, key=lambda each: (-self.class_of(each[0]), each[1], each[0].number))

    @staticmethod
    def class_of(car: PlainCar) -> float:
        """Return the class of what a car does: that of its call; work and meals come after every class."""
        return math.inf if car.sending is None else car.sending.call.priority

    def may_be_sent(self, car: PlainCar, t: float) -> bool:
        """Return whether a car's tour is long enough for another call."""
        return self.minutes_left(car, t) >= self.policy.last_calls

    def minutes_left(self, car: PlainCar, t: float) -> float:
        """Return the minutes until the tour of a car on duty ends; infinite where its row has no end."""
        slots = self.on_duty.shape[1]
        for hours in range(1, slots + 1):
            if not self.on_duty[car.row, (self.slot + hours) % slots]:
                return 60.0 * hours - (t - 60.0 * self.hour)
        return math.inf

    @property
    def slot(self) -> int:
        """The hour of the table of tours that it is; beyond the end of the clock the weeks go on."""
        beyond = self.hour - len(self.clock) + 1
        last = self.clock[-1] if self.clock else -1
        hour = self.clock[self.hour] if beyond <= 0 else last + beyond
        return int(hour % self.on_duty.shape[1])

    def row_is_on(self, car: PlainCar) -> bool:
        """Return whether a car's row of the table of tours has it on duty now."""
        return bool(self.on_duty[car.row, self.slot])

    def any_car_is_wanted(self) -> bool:
        """Return whether a call waits for any car."""
        return any(call.queue == GENERAL for call in self.waiting)

    # Sending, taking away, leaving.

    def send(self, call: PlainCall, chosen: list[Chosen], t: float) -> None:
        """Send the chosen cars, each for the first slot of the call that has none."""
        for car, minutes, origin in chosen:
            self.take_away(car, t)
            slot = min(call.unsent)
            call.unsent.remove(slot)
            arrive = t + minutes
            car.doing, car.sending = (
                "call",
                Sending(call, car, slot, t, minutes, origin, arrive, arrive + call.todo[slot]),
            )
            call.sendings.append(car.sending)
            self.sendings.append(car.sending)
            self.foresee(car, car.sending.done, CLEARS)
            self.note(t, SENT, call, car)
        call.queue = GENERAL if call.unsent else None
        if not call.unsent:
            self.waiting.remove(call)

    def take_away(self, car: PlainCar, t: float) -> None:
        """Take a car from a less urgent call, from other work or from a meal, for a call."""
        if car.sending is not None:
            self.take_from_call(car.sending, t, PREEMPTED)
        elif car.doing != "free":
            self.book_work(car, t)
            self.note(t, TAKEN, None, car)

    def take_from_call(self, sending: Sending, t: float, why: int) -> None:
        """Take a car from its call; what it did not finish there waits for another one."""
        call = sending.call
        if not sending.waiting:
            if sending.arrive <= t:
                call.todo[sending.slot] = sending.done - t
            call.unsent.add(sending.slot)
            if call not in self.waiting:
                self.waiting.append(call)
            call.queue = GENERAL
        self.note(t, TAKEN, call, sending.car)
        self.leave_call(sending, t, why)
        if call.sendings and not call.at_work:
            # Nobody is left for whom those on the scene wait: the first of them sees that when its turn comes.
            first = min(call.sendings, key=lambda each: each.car.number)
            heapq.heappush(self.events, (t, CLEARS, first.car.number, first.car.stamp))

    def leave_call(self, sending: Sending, t: float, why: int) -> None:
        """Write down that a car left its call."""
        sending.left, sending.ended = t, why
        sending.call.sendings.remove(sending)
        sending.car.minutes["busy"] += t - sending.sent
        sending.car.sending = None
        sending.car.stamp += 1

    def begin(self, car: PlainCar, what: str, t: float, minutes: float) -> None:
        """Let a car begin other work or its meal; it will be at its post when it ends."""
        car.doing, car.since, car.left_zone = what, t, -1
        self.foresee(car, t + minutes, WORK_ENDS)

    def book_work(self, car: PlainCar, t: float) -> None:
        """Write down other work or a meal that ends."""
        if car.doing in ("work", "meal"):
            car.minutes[car.doing] += t - car.since

    def set_free(self, car: PlainCar) -> None:
        """Let a car wait for calls, behind those that wait already."""
        car.doing = "free"
        car.free_since = self.became_free
        self.became_free += 1

    def foresee(self, car: PlainCar, t: float, kind: int) -> None:
        """Foresee the end of what a car does; its stamp tells later whether it still does it."""
        car.stamp += 1
        heapq.heappush(self.events, (t, kind, car.number, car.stamp))

    def note(self, t: float, kind: int, call: PlainCall | None, car: PlainCar | None) -> None:
        """Write an event into the trace."""
        where = (-1, -1) if call is None else (call.number, call.zone)
        self.trace.append((t, kind, where[0], -1 if car is None else car.number, where[1]))

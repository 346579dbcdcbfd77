"""The dispatch simulation in plain Python: the rules, to be read; and the twin that the kernel is held against.

One heap of events, keyed by minute, kind and number. At each, the loop takes the first event, lets it happen, and then
serves: it goes through the calls that wait, in their order, and sends cars until a call has to be waited for. An event
that was foreseen and does not come (the car was taken away, the hold is over, the tour has ended) is passed over when
its turn comes. Nothing is drawn: what chance decides was drawn with the calls.

Source: the rules are those of the dispatch of a police department; event by event simulation of it goes back to
Larson, R. C. (1972), Urban Police Patrol Analysis, MIT Press, chapter 6.
"""

from __future__ import annotations

import heapq
import math

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.simulate.call_arrays import CallArrays, WorkArrays
from beatwright.simulate.plain.plain_account import gather_simulated
from beatwright.simulate.plain.plain_city import GENERAL, PlainCall, PlainCar, PlainCity, Sending
from beatwright.simulate.plain.plain_dispatcher import (
    CLEARS,
    HOLD_ENDS,
    MEAL,
    MEAL_DUE,
    READY,
    TOUR_ENDS,
    TOUR_STARTS,
    WORK_ENDS,
    WORK_STARTS,
    PlainDispatcher,
)
from beatwright.simulate.policy import Policy
from beatwright.simulate.simulated import CLEARED, HANDED_OVER, Simulated

__all__ = ["plain_simulation"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]

# After two weeks in which nothing happened nothing will: the week's tours come round again.
_IDLE_HOURS = 336


def plain_simulation(
    calls: CallArrays,
    home: Ints,
    travel: Floats,
    preference: Ints,
    on_duty: npt.NDArray[np.bool_],
    policy: Policy,
    *,
    between: Floats | None = None,
    patrol: Floats | None = None,
    work: WorkArrays | None = None,
) -> Simulated:
    """Answer the calls by the rules of `policy`, slowly, and keep the trace.

    Parameters and what is returned are those of `simulate`, whose slow twin this is; nothing is checked here.

    Parameters
    ----------
    calls : CallArrays
        The calls.
    home : array of int, shape (cars,)
        Post of each car.
    travel : array, shape (posts, zones)
        Minutes from posts to zones; infinite where a post does not reach a zone.
    preference : array of int, shape (zones, posts)
        Posts in the order in which they are asked; the first is the zone's beat.
    on_duty : array of bool, shape (cars, 168) or (cars, 1)
        Hours of the week in which each car is on duty; or of several weeks, which come round.
    policy : Policy
        The rules.
    between : array, shape (zones, zones), optional
        Minutes from zone to zone; needed unless cars are at their posts.
    patrol : array, shape (zones,), optional
        Weights of the zones of a beat on patrol. Default: 1 each.
    work : WorkArrays, optional
        Work that is no call.

    Returns
    -------
    Simulated
        What became of every call and car, with the trace.

    Raises
    ------
    ParameterError
        If a call waits for ever.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> calls = SimpleNamespace(
    ...     minute=np.array([1.0, 2.0]), zone=np.array([0, 0]), priority=np.array([0, 0]), cars=np.array([1, 1]),
    ...     on_scene=np.array([[10.0], [10.0]]), draw=np.zeros((2, 4)), clock=np.array([0]))
    >>> one = np.array([0])
    >>> found = plain_simulation(calls, one, np.array([[3.0]]), np.array([[0]]), np.array([[True]]), Policy())
    >>> found.wait
    array([ 0., 12.])
    """
    city = PlainCity(home, travel, preference, policy, between, patrol)
    dispatcher = PlainDispatcher(city, home, on_duty, [int(hour) for hour in calls.clock])
    run = _Run(dispatcher, city.calls_of(calls), work)
    run.to_the_end()
    return gather_simulated(len(calls.minute), list(run.calls.values()), dispatcher, run.end)


class _Run:
    """One simulation while it goes on."""

    def __init__(self, dispatcher: PlainDispatcher, calls: list[PlainCall], work: WorkArrays | None) -> None:
        self.dispatcher, self.policy, self.cars = dispatcher, dispatcher.policy, dispatcher.cars
        self.calls, self.work = {call.number: call for call in calls}, work
        self.open_calls, self.end, self.idle_hours = len(calls), 0.0, 0
        pieces = [] if work is None else list(zip(work.minute, work.car, strict=True))
        dispatcher.events += [
            (0.0, TOUR_ENDS, -1, 0),
            *((call.ready, READY, call.number, 0) for call in calls),
            *((float(minute), WORK_STARTS, int(car), piece) for piece, (minute, car) in enumerate(pieces)),
        ]
        heapq.heapify(dispatcher.events)

    def to_the_end(self) -> None:
        """Let event after event happen until every call is cleared."""
        happen = {
            CLEARS: self.work_done,
            WORK_ENDS: self.work_ends,
            TOUR_ENDS: self.hour_starts,
            READY: self.call_ready,
            HOLD_ENDS: self.hold_ends,
            MEAL_DUE: self.meal_due,
            WORK_STARTS: self.work_starts,
        }
        while self.open_calls:
            t, kind, number, stamp = heapq.heappop(self.dispatcher.events)
            may_eat = happen[kind](t, number, stamp)
            if may_eat is None:
                continue
            self.end = t
            self.dispatcher.serve(t)
            for car in may_eat:
                self.meal_check(car, t)
        for car in self.cars:
            self.book_the_rest(car)

    # Events. Each returns the cars that may go for a meal when the calls are served, or None if it does not happen.

    def work_done(self, t: float, number: int, stamp: int) -> list[PlainCar] | None:
        """Let a car leave its call whose work there is done, or wait on the scene for the others."""
        car = self.cars[number]
        if car.stamp != stamp or car.sending is None:
            return None
        call = car.sending.call
        car.sending.waiting = self.policy.leave == "together"
        if self.policy.leave == "together" and call.at_work:
            return []
        leaving = sorted(call.sendings, key=lambda each: each.car.number) if car.sending.waiting else [car.sending]
        for sending in leaving:
            self.clear(sending, t)
        return [sending.car for sending in leaving]

    def clear(self, sending: Sending, t: float) -> None:
        """Let a car leave a call of which its part is done."""
        car, call = sending.car, sending.call
        self.dispatcher.leave_call(sending, t, CLEARED)
        self.dispatcher.note(t, CLEARS, call, car)
        if car.on_duty:
            car.left_zone, car.left_at = call.zone, t
            self.dispatcher.set_free(car)
        else:
            car.doing = "off"
            self.overtime_ends(car, t)
        if not call.sendings and not call.unsent:
            call.cleared = t
            self.open_calls -= 1

    def work_ends(self, t: float, number: int, stamp: int) -> list[PlainCar] | None:
        """End a car's other work or its meal."""
        car = self.cars[number]
        if car.stamp != stamp:
            return None
        self.dispatcher.book_work(car, t)
        self.dispatcher.note(t, WORK_ENDS, None, car)
        self.dispatcher.set_free(car)
        return [car]

    def hour_starts(self, t: float, _: int, hour: int) -> list[PlainCar]:
        """End and start the tours that end and start with this hour."""
        self.dispatcher.hour = hour
        heapq.heappush(self.dispatcher.events, (60.0 * (hour + 1), TOUR_ENDS, -1, hour + 1))
        self.complain_if_nothing_goes_on()
        touched: set[PlainCar] = set()
        for car in self.cars:
            if car.on_duty and car not in touched and not self.dispatcher.row_is_on(car):
                self.end_of_tour(car, t, touched)
        for car in self.cars:
            if not car.on_duty and self.dispatcher.row_is_on(car):
                self.start_of_tour(car, t)
        for call in self.dispatcher.waiting:
            if call.queue != GENERAL and not any(car.on_duty and car.home == call.queue for car in self.cars):
                call.queue = GENERAL
        return []

    def end_of_tour(self, car: PlainCar, t: float, touched: set[PlainCar]) -> None:
        """End a tour, or that of a free car of the same post in exchange."""
        if self.policy.exchange and car.doing == "call":
            for other in self.cars:
                if other.doing == "free" and other.home == car.home and self.dispatcher.row_is_on(other):
                    car.row, other.row = other.row, car.row
                    touched.add(car)
                    car = other
                    break
        touched.add(car)
        self.dispatcher.note(t, TOUR_ENDS, None, car)
        car.minutes["duty"] += t - car.tour_start
        car.on_duty = car.meal_due = False
        if car.sending is None:
            self.dispatcher.book_work(car, t)
            car.doing = "off"
            car.stamp += 1
        elif self.policy.tour_end == "finish":
            car.overtime_from = t
        else:
            self.dispatcher.take_from_call(car.sending, t, HANDED_OVER)
            car.doing = "off"

    def start_of_tour(self, car: PlainCar, t: float) -> None:
        """Start a tour; a car still on a call in overtime is simply on duty again."""
        self.dispatcher.note(t, TOUR_STARTS, None, car)
        car.on_duty, car.meal_due, car.tour_start = True, False, t
        car.tour += 1
        if car.sending is None:
            car.left_zone = -1
            self.dispatcher.set_free(car)
        else:
            self.overtime_ends(car, t)
        if self.policy.meal_minutes > 0:
            heapq.heappush(self.dispatcher.events, (t + self.policy.meal_after, MEAL_DUE, car.number, car.tour))

    def call_ready(self, t: float, number: int, _: int) -> list[PlainCar]:
        """Put a call into its queue."""
        call = self.calls[number]
        beat = self.dispatcher.city.asked[call.zone][0]
        stacked = self.policy.stack_from is not None and call.priority >= self.policy.stack_from
        has_cars = any(car.on_duty and car.home == beat for car in self.cars)
        call.queue = (
            beat if stacked and has_cars and math.isfinite(self.dispatcher.city.travel[beat, call.zone]) else GENERAL
        )
        self.dispatcher.waiting.append(call)
        self.dispatcher.note(t, READY, call, None)
        if call.queue != GENERAL and math.isfinite(self.policy.hold):
            heapq.heappush(self.dispatcher.events, (t + self.policy.hold, HOLD_ENDS, number, 0))
        return []

    def hold_ends(self, t: float, number: int, _: int) -> list[PlainCar] | None:
        """Give a call that waited long enough for its own beat to any car."""
        call = self.calls[number]
        if call.queue in (None, GENERAL):
            return None
        call.queue = GENERAL
        self.dispatcher.note(t, HOLD_ENDS, call, None)
        return []

    def meal_due(self, t: float, number: int, tour: int) -> list[PlainCar] | None:
        """Remember that a car's meal is due."""
        car = self.cars[number]
        if car.tour != tour or not car.on_duty:
            return None
        car.meal_due = True
        self.dispatcher.note(t, MEAL_DUE, None, car)
        return [car]

    def work_starts(self, t: float, number: int, piece: int) -> list[PlainCar] | None:
        """Begin a piece of other work, if the car is free and no call waits for any car."""
        assert self.work is not None
        car = self.cars[number]
        if car.doing != "free" or self.dispatcher.any_car_is_wanted():
            return None
        self.dispatcher.note(t, WORK_STARTS, None, car)
        self.dispatcher.begin(car, "work", t, float(self.work.minutes[piece]))
        return []

    def meal_check(self, car: PlainCar, t: float) -> None:
        """Let a free car whose meal is due take it, if no call waits and its tour is long enough."""
        if not car.meal_due or car.doing != "free":
            return
        if self.dispatcher.minutes_left(car, t) < self.policy.meal_minutes:
            car.meal_due = False
        elif not self.dispatcher.any_car_is_wanted():
            car.meal_due = False
            self.dispatcher.note(t, MEAL, None, car)
            self.dispatcher.begin(car, "meal", t, self.policy.meal_minutes)

    # What the events share.

    def overtime_ends(self, car: PlainCar, t: float) -> None:
        """Write down overtime that ends: the call is cleared, or the next tour starts."""
        car.minutes["overtime"] += t - car.overtime_from

    def book_the_rest(self, car: PlainCar) -> None:
        """Count what goes on at the end of the run up to it."""
        self.dispatcher.book_work(car, self.end)
        if car.on_duty:
            car.minutes["duty"] += self.end - car.tour_start

    def complain_if_nothing_goes_on(self) -> None:
        """Complain when calls wait though nothing has happened, and nothing is to come, for as long as matters."""
        to_come = any(kind in (READY, HOLD_ENDS) for _, kind, _, _ in self.dispatcher.events)
        on_calls = any(car.sending is not None for car in self.cars)
        self.idle_hours = 0 if to_come or on_calls else self.idle_hours + 1
        if self.idle_hours >= _IDLE_HOURS:
            first = min(self.dispatcher.waiting, key=self.dispatcher.city.rank_of_call)
            raise ParameterError(
                f"Call {first.number} in zone {first.zone} waits for ever: for {_IDLE_HOURS} hours no car could be "
                "sent to it. Look at the reserve, at last_calls, and at the minutes from zone to zone."
            )

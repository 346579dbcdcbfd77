"""Simulate: the calls in their order, answered by the cars of a plan under a policy."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.simulate.array_checks import arrays_of
from beatwright.simulate.call_arrays import CallArrays, WorkArrays
from beatwright.simulate.dispatch_loop.event_loop import NO_ROOM, STALLED, dispatch_loop
from beatwright.simulate.dispatch_loop.first_state import new_world
from beatwright.simulate.dispatch_loop.state import NEAR, OTHERS, PIECE, ROWS, Given, Rulebook
from beatwright.simulate.duty_columns import duty_columns
from beatwright.simulate.outcomes import Run, outcomes_of, trace_of
from beatwright.simulate.policy import DISPATCHES, PLACES, Policy
from beatwright.simulate.simulated import Simulated
from beatwright.simulate.simulation_arguments import check_arguments, check_staffing

__all__ = ["simulate"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_ROOM = 1_024  # rows beside one for each car that a call needs


def simulate(
    calls: CallArrays,
    home: npt.ArrayLike,
    travel: npt.ArrayLike,
    preference: npt.ArrayLike,
    on_duty: npt.ArrayLike,
    policy: Policy | None = None,
    *,
    between: npt.ArrayLike | None = None,
    patrol: npt.ArrayLike | None = None,
    work: WorkArrays | None = None,
    trace: bool = False,
) -> Simulated:
    """Return what becomes of every call and every car.

    Nothing is drawn: what is random about calls was drawn when they were made, so that two plans differ by their
    decisions only, and the same arguments give the same answer to the last digit.

    Parameters
    ----------
    calls : CallArrays
        The calls, as `beatwright.Calls` or anything with its arrays.
    home : array of int, shape (cars,)
        Post of each car.
    travel : array, shape (posts, zones)
        Minutes; infinite where there is no way. Calls in a zone that no post reaches are set aside.
    preference : array of int, shape (zones, posts)
        Posts in the order in which they are asked for a call in the zone; the zone is of the beat of the first.
    on_duty : array of bool, shape (cars, 168) or (cars, 1)
        Whether the car is on duty, by hour of the week; or by the hours of several weeks, from the Monday before the
        first call on, which come round.
    policy : Policy, optional
        Default: ``Policy()``.
    between : array, shape (zones, zones), optional
        Minutes from zone to zone; needed where free cars are not at their posts.
    patrol : array, shape (zones,), optional
        Weights by which cars on patrol are in the zones of their beat. Default: all alike.
    work : WorkArrays, optional
        Work beside calls.
    trace : bool, default False
        Whether every event is returned too.

    Raises
    ------
    ParameterError
        With everything that is wrong; where a call needs more cars than are ever on duty; where calls would wait for
        ever.

    References
    ----------
    Larson, R. C. (1972). *Urban Police Patrol Analysis*. MIT Press, chapter 6.

    Examples
    --------
    Two cars, a call, and another while the nearest car is away:

    >>> from types import SimpleNamespace
    >>> calls = SimpleNamespace(
    ...     minute=np.array([0.0, 5.0]), zone=np.array([0, 0]), priority=np.zeros(2, int), cars=np.ones(2, int),
    ...     on_scene=np.full((2, 1), 30.0), draw=np.zeros((2, 4)), clock=np.arange(168),
    ... )
    >>> found = simulate(calls, [0, 1], [[3.0], [7.0]], [[0, 1]], np.ones((2, 1), bool))
    >>> found.car.tolist(), found.arrived.tolist(), found.cleared.tolist()
    ([0, 1], [3.0, 12.0], [33.0, 42.0])
    """
    rules = Policy() if policy is None else policy
    tables = {"home": home, "travel": travel, "preference": preference, "on_duty": on_duty}
    arrays = arrays_of(calls, rules, {**tables, "between": between, "patrol": patrol})
    ways, weights = arrays.get("between"), arrays.get("patrol")
    check_arguments(calls, arrays, rules, between=ways, patrol=weights, work=work)
    check_staffing(calls, arrays["home"], arrays["travel"], arrays["on_duty"], rules)
    given = _given(calls, arrays, rules, between=ways, patrol=weights, work=work)
    run = _run(calls, given, rules, home=arrays["home"], trace=trace)
    return _found(calls, given, run, trace=trace)


def _run(calls: CallArrays, given: Given, policy: Policy, *, home: npt.ArrayLike, trace: bool) -> Run:
    """Run, with more room where cars are taken away so often that the log is full."""
    rules = _rules(policy, classes=int(np.max(calls.priority, initial=0)) + 1, trace=trace)
    needed, taken = int(np.sum(calls.cars)), policy.preempt > 0 or policy.tour_end == "hand over"
    # What is not written into takes no memory; to run once more would take all the time again.
    room, ended = needed + needed // 2 * taken + _ROOM, NO_ROOM
    while ended == NO_ROOM:
        world = new_world(calls, given, rules, home=home, room=room)
        ended = dispatch_loop(given, rules, world)
        room *= 2
    if ended == STALLED:
        raise ParameterError(
            "Calls would wait for ever: for two weeks no car could be sent, while none was on a call. Look at the "
            "tours, last_calls, reserve and hold."
        )
    return Run(world.log[: world.counts[ROWS]], world.other[: world.counts[OTHERS]], world.cars)


def _found(calls: CallArrays, given: Given, run: Run, *, trace: bool) -> Simulated:
    cars, ready = run.cars, given.ready
    reached = ~np.isnan(ready)
    sent, found = outcomes_of(run, len(ready), int(np.max(calls.cars, initial=1)))
    return Simulated(
        reached=reached,
        ready=ready,
        sent=found.sent,
        arrived=found.arrived,
        all_arrived=found.all_arrived,
        cleared=found.cleared,
        wait=found.sent - ready,
        travel=found.travel,
        car=found.car,
        busy=found.busy,
        **{name: cars[name].copy() for name in ("duty", "overtime", "work", "meal")},
        dispatches=sent,
        end=float(sent.left.max(initial=0.0)),
        trace=trace_of(run, sent, ready, calls.zone) if trace else None,
    )


def _given(
    calls: CallArrays,
    arrays: dict[str, npt.NDArray[np.generic]],
    policy: Policy,
    *,
    between: npt.NDArray[np.generic] | None,
    patrol: npt.NDArray[np.generic] | None,
    work: WorkArrays | None,
) -> Given:
    travel, order = _floats(arrays["travel"].T), np.ascontiguousarray(arrays["preference"], dtype=np.uint32)
    on = np.ascontiguousarray(arrays["on_duty"], dtype=np.bool_)
    patrols, listed = policy.place == "patrol", policy.place != "post" and policy.dispatch == "beat list"
    nowhere = _ints([0]), _ints([]), _floats([])
    start, zones, share = _beats(order[:, 0], travel.shape[1], patrol) if patrols else nowhere
    given = Given(
        ready=_ready(calls, travel, policy),
        draw=_floats(calls.draw),
        travel=travel,
        order=order,
        near=_near(travel, order) if policy.place == "post" else np.zeros((1, 1), NEAR),
        place_in_list=np.argsort(order, axis=1).astype(np.uint32) if listed else np.zeros((1, 1), np.uint32),
        between=np.full((1, 1), np.inf) if between is None else _floats(between),
        least=_least(between, travel, start, zones) if patrols else np.zeros((1, 1)),
        beat_start=start,
        beat_zones=zones,
        beat_share=share,
        on=on,
        hours_left=_hours_left(on),
        clock=duty_columns(calls.clock, on.shape[1]),
        work=_pieces(work),
    )
    return Given(**{name: _not_written(array) for name, array in given._asdict().items()})


def _not_written(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a view that nobody writes into: the loop is compiled once, whether or not the caller's may be written."""
    view = array.view()
    view.setflags(write=False)
    return view


def _ready(calls: CallArrays, travel: Floats, policy: Policy) -> Floats:
    """Return when each call can be dispatched; NaN where no post reaches its zone."""
    ready = np.asarray(calls.minute, dtype=np.float64) + policy.call_minutes
    ready[~np.asarray(np.isfinite(travel).any(axis=1))[np.asarray(calls.zone)]] = np.nan
    return ready


def _near(travel: Floats, order: npt.NDArray[np.uint32]) -> npt.NDArray[Any]:
    """Return the posts of every zone in the order in which they are asked, each with its minutes."""
    table = np.empty(order.shape, dtype=NEAR)
    table["post"], table["minutes"] = order, np.take_along_axis(travel, order.astype(np.intp), axis=1)
    return table


def _pieces(work: WorkArrays | None) -> npt.NDArray[Any]:
    table = np.zeros(0 if work is None else len(work.minute), dtype=PIECE)
    if work is not None:
        table["minute"], table["car"], table["minutes"] = work
    return table


def _floats(values: npt.ArrayLike) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _ints(values: npt.ArrayLike) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int64)


def _beats(
    beat: npt.NDArray[np.uint32], posts: int, patrol: npt.NDArray[np.generic] | None
) -> tuple[Ints, Ints, Floats]:
    """Return where the zones of each post's beat start, those with a weight, and the cumulated shares."""
    weight = np.ones(len(beat)) if patrol is None else _floats(patrol)
    zones = [np.flatnonzero((beat == post) & (weight > 0)) for post in range(posts)]
    shares = [np.cumsum(weight[each]) / weight[each].sum() for each in zones if len(each)]
    start = np.cumsum([0, *map(len, zones)])
    return _ints(start), _ints(np.concatenate(zones)), _floats(np.concatenate([np.zeros(0), *shares]))


def _least(between: npt.NDArray[np.generic] | None, travel: Floats, start: Ints, zones: Ints) -> Floats:
    """Return the minutes to each zone from the nearest zone of each beat; from the post where it has none."""
    assert between is not None
    least = travel.copy()
    for post, (first, last) in enumerate(pairwise(start)):
        if first < last:
            least[:, post] = _floats(between[zones[first:last]]).min(axis=0)
    return least


def _hours_left(on: npt.NDArray[np.bool_]) -> Floats:
    """Return the hours from the start of each slot until the row is off; infinite where it is never."""
    twice = np.concatenate([on, on], axis=1)
    left = np.zeros(twice.shape)
    ahead = np.where(on.all(axis=1), np.inf, 0.0)
    for slot in reversed(range(twice.shape[1])):
        ahead = np.where(twice[:, slot], ahead + 1.0, 0.0)
        left[:, slot] = ahead
    return np.ascontiguousarray(left[:, : on.shape[1]])


def _rules(policy: Policy, *, classes: int, trace: bool) -> Rulebook:
    kept = policy.reserve or (0,)
    return Rulebook(
        place=PLACES.index(policy.place),
        dispatch=DISPATCHES.index(policy.dispatch),
        stack_from=classes if policy.stack_from is None else policy.stack_from,
        hold=float(policy.hold),
        first=policy.start == "first",
        together=policy.leave == "together",
        preempt=policy.preempt,
        reserve=_ints([kept[min(each, len(kept) - 1)] for each in range(classes)]),
        hand_over=policy.tour_end == "hand over",
        last_calls=float(policy.last_calls),
        exchange=policy.exchange,
        by_age=policy.order == "age",
        meal_minutes=float(policy.meal_minutes),
        meal_after=float(policy.meal_after),
        trace=trace,
    )

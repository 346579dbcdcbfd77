"""What the plain simulation found, gathered from its calls, its cars and its trace."""

from __future__ import annotations

import math

import numpy as np

from beatwright.simulate.plain.plain_city import PlainCall, Sending
from beatwright.simulate.plain.plain_dispatcher import ARRIVES, PlainDispatcher
from beatwright.simulate.simulated import Dispatches, Simulated, Trace

__all__ = ["gather_simulated"]


def gather_simulated(count: int, calls: list[PlainCall], dispatcher: PlainDispatcher, end: float) -> Simulated:
    """Return what became of `count` calls, of which `calls` were reached, when the last event was at `end`."""
    sendings = dispatcher.sendings
    columns = {
        name: np.full(count, np.nan) for name in ("ready", "sent", "arrived", "all_arrived", "cleared", "travel")
    }
    first_car = np.full(count, -1)
    for call in calls:
        number = call.number
        own = [each for each in sendings if each.call is call]
        there = [each for each in own if each.arrive <= each.left]
        first = min(there, key=lambda each: each.arrive)
        columns["ready"][number], columns["cleared"][number] = call.ready, call.cleared
        columns["sent"][number], first_car[number] = own[0].sent, own[0].car.number
        columns["arrived"][number], columns["travel"][number] = first.arrive, first.minutes
        slots = {each.slot for each in own}
        columns["all_arrived"][number] = max(min(each.arrive for each in there if each.slot == slot) for slot in slots)
    return Simulated(
        reached=np.isin(np.arange(count), [call.number for call in calls]),
        **columns,
        wait=columns["sent"] - columns["ready"],
        car=first_car,
        **{name: np.array([car.minutes[name] for car in dispatcher.cars]) for name in dispatcher.cars[0].minutes},
        dispatches=_dispatches(sendings),
        end=end,
        trace=_trace(dispatcher.trace, sendings),
    )


def _dispatches(sendings: list[Sending]) -> Dispatches:
    return Dispatches(
        call=np.array([each.call.number for each in sendings], dtype=np.int64),
        car=np.array([each.car.number for each in sendings], dtype=np.int64),
        slot=np.array([each.slot for each in sendings], dtype=np.int64),
        sent=np.array([each.sent for each in sendings], dtype=np.float64),
        arrive=np.array([each.arrive if each.arrive <= each.left else math.nan for each in sendings], dtype=np.float64),
        left=np.array([each.left for each in sendings], dtype=np.float64),
        minutes=np.array([each.minutes for each in sendings], dtype=np.float64),
        origin=np.array([each.origin for each in sendings], dtype=np.int64),
        ended=np.array([each.ended for each in sendings], dtype=np.int64),
    )


def _trace(events: list[tuple[float, int, int, int, int]], sendings: list[Sending]) -> Trace:
    arrivals = [
        (each.arrive, ARRIVES, each.call.number, each.car.number, each.call.zone)
        for each in sendings
        if each.arrive <= each.left
    ]
    rows = sorted([*events, *arrivals], key=lambda row: row[:4])
    minute, *others = (np.array([row[column] for row in rows]) for column in range(5))
    return Trace(minute.astype(np.float64), *(column.astype(np.int64) for column in others))

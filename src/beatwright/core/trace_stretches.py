"""What a trace says stretch by stretch: what every car did from when to when, and when calls waited for a car."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core.dispatch_trace import DispatchTrace

__all__ = [
    "CAR_STATUSES",
    "CarStretches",
    "WaitStretches",
    "car_stretches",
    "longest_queue",
    "minutes_until",
    "wait_stretches",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CAR_STATUSES = ("on duty", "en route", "on the scene", "other work", "meal")
DUTY, ON_WAY, ON_SCENE, WORK, MEAL = range(5)
_CLEARS, _ENDS, _TOUR_ENDS, _TOUR_STARTS, _ARRIVES, _READY, _WORK, _SENT, _TAKEN, _MEAL = (
    0,
    1,
    2,
    3,
    5,
    6,
    9,
    10,
    11,
    12,
)


class CarStretches(NamedTuple):
    """What cars did, arrays of shape (stretches,), sorted by car, begin and status.

    Parameters
    ----------
    car, status : array of int
        The car, and a position in `CAR_STATUSES`. Tours are stretches of their own, whatever the car does in them.
    begin, end : array
        Minutes.
    call, zone : array of int
        The call and its zone; -1 where there is none.
    """

    car: Ints
    status: Ints
    begin: Floats
    end: Floats
    call: Ints
    zone: Ints


class WaitStretches(NamedTuple):
    """When calls waited without any car, arrays of shape (stretches,), sorted by call and begin.

    Parameters
    ----------
    call, zone : array of int
        The call and its zone.
    begin, end : array
        Minutes: from ready, or from losing its last car, until a car is sent.
    """

    call: Ints
    zone: Ints
    begin: Floats
    end: Floats


def car_stretches(trace: DispatchTrace) -> CarStretches:
    """Return what every car did from when to when; what lasts to the end of the trace ends with its last event.

    Examples
    --------
    >>> trace = DispatchTrace(
    ...     minute=[0.0, 5.0, 5.0, 9.0, 30.0], kind=[3, 6, 10, 5, 0], call=[-1, 0, 0, 0, 0], car=[0, -1, 0, 0, 0],
    ...     zone=[-1, 0, 0, 0, 0], home=[0], sites=["s1"], zones=["z1"], plan="today", problem_digest="p",
    ...     calls_digest="c", plan_digest="d",
    ... )
    >>> found = car_stretches(trace)
    >>> [CAR_STATUSES[status] for status in found.status], found.end.tolist()
    (['on duty', 'en route', 'on the scene'], [30.0, 9.0, 30.0])
    """
    parts = [
        _answering(trace),
        _beside(trace, {_TOUR_STARTS: DUTY}, (_TOUR_ENDS,)),
        _beside(trace, {_WORK: WORK, _MEAL: MEAL}, (_ENDS, _TOUR_ENDS, _SENT)),
    ]
    columns = [np.concatenate(each) for each in zip(*parts, strict=True)]
    car, status, begin = columns[:3]
    order = np.lexsort((status, begin, car))
    return CarStretches(*(column[order] for column in columns))


def _answering(trace: DispatchTrace) -> CarStretches:
    """Return the stretches en route to calls and on their scenes.

    A car may be sent to a call twice, where it was taken away between: the first time it was sent goes with the first
    time it left, and an arrival with the last time it was sent before.
    """
    sent, left = _rows(trace, (_SENT,)), _rows(trace, (_CLEARS, _TAKEN))
    left = left[trace.call[left] >= 0]
    begins, end = trace.minute[sent], _ends(trace, sent, left)
    arrive = _arrivals(trace, sent, _rows(trace, (_ARRIVES,)))
    arrive = np.where(arrive <= end, arrive, end)  # NaN where none arrived
    there = arrive < end
    call, car, zone = (np.asarray(getattr(trace, name)[sent], dtype=np.int64) for name in ("call", "car", "zone"))
    way = CarStretches(car, np.full(len(sent), ON_WAY), begins, arrive, call, zone)
    scene = CarStretches(car, np.full(len(sent), ON_SCENE), arrive, end, call, zone)
    return CarStretches(*(np.concatenate([one, other[there]]) for one, other in zip(way, scene, strict=True)))


def _ends(trace: DispatchTrace, sent: Ints, left: Ints) -> Floats:
    """Return when each car that was sent left: the n-th time it was sent goes with the n-th time it left that call."""
    keys, left_keys = _keys(trace, sent), _keys(trace, left)
    order = np.argsort(left_keys, kind="stable")
    at = np.searchsorted(left_keys[order], keys) + _ranks(keys)
    inside = np.minimum(at, max(len(left) - 1, 0))
    last = trace.minute[-1] if len(trace) else 0.0
    if not len(left):
        return np.full(len(sent), last)
    found = left[order][inside]
    return np.where((at == inside) & (_keys(trace, found) == keys), trace.minute[found], last)


def _arrivals(trace: DispatchTrace, sent: Ints, came: Ints) -> Floats:
    """Return when each car that was sent arrived; NaN where it did not."""
    rows = np.concatenate([sent, came])
    number = np.concatenate([np.arange(len(sent)), np.full(len(came), -1)])
    key = _keys(trace, rows)
    order = np.lexsort((number < 0, trace.minute[rows], key))
    last = np.maximum.accumulate(np.where(number[order] >= 0, np.arange(len(rows)), 0)) if len(rows) else order
    arrival = np.flatnonzero(number[order] < 0)
    belongs = number[order][last[arrival]]
    same = key[order][last[arrival]] == key[order][arrival]
    found = np.full(len(sent), np.nan)
    found[belongs[same]] = trace.minute[rows[order][arrival]][same]
    return found


def _beside(trace: DispatchTrace, starts: Mapping[int, int], ends: tuple[int, ...]) -> CarStretches:
    """Return the stretches beside calls: from each start, with its status, to the next end of the same car."""
    rows = _rows(trace, (*starts, *ends))
    rows = rows[np.lexsort((rows, trace.car[rows]))]
    kind, car, minute = trace.kind[rows], np.asarray(trace.car[rows], dtype=np.int64), trace.minute[rows]
    first = np.flatnonzero(np.isin(kind, list(starts)))
    after = np.minimum(first + 1, max(len(rows) - 1, 0))
    known = (after > first) & (car[after] == car[first])
    end = np.where(known, minute[after], trace.minute[-1] if len(trace) else 0.0)
    for place in np.flatnonzero(_follows_its_end(kind, car, minute, first)):
        end[place] = minute[first[place]]
    status, nothing = np.array([starts[each] for each in kind[first].tolist()], dtype=np.int64), np.full(len(first), -1)
    return CarStretches(car[first], status, minute[first], end, nothing, nothing)


def _follows_its_end(kind: npt.NDArray[np.int8], car: Ints, minute: Floats, first: Ints) -> npt.NDArray[np.bool_]:
    """Say of every start whether it took no time: then its end, of a lower kind, stands before it.

    An end before a start in the same minute is that of an earlier stretch, where one was going on.
    """
    found = np.zeros(len(first), dtype=bool)
    for number, at in enumerate(first.tolist()):
        before = at - 1
        while before >= 0 and kind[before] == _ENDS and (car[before], minute[before]) == (car[at], minute[at]):
            before -= 1
        ended = at - 1 - before
        going_on = before >= 0 and car[before] == car[at] and kind[before] in (_WORK, _MEAL)
        found[number] = ended > going_on
    return found


def wait_stretches(trace: DispatchTrace) -> WaitStretches:
    """Return when calls waited without any car; a wait of no time counts too."""
    rows = _rows(trace, (_READY, _SENT, _CLEARS, _TAKEN))
    rows = rows[trace.call[rows] >= 0]  # a car that is taken from its meal leaves no call
    rows = rows[np.lexsort((rows, trace.call[rows]))]
    kind, call = trace.kind[rows], np.asarray(trace.call[rows], dtype=np.int64)
    step = np.where(kind == _SENT, 1, np.where(kind == _READY, 0, -1))
    total = np.cumsum(step)
    first = np.r_[0, np.flatnonzero(np.diff(call)) + 1] if len(call) else np.zeros(0, dtype=np.int64)
    before = np.repeat((total - step)[first], np.diff(np.r_[first, len(call)]))
    starts = np.flatnonzero((kind == _READY) | ((kind == _TAKEN) & (total - before == 0)))
    # The next car that is sent: one without travel and work clears in the same minute, which stands before it.
    sends = np.flatnonzero(kind == _SENT)
    at = np.searchsorted(sends, starts)
    after = sends[np.minimum(at, len(sends) - 1)] if len(sends) else np.zeros(len(starts), dtype=np.int64)
    known = (after > starts) & (call[after] == call[starts])
    end = np.where(known, trace.minute[rows][after], trace.minute[-1] if len(trace) else 0.0)
    zone = np.asarray(trace.zone[rows][starts], dtype=np.int64)
    return WaitStretches(call[starts], zone, trace.minute[rows][starts], end)


def longest_queue(waits: WaitStretches, begin: float, end: float) -> tuple[int, float]:
    """Return how many calls waited at most between two minutes, and when for the first time; (0, begin) for none."""
    lasting = (waits.end > waits.begin) & (waits.end > begin) & (waits.begin < end)
    minutes = np.concatenate([np.maximum(waits.begin[lasting], begin), waits.end[lasting]])
    steps = np.repeat([1, -1], int(lasting.sum()))
    order = np.lexsort((steps, minutes))
    queue = np.cumsum(steps[order])
    if not len(queue):
        return 0, begin
    most = int(np.argmax(queue))
    return int(queue[most]), float(minutes[order][most])


def minutes_until(begin: Floats, end: Floats, at: Floats) -> Floats:
    """Return the minutes that all stretches together have lasted until each of some moments, shape of `at`.

    >>> minutes_until(np.array([0.0, 30.0]), np.array([40.0, 90.0]), np.array([0.0, 60.0, 120.0])).tolist()
    [0.0, 70.0, 100.0]
    """
    total = np.zeros(len(at))
    for sign, moments in ((1.0, np.sort(begin)), (-1.0, np.sort(end))):
        before = np.searchsorted(moments, at)
        total += sign * (before * at - np.append(0.0, np.cumsum(moments))[before])
    return total


def _rows(trace: DispatchTrace, kinds: tuple[int, ...]) -> Ints:
    return np.flatnonzero(np.isin(trace.kind, kinds))


def _keys(trace: DispatchTrace, rows: Ints) -> Ints:
    """Return one number for every pair of a call and a car."""
    return trace.call[rows].astype(np.int64) * max(len(trace.home), 1) + trace.car[rows]


def _ranks(keys: Ints) -> Ints:
    """Return how many equal keys came before each.

    >>> _ranks(np.array([4, 7, 4, 4])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.r_[True, ordered[1:] != ordered[:-1]] if len(keys) else np.zeros(0, dtype=bool)
    start = np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0)) if len(keys) else np.zeros(0, dtype=np.int64)
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[order] = np.arange(len(keys)) - start
    return ranks

"""Queues whose answer is known in closed form, run through the simulation: what tests and the validation page share.

Every case draws its calls from a seed, hands them to an engine (`beatwright.simulate.simulate`, or one with a fault in
it), and returns figures by name; `exact` gives the same figures from theory. Minutes of travel are a millionth of a
distance, so that travel keeps no car busy. Calls of the first and the last part of a run are not counted.

Standard errors are those of batch means: a run is cut into stretches of time (batches), and every figure, a ratio of
sums, has a value in each of them, its part of the ratio estimator. Those of all runs together have some 300 degrees of
freedom, so that the standard error is known to a few per cent; that of the ten means of runs alone would be known to a
quarter. Where the correlation of a batch with the next one is above 0.1, two batches are made one, until it is not or
fewer than 7 are left of a run.
Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed., section 9.5.3; Cochran, W. G. (1977). Sampling Techniques,
3rd ed., chapter 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from multi_car_together import together_delay

from beatwright.queueing import (
    cars_needed,
    delay_by_hour,
    erlang_c,
    hypercube,
    mean_travel,
    multi_car_delay,
    nearest_first,
    offered_load,
    waits,
)
from beatwright.simulate import Policy, Simulated

__all__ = ["CASES", "Case", "Row", "calls_of", "compare", "week_shape"]

Figures = dict[str, float]
Floats = np.ndarray
Parts = dict[str, tuple[Floats, Floats]]  # of every batch: the sum, and what it is divided by
Engine = Callable[..., Simulated]
SEEDS = range(1, 11)
TOO_FAR = 3.0  # standard errors
BATCHES = 30  # of a run
_MOST_CORRELATION = 0.1  # of a batch with the next one; over 300 batches 0.06 is chance
_FEWEST = 7  # batches of a run, 70 in all
_TINY = 1e-6  # minutes of travel for a unit of distance
_EDGE = 0.04  # of a run, that is not counted at either end
_HOUR = 60.0


@dataclass(frozen=True)
class Case:
    """A queue: its figures from theory, and from the batches of a run of so many calls."""

    name: str
    calls: int  # of a full run
    exact: Callable[[], Figures]
    run: Callable[[Engine, int, int], Parts]  # engine, seed, calls


@dataclass(frozen=True)
class Row:
    """One figure: exact, from all runs, its standard error, the batches behind that, and their correlation."""

    name: str
    exact: float
    mean: float
    error: float
    batches: int
    correlation: float

    @property
    def apart(self) -> float:
        """Return how many standard errors lie between."""
        return (self.mean - self.exact) / self.error


def compare(case: Case, engine: Engine, calls: int | None = None) -> list[Row]:
    """Return every figure of a case, over the fixed seeds."""
    runs = [case.run(engine, seed, calls or case.calls) for seed in SEEDS]
    rows = []
    for name, exact in case.exact().items():
        part, whole = (np.array([run[name][k] for run in runs], dtype=float) for k in (0, 1))
        mean = float(part.sum() / whole.sum())
        values = mean + (part - mean * whole) / whole.mean()  # [run, batch]
        values, correlation = _uncorrelated(values)
        rows.append(Row(name, exact, mean, float(values.std(ddof=1) / np.sqrt(values.size)), values.size, correlation))
    return rows


def _uncorrelated(values: Floats) -> tuple[Floats, float]:
    """Return values of batches [run, batch] that hang together no more than allowed, and by how much they do."""
    found = _correlation(values)
    while found > _MOST_CORRELATION and values.shape[1] >= 2 * _FEWEST:
        kept = values[:, values.shape[1] % 2 :]
        values = kept.reshape(len(values), -1, 2).mean(axis=2)
        found = _correlation(values)
    return values, found


def _correlation(values: Floats) -> float:
    """Return the correlation of a batch with the next one of its run."""
    apart = values - values.mean()
    pairs = apart[:, 1:].size / apart.size
    return float((apart[:, 1:] * apart[:, :-1]).sum() / (apart**2).sum() / pairs)


def calls_of(
    rng: np.random.Generator,
    number: int,
    rate: float,
    *,
    zone: Any = 1.0,
    priority: Any = 1.0,
    need: Any = 1.0,
    service: float = 1.0,
    alike: bool = False,
) -> SimpleNamespace:
    """Draw calls at `rate` an hour; zone, priority, need: shares; `alike`: the cars of a call stay equally long."""
    minute = np.cumsum(rng.exponential(_HOUR / rate, number))
    shares = (np.atleast_1d(np.asarray(each, dtype=float)) for each in (zone, priority, need))
    zones, classes, needs = (rng.choice(len(each), number, p=each / each.sum()) for each in shares)
    most = len(np.atleast_1d(need))
    on_scene = rng.exponential(_HOUR * service, (number, 1 if alike else most))
    return SimpleNamespace(
        minute=minute,
        zone=zones,
        priority=classes,
        cars=needs + 1,
        on_scene=np.ascontiguousarray(np.broadcast_to(on_scene, (number, most))),
        draw=rng.random((number, 4)),
        clock=np.arange(168),
    )


def _edges(calls: SimpleNamespace) -> Floats:
    """Return the minutes at which batches begin, and the last ends."""
    return calls.minute[-1] * np.linspace(_EDGE, 1 - _EDGE, BATCHES + 1)


def _share(batch: Floats, which: Floats, of: Floats | None = None) -> tuple[Floats, Floats]:
    """Return for every batch the sum of a value over its calls, of those of `of` alone, and their number."""
    kept = batch >= 0 if of is None else (batch >= 0) & of
    number = batch[kept]
    size = batch.max() + 1
    return np.bincount(number, np.asarray(which, dtype=float)[kept], size), np.bincount(number, minlength=size)


def _batch(calls: SimpleNamespace) -> Floats:
    """Return the batch in which each call comes; -1: it does not count."""
    edges = _edges(calls)
    number = np.searchsorted(edges, calls.minute, side="right") - 1
    return np.where(calls.minute < edges[-1], number, -1)


def _one_place(engine: Engine, calls: SimpleNamespace, cars: int, **policy: Any) -> Simulated:
    """All cars at one post, at the call at once."""
    return engine(calls, np.zeros(cars, dtype=int), [[0.0]], [[0]], np.ones((cars, 1), dtype=bool), Policy(**policy))


def _workload(found: Simulated, calls: SimpleNamespace, group: Floats) -> list[tuple[Floats, Floats]]:
    """Return for every group of cars its minutes on calls in each batch, and its minutes; group of each car given."""
    edges, sent = _edges(calls), found.dispatches
    cars = np.bincount(group)
    minutes = []
    for start, stop in pairwise(edges):
        inside = np.clip(sent.left, start, stop) - np.clip(sent.sent, start, stop)
        minutes.append(np.bincount(group[sent.car], inside, len(cars)))
    length = np.diff(edges)
    return [(busy, length * count) for busy, count in zip(np.array(minutes).T, cars, strict=True)]


# Classes --------------------------------------------------------------------------------------------------------------


def _classes_exact(cars: int, rates: tuple[float, ...], service: float, preempt: bool) -> Figures:
    found = waits(cars, rates, service, preempt)
    delayed = {} if preempt else {"delayed": found.delayed}
    return {**delayed, **{f"wait of class {k + 1}, h": float(wait) for k, wait in enumerate(found.wait)}}


def _classes(
    cars: int, rates: tuple[float, ...], service: float, preempt: bool, engine: Engine, seed: int, number: int
) -> Parts:
    calls = calls_of(np.random.default_rng(seed), number, sum(rates), priority=rates, service=service)
    found = _one_place(engine, calls, cars, preempt=len(rates) - 1 if preempt else 0)
    batch, idle = _batch(calls), (found.cleared - found.ready - calls.on_scene[:, 0]) / _HOUR
    figures = {f"wait of class {k + 1}, h": _share(batch, idle, calls.priority == k) for k in range(len(rates))}
    return {**figures, "delayed": _share(batch, found.wait > 0)}


# Several cars for a call ----------------------------------------------------------------------------------------------


def _of_need(more: int) -> str:
    return f"delayed, {more + 1} cars" if more else "delayed, 1 car"


def _several_exact(cars: int, rate: float, share: tuple[float, ...]) -> Figures:
    found = multi_car_delay(cars, rate, share, 1.0)
    by_need = {_of_need(k): float(each) for k, each in enumerate(found.delayed_by_need)}
    return {"delayed": found.delayed, "wait, h": found.wait, **by_need}


def _several(
    cars: int, rate: float, share: tuple[float, ...], leave: str, engine: Engine, seed: int, number: int
) -> Parts:
    calls = calls_of(np.random.default_rng(seed), number, rate, need=share, alike=leave == "together")
    found = _one_place(engine, calls, cars, leave=leave)
    batch, late = _batch(calls), found.wait > 0
    by_need = {_of_need(k): _share(batch, late, calls.cars == k + 1) for k in range(len(share))}
    return {"delayed": _share(batch, late), "wait, h": _share(batch, found.wait / _HOUR), **by_need}


# Cars that differ -----------------------------------------------------------------------------------------------------

_BOOK = ((0.5, 0.25, 0.35, 0.40), ((0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1)))


def _book_exact() -> Figures:
    found = hypercube(_BOOK[0], _BOOK[1], [1, 1, 1])
    share = np.asarray(_BOOK[0]) / sum(_BOOK[0])
    figures = {"delayed": found.delayed, **{f"workload of car {k + 1}": float(w) for k, w in enumerate(found.workload)}}
    for car, zone in np.ndindex(3, 4):
        figures[f"car {car + 1} at once to zone {zone + 1}"] = float(found.chance[car, zone] * share[zone])
    return figures


def _book(engine: Engine, seed: int, number: int) -> Parts:
    calls = calls_of(np.random.default_rng(seed), number, sum(_BOOK[0]), zone=_BOOK[0])
    found = engine(calls, np.arange(3), np.zeros((3, 4)), np.asarray(_BOOK[1]), np.ones((3, 1), dtype=bool))
    batch, late = _batch(calls), found.wait > 0
    figures = {"delayed": _share(batch, late)}
    figures |= {f"workload of car {k + 1}": parts for k, parts in enumerate(_workload(found, calls, np.arange(3)))}
    for car, zone in np.ndindex(3, 4):
        at_once = ~late & (found.car == car) & (calls.zone == zone)
        figures[f"car {car + 1} at once to zone {zone + 1}"] = _share(batch, at_once)
    return figures


_RANDOM = {"posts": 5, "zones": 40, "cars": (2, 1, 3, 2, 2), "rate": 6.5}


def _random_city() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return zone rates, distances [post, zone] and posts of the cars of one city."""
    rng = np.random.default_rng(15)
    post, zone = rng.random((_RANDOM["posts"], 2)), rng.random((_RANDOM["zones"], 2))
    rate = rng.gamma(1.0, size=_RANDOM["zones"])
    distance = np.abs(post[:, None] - zone).sum(axis=2)
    return rate / rate.sum() * _RANDOM["rate"], distance, np.repeat(np.arange(_RANDOM["posts"]), _RANDOM["cars"])


def _city_exact() -> Figures:
    rate, distance, _ = _random_city()
    found = hypercube(rate, nearest_first(distance), _RANDOM["cars"])
    figures = {"delayed": found.delayed, "mean distance": mean_travel(found, distance).mean}
    return figures | {f"workload of post {k + 1}": float(w) for k, w in enumerate(found.workload)}


def _city(engine: Engine, seed: int, number: int) -> Parts:
    rate, distance, home = _random_city()
    calls = calls_of(np.random.default_rng(seed), number, rate.sum(), zone=rate)
    found = engine(calls, home, distance * _TINY, nearest_first(distance), np.ones((len(home), 1), dtype=bool))
    batch = _batch(calls)
    figures = {"delayed": _share(batch, found.wait > 0), "mean distance": _share(batch, found.travel / _TINY)}
    return figures | {f"workload of post {k + 1}": parts for k, parts in enumerate(_workload(found, calls, home))}


_BEATS = 10


def _strict_exact(load: float) -> Figures:
    return {"delayed": load, "wait, h": load / (1 - load)}


def _strict(load: float, engine: Engine, seed: int, number: int) -> Parts:
    calls = calls_of(np.random.default_rng(seed), number, load * _BEATS, zone=np.ones(_BEATS))
    beats = np.arange(_BEATS)
    order = (beats[:, None] + beats) % _BEATS
    policy = Policy(stack_from=0, hold=np.inf)
    found = engine(calls, beats, np.zeros((_BEATS, _BEATS)), order, np.ones((_BEATS, 1), dtype=bool), policy)
    batch = _batch(calls)
    return {"delayed": _share(batch, found.wait > 0), "wait, h": _share(batch, found.wait / _HOUR)}


# Cars on patrol -------------------------------------------------------------------------------------------------------

_AREA, _GRID = 10.0, 40  # square, and zones along each side


def _patrol_exact(cars: int, load: float) -> Figures:
    return {"mean distance": grid_distance(cars, load)}


@cache
def grid_distance(cars: int, load: float) -> float:
    """Return the exact mean distance where cars and calls stand in the middles of the zones of the grid."""
    middle = (np.arange(_GRID) + 0.5) * np.sqrt(_AREA) / _GRID
    at = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
    apart = np.rint(np.abs(at[:, None] - at).sum(axis=2) * _GRID / np.sqrt(_AREA)).astype(int)
    steps = np.arange(2 * _GRID)
    beyond = 1 - np.stack([(apart <= step).mean(axis=1) for step in steps])  # [step, zone]
    nearest = [0.0] + [float((beyond**n).mean(axis=1).sum()) for n in range(1, cars + 1)]
    busy = np.array([load**0.0, *np.cumprod(cars * load / np.arange(1, cars))])
    late = float(erlang_c(cars, cars * load))
    busy *= (1 - late) / busy.sum()
    mean = sum(chance * nearest[cars - k] for k, chance in enumerate(busy)) + late * nearest[1]
    return mean * np.sqrt(_AREA) / _GRID


def _patrol(cars: int, load: float, engine: Engine, seed: int, number: int) -> Parts:
    """Let all cars patrol the whole square: zones in another order each time, so that places do not depend on cars."""
    rng = np.random.default_rng(seed)
    middle = (np.arange(_GRID) + 0.5) * np.sqrt(_AREA) / _GRID
    at = rng.permutation(np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2))
    between = np.abs(at[:, None] - at).sum(axis=2) * _TINY
    calls = calls_of(rng, number, cars * load, zone=np.ones(len(at)))
    found = engine(
        calls,
        np.zeros(cars, dtype=int),
        np.zeros((1, len(at))),
        np.zeros((len(at), 1), dtype=int),
        np.ones((cars, 1), dtype=bool),
        Policy(place="patrol"),
        between=between,
    )
    return {"mean distance": _share(_batch(calls), found.travel / _TINY)}


# The week -------------------------------------------------------------------------------------------------------------

_PEAK, _SERVICE = 25.0, 0.75


def week_shape() -> np.ndarray:
    """Return calls by hour of the week, as shares of those of the busiest: a daily wave and two busy nights."""
    hour = np.arange(168)
    nights = ((hour >= 114) & (hour < 124)) | ((hour >= 138) & (hour < 148))
    return 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (hour % 24 - 20) / 24)) / 2 + 0.30 * nights


def week_plan() -> tuple[np.ndarray, np.ndarray]:
    """Return calls an hour, and cars for at most a tenth delayed by the mean load of each hour."""
    rate = _PEAK * week_shape()
    return rate, cars_needed(offered_load(rate, _SERVICE).mean, 0.10)


def week_calls(seed: int, number: int) -> SimpleNamespace:
    """Draw whole weeks of calls, about so many."""
    rng, rate = np.random.default_rng(seed), _PEAK * week_shape()
    weeks = max(3, round(number / rate.sum()))
    count = rng.poisson(np.tile(rate, weeks))
    minute = np.sort((np.repeat(np.arange(len(count)), count) + rng.random(count.sum())) * _HOUR)
    calls = calls_of(rng, len(minute), 1.0, service=_SERVICE)
    calls.minute = minute
    return calls


def week_duty(cars: np.ndarray) -> np.ndarray:
    """Return which of the cars, as many as at most, are on duty in each hour."""
    return np.arange(cars.max())[:, None] < cars


def _week_exact() -> Figures:
    rate, cars = week_plan()
    found = delay_by_hour(rate, cars, _SERVICE)
    wait = float(found.line.sum() / rate.sum())
    by_hour = {f"delayed, hour {hour}": float(found.delayed[hour]) for hour in (116, 148)}
    return {"delayed": found.delayed_share, "wait, h": wait, **by_hour}


def _week(engine: Engine, seed: int, number: int) -> Parts:
    """Follow the week; a car whose tour ends while all are busy hands its call over, as the theory has it.

    The first week does not count; of the others each is a batch.
    """
    _, cars = week_plan()
    calls, duty = week_calls(seed, number), week_duty(cars)
    policy = Policy(exchange=True, tour_end="hand over")
    found = engine(calls, np.zeros(len(duty), dtype=int), [[0.0]], [[0]], duty, policy)
    hour = (calls.minute // _HOUR).astype(int)
    batch, hour = hour // 168 - 1, hour % 168
    late, idle = found.wait > 0, (found.cleared - found.ready - calls.on_scene[:, 0]) / _HOUR
    by_hour = {f"delayed, hour {k}": _share(batch, late, hour == k) for k in (116, 148)}
    return {"delayed": _share(batch, late), "wait, h": _share(batch, idle), **by_hour}


_SEVERAL = ((6, 2.0, (0.7, 0.3)), (6, 3.0, (0.6, 0.3, 0.1)), (10, 4.0, (0.55, 0.35, 0.1)), (20, 10.0, (0.6, 0.3, 0.1)))
_PATROL = ((4, 0.6), (8, 0.6), (8, 0.8), (16, 0.8), (16, 0.9))


def _case(name: str, calls: int, exact: Callable[..., Figures], run: Callable[..., Figures], *given: Any) -> Case:
    return Case(name, calls, partial(exact, *given), partial(run, *given))


CASES = {
    case.name: case
    for case in (
        _case("20 cars, three classes", 150_000, _classes_exact, _classes, 20, (1.6, 6.4, 8.0), 1.0, False),
        _case("preemption, 3 cars", 150_000, _classes_exact, _classes, 3, (1.0, 2.0, 1.5), 0.5, True),
        _case("preemption, 5 cars", 150_000, _classes_exact, _classes, 5, (0.5, 1.5, 2.0), 1.0, True),
        *(
            Case(
                f"several cars, each leaves alone: {each[0]}, {each[1]:g}",
                150_000,
                partial(_several_exact, *each),
                partial(_several, *each, "alone"),
            )
            for each in _SEVERAL
        ),
        *(
            Case(
                f"several cars, all leave together: {each[0]}, {each[1]:g}",
                150_000,
                partial(together_delay, *each),
                partial(_several, *each, "together"),
            )
            for each in _SEVERAL[:3]
        ),
        _case("three cars of the textbook", 150_000, _book_exact, _book),
        _case("a city of five posts, ten cars", 150_000, _city_exact, _city),
        _case("strict beats, load .3", 150_000, _strict_exact, _strict, 0.3),
        _case("strict beats, load .5", 150_000, _strict_exact, _strict, 0.5),
        *(_case(f"cars on patrol: {c}, {r:g}", 60_000, _patrol_exact, _patrol, c, r) for c, r in _PATROL),
        _case("the week with its lag", 110_000, _week_exact, _week),
    )
}

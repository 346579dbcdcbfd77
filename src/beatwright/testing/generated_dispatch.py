"""Dispatch records with known parameters, and dirt for them: what a calibration is tried on.

Calls are Poisson by the hour of the week. Each is sent the closest free cars on duty, all at once, by class and age; a
car whose tour ends finishes its call. This loop is written apart from that of the simulation, and cars scatter in their
travel here, so that a calibration is not tried on what it assumes itself.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["DispatchTruth", "dirty_dispatch", "generated_dispatch"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_FREE, _HOUR, _CALL, _WORK = range(4)


@dataclass(frozen=True, eq=False)
class DispatchTruth:
    """What dispatch records are drawn by; classes from the most urgent to the least.

    Parameters
    ----------
    calls_per_hour : float
        Mean over the week; the hours follow the sun.
    share : tuple of float
        Of calls in each class.
    cars : tuple of tuple of float
        By class, the share of calls that need 1, 2, ... cars.
    first, later : tuple of float
        By class, mean minutes on the scene of the first car and of the others.
    spread : tuple of float
        By class, standard deviation of the logarithm of these minutes.
    travel_factor : tuple of float
        On the minutes of the table, from midnight on for six hours each: in the middle.
    travel_spread : float
        Standard deviation of the logarithm of minutes of travel.
    call_minutes, call_spread : float
        Mean minutes from a call until it can be sent, and standard deviation of their logarithm.
    work_per_hour, work_minutes : float
        Pieces of work that cars begin themselves, of all cars, and their mean length (exponential).
    """

    calls_per_hour: float = 3.0
    share: tuple[float, ...] = (0.2, 0.5, 0.3)
    cars: tuple[tuple[float, ...], ...] = ((0.3, 0.5, 0.2), (0.8, 0.2, 0.0), (1.0, 0.0, 0.0))
    first: tuple[float, ...] = (50.0, 35.0, 20.0)
    later: tuple[float, ...] = (30.0, 20.0, 20.0)
    spread: tuple[float, ...] = (0.7, 0.8, 0.6)
    travel_factor: tuple[float, ...] = (1.1, 1.4, 1.6, 1.3)
    travel_spread: float = 0.3
    call_minutes: float = 2.0
    call_spread: float = 0.5
    work_per_hour: float = 1.0
    work_minutes: float = 15.0


def generated_dispatch(
    minutes: Floats,
    places: Floats,
    home: npt.ArrayLike,
    on_duty: npt.ArrayLike,
    truth: DispatchTruth | None = None,
    *,
    weeks: int = 8,
    seed: int = 0,
) -> pd.DataFrame:
    """Return one row for each car that was sent, as a dispatch system exports it.

    Parameters
    ----------
    minutes : array, shape (posts, zones)
        Tabled minutes, above 0.
    places : array, shape (zones, 2)
        Metres; calls lie there.
    home : array of int, shape (cars,)
        Post of each car.
    on_duty : array of bool, shape (cars, 168)
        By hour of the week.
    truth : DispatchTruth, optional
        Default: ``DispatchTruth()``.
    weeks : int, default 8
        From Monday 1 January 2024 on.
    seed : int, default 0
        Of all draws.

    Examples
    --------
    >>> rows = generated_dispatch(np.ones((1, 1)), np.zeros((1, 2)), [0, 0, 0], np.ones((3, 168), bool), weeks=1)
    >>> list(rows)[:5]
    ['call_number', 'unit', 'priority', 'created', 'dispatched']
    """
    truth, random = truth or DispatchTruth(), np.random.default_rng(seed)
    calls = _calls(truth, len(places), weeks, random)
    work = np.sort(random.uniform(0, weeks * 10_080, random.poisson(truth.work_per_hour * weeks * 168)))
    rows = _Loop(minutes, np.asarray(home), np.asarray(on_duty, dtype=bool), truth, random).run(calls, work)
    return _frame(rows, calls, np.asarray(places))


def _calls(truth: DispatchTruth, zones: int, weeks: int, random: np.random.Generator) -> dict[str, npt.NDArray[Any]]:
    hours = np.arange(weeks * 168)
    rate = truth.calls_per_hour * (1.0 + 0.5 * np.sin(2 * np.pi * (hours % 24 - 12) / 24))
    created = np.repeat(hours * 60.0, random.poisson(rate))
    created = np.sort(created + random.uniform(0, 60, len(created)))
    kind = random.choice(len(truth.share), len(created), p=np.array(truth.share))
    reach = np.cumsum(truth.cars, axis=1)[kind]
    cars = 1 + (random.random(len(created))[:, None] >= reach[:, :-1]).sum(axis=1)
    delay = _lognormal(truth.call_minutes, truth.call_spread, random, len(created))
    return {"created": created, "kind": kind, "cars": cars, "ready": created + delay,
            "zone": random.integers(0, zones, len(created))}  # fmt: skip


def _lognormal(mean: Any, spread: Any, random: np.random.Generator, size: int | None = None) -> Any:
    return mean * np.exp(spread * random.standard_normal(size) - spread**2 / 2)


class _Loop:
    """The loop of events: cars that come free, tours by the hour, calls that are ready, work begun by cars."""

    def __init__(
        self, minutes: Floats, home: npt.NDArray[Any], on: Bools, truth: DispatchTruth, random: np.random.Generator
    ) -> None:
        self.minutes, self.home, self.on, self.truth, self.random = minutes, home, on, truth, random
        self.busy = np.zeros(len(home), dtype=bool)
        self.duty = on[:, 0].copy()
        self.waiting: list[tuple[int, float, int]] = []
        self.rows: list[tuple[Any, ...]] = []
        self.heap: list[tuple[float, int, int]] = []

    def run(self, calls: dict[str, npt.NDArray[Any]], work: Floats) -> list[tuple[Any, ...]]:
        last = int(max(calls["ready"].max(initial=0), work.max(initial=0)) // 60) + 48
        self.heap = [(60.0 * hour, _HOUR, hour) for hour in range(last)]
        self.heap += [(float(at), _CALL, number) for number, at in enumerate(calls["ready"])]
        self.heap += [(float(at), _WORK, number) for number, at in enumerate(work)]
        heapq.heapify(self.heap)
        while self.heap:
            now, kind, number = heapq.heappop(self.heap)
            if kind == _FREE:
                self.busy[number] = False
            elif kind == _HOUR:
                self.duty = self.on[:, number % 168]
            elif kind == _CALL:
                heapq.heappush(self.waiting, (int(calls["kind"][number]), now, number))
            else:
                self._begin_work(now, number)
            self._serve(now, calls)
        return self.rows

    def _begin_work(self, now: float, number: int) -> None:
        free = np.flatnonzero(self.duty & ~self.busy)
        if not self.waiting and len(free):
            car = int(self.random.choice(free))
            done = now + self.random.exponential(self.truth.work_minutes)
            self.rows.append((-1 - number, car, now, now, now, now, done))
            self._occupy(car, done)

    def _occupy(self, car: int, until: float) -> None:
        self.busy[car] = True
        heapq.heappush(self.heap, (until, _FREE, car))

    def _serve(self, now: float, calls: dict[str, npt.NDArray[Any]]) -> None:
        while self.waiting:
            number = self.waiting[0][2]
            free = np.flatnonzero(self.duty & ~self.busy)
            need, zone, kind = (int(calls[name][number]) for name in ("cars", "zone", "kind"))
            if len(free) < need:
                return
            heapq.heappop(self.waiting)
            closest = free[np.argsort(self.minutes[self.home[free], zone], kind="stable")[:need]]
            self._send(now, number, closest, zone, kind, float(calls["created"][number]))

    def _send(
        self, now: float, number: int, chosen: npt.NDArray[np.int64], zone: int, kind: int, created: float
    ) -> None:
        truth, random = self.truth, self.random
        factor = truth.travel_factor[int(now // 60 % 24 // 6)]
        noise = np.exp(truth.travel_spread * random.standard_normal(len(chosen)))
        took = self.minutes[self.home[chosen], zone] * factor * noise
        for place, one in enumerate(np.argsort(took, kind="stable")):
            stay = _lognormal(truth.later[kind] if place else truth.first[kind], truth.spread[kind], random)
            car, there = int(chosen[one]), now + took[one]
            self.rows.append((number, car, created, now, now, there, there + stay))
            self._occupy(car, there + stay)


def _frame(rows: list[tuple[Any, ...]], calls: dict[str, npt.NDArray[Any]], places: Floats) -> pd.DataFrame:
    names = ["call", "car", "created", "dispatched", "en_route", "on_scene", "cleared"]
    raw = pd.DataFrame(rows, columns=names).sort_values(["dispatched", "call", "car"], kind="stable", ignore_index=True)
    own = raw["call"].to_numpy() < 0
    at = raw["call"].to_numpy().clip(0)
    start = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "call_number": [f"W{-one}" if one < 0 else f"C{one + 1:06d}" for one in raw["call"]],
            "unit": [f"A{one + 1:02d}" for one in raw["car"]],
            "priority": np.where(own, "", [f"P{one + 1}" for one in calls["kind"][at]]),
            **{name: start + pd.to_timedelta((60 * raw[name]).round(), unit="s") for name in names[2:]},
            "x": np.where(own, np.nan, places[calls["zone"][at], 0]),
            "y": np.where(own, np.nan, places[calls["zone"][at], 1]),
            "self_initiated": np.where(own, "yes", "no"),
        }
    )  # fmt: skip
    frame["call_type"] = "SERVICE"
    return frame


def dirty_dispatch(frame: pd.DataFrame, share: float = 0.1, seed: int = 0) -> pd.DataFrame:
    """Return records of which some rows are wrong: a fifth of `share` has each of five faults.

    No time of arrival; two times exchanged; all times cut to the minute; test calls added; rows given twice.

    Parameters
    ----------
    frame : DataFrame
        As `generated_dispatch` returns it.
    share : float, default 0.1
        Of the rows.
    seed : int, default 0
        Of the draws.
    """
    random, number = np.random.default_rng(seed), len(frame)
    fault = random.choice(6, number, p=[1 - share, *[share / 5] * 5])
    dirty, called = frame.copy(), (frame["self_initiated"] == "no").to_numpy()
    dirty.loc[(fault == 1) & called, "on_scene"] = pd.NaT
    swap = (fault == 2) & called
    dirty.loc[swap, ["dispatched", "cleared"]] = frame.loc[swap, ["cleared", "dispatched"]].to_numpy()
    stamps = ["created", "dispatched", "en_route", "on_scene", "cleared"]
    for name in stamps:
        dirty.loc[fault == 3, name] = dirty.loc[fault == 3, name].dt.floor("min")
    tests = dirty[fault == 4].assign(
        call_type="TEST CALL", call_number=[f"T{one}" for one in range((fault == 4).sum())]
    )
    every: pd.DataFrame = pd.concat([dirty, tests, dirty[fault == 5]], ignore_index=True)
    return every

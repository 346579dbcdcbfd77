"""Small cities drawn at random, with calls, tours and a policy: what the simulations are tried on.

`small_city(seed)` mixes all options. Minutes are often rounded to whole or half ones, so that much happens at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import SimpleNamespace

import numpy as np

from beatwright.simulate import Policy, WorkArrays

MOST_CARS = 3  # that a call needs


@dataclass(frozen=True)
class SmallCity:
    """What a simulation reads."""

    calls: SimpleNamespace
    home: np.ndarray
    travel: np.ndarray
    preference: np.ndarray
    on_duty: np.ndarray
    policy: Policy
    between: np.ndarray | None = None
    patrol: np.ndarray | None = None
    work: WorkArrays | None = None

    def run(self, simulation, **options):
        """Run it: `simulation` is one of the twins."""
        decided = (self.home, self.travel, self.preference, self.on_duty, self.policy)
        inputs = {"between": self.between, "patrol": self.patrol, "work": self.work}
        return simulation(self.calls, *decided, **inputs, **options)

    def under(self, **policy):
        """The same city under another policy: the default one but for `policy`."""
        return replace(self, policy=Policy(**policy))


def calls_of(minute, zone, priority, cars, on_scene, draw=None, clock=()):
    """Calls from lists."""
    count = len(minute)
    return SimpleNamespace(
        minute=np.asarray(minute, dtype=float),
        zone=np.asarray(zone, dtype=np.int64),
        priority=np.asarray(priority, dtype=np.int64),
        cars=np.asarray(cars, dtype=np.int64),
        on_scene=np.asarray(on_scene, dtype=float).reshape(count, -1),
        draw=np.zeros((count, 4)) if draw is None else np.asarray(draw, dtype=float),
        clock=np.arange(168) if len(clock) == 0 else np.asarray(clock, dtype=np.int64),
    )


def small_city(seed, *, rounded=True, inaccessible=True):
    """Draw a city with all its options; `rounded` for minutes with ties, `inaccessible` for pairs without a street."""
    rng = np.random.default_rng(seed)
    step = (rng.choice([0, 0.5, 1.0]) if rounded else 0.0) or None
    posts, cars, zones = rng.integers(2, 7), rng.integers(1, 9), rng.integers(3, 13)
    at = rng.uniform(0, rng.choice([4, 10, 25]), size=(posts + zones, 2))
    minutes = _round(np.abs(at[:, None] - at[None]).sum(axis=2), step)
    travel, between = minutes[:posts, posts:].copy(), minutes[posts:, posts:].copy()
    if inaccessible:
        _close_streets(rng, travel, between)
    home, on_duty = rng.integers(0, posts, size=cars), _some_weeks(seed, _tours(rng, cars))
    preference = np.argsort(travel, axis=0, kind="stable").T
    if rng.random() < 0.25:
        preference = np.array([rng.permutation(posts) for _ in range(zones)])
    calls = _calls(rng, travel, home, on_duty, step)
    policy = _policy(rng, int((on_duty.sum(axis=0)).max()))
    return SmallCity(
        calls,
        home,
        travel,
        preference,
        on_duty,
        policy,
        between,
        rng.choice([0.0, 1.0, 2.5], size=zones) if rng.random() < 0.5 else None,
        _work(rng, cars, float(calls.minute[-1]), step) if rng.random() < 0.5 else None,
    )


def _round(minutes, step):
    return minutes if step is None else np.round(minutes / step) * step


def _close_streets(rng, travel, between):
    travel[rng.random(travel.shape) < rng.choice([0.0, 0.15])] = np.inf
    travel[:, rng.random(travel.shape[1]) < rng.choice([0.0, 0.1])] = np.inf
    closed = rng.random(between.shape) < rng.choice([0.0, 0.0, 0.15])
    between[closed & ~np.eye(len(between), dtype=bool)] = np.inf


def _tours(rng, cars):
    if rng.random() < 0.2:
        return np.ones((cars, 1), dtype=bool)
    hours = np.arange(168)
    length = rng.integers(2, 13, size=cars) if rng.random() < 0.5 else np.full(cars, rng.choice([4, 8, 12]))
    start = rng.integers(0, 24, size=cars) if rng.random() < 0.5 else rng.choice([0, 4, 8, 12, 16, 20], size=cars)
    rows = (hours[None] - start[:, None]) % 24 < length[:, None]
    rows[rng.random(cars) < 0.2] = True
    return rows & (rng.random(168) > rng.choice([0.0, 0.05]))[None]


def _some_weeks(seed, on_duty):
    """Let the tours of every third city come round after two or three weeks, in which days differ."""
    if seed % 3 or on_duty.shape[1] == 1:
        return on_duty
    rng = np.random.default_rng([seed, 1])
    weeks = np.tile(on_duty, (1, rng.integers(2, 4)))
    off = rng.random((len(on_duty), weeks.shape[1] // 24)) < 0.3
    return weeks & ~np.repeat(off, 24, axis=1)


def _calls(rng, travel, home, on_duty, step):
    reach = np.isfinite(travel[home])  # [car, zone]
    at_once = np.array([(reach[:, zone, None] & on_duty).sum(axis=0).max() for zone in range(travel.shape[1])])
    zones = np.flatnonzero((at_once > 0) | ~np.isfinite(travel).any(axis=0))
    if len(zones) == 0:
        zones, travel[0], travel[1:] = np.arange(travel.shape[1]), np.inf, np.inf
        at_once[:] = 0
    count, classes = int(rng.integers(20, 121)), int(rng.integers(1, 4))
    zone = rng.choice(zones, size=count)
    wanted = np.where(rng.random(count) < 0.6, 1, rng.integers(1, MOST_CARS + 1, size=count))
    work = rng.choice([5.0, 15.0, 40.0])
    gap = work * rng.choice([0.5, 1.0, 2.0]) / on_duty.sum(axis=0).mean()
    minute = np.cumsum(rng.exponential(gap + 1.0, size=count)) + rng.integers(0, 24) * 60
    on_scene = _round(rng.exponential(work, size=(count, MOST_CARS)), step)
    clock = (int(rng.integers(0, 168)) + np.arange(rng.integers(1, 60))) % 168
    if rng.random() < 0.3:
        clock = np.delete(
            np.append(clock, clock[-1]), len(clock) // 2
        )  # an hour that is left out, one that comes twice
    return calls_of(
        _round(minute, step),
        zone,
        rng.integers(0, classes, size=count),
        np.maximum(np.minimum(wanted, at_once[zone]), 1),
        on_scene,
        rng.random((count, 4)),
        clock,
    )


def _policy(rng, cars):
    """Every option at its default in half of the cities."""
    drawn = {
        "place": str(rng.choice(["post", "scene", "patrol"])),
        "dispatch": str(rng.choice(["own beat", "beat list"])),
        "stack_from": int(rng.integers(0, 3)),
        "hold": float(rng.choice([0.0, 5.0, 30.0, np.inf])),
        "start": "first",
        "leave": "together",
        "preempt": int(rng.integers(1, 3)),
        "reserve": tuple(
            int(each) for each in np.sort(rng.integers(0, max(cars // 2, 1) + 1, size=rng.integers(1, 4)))
        ),
        "tour_end": "hand over",
        "last_calls": float(rng.choice([10.0, 30.0, 60.0, 90.0])),
        "exchange": True,
        "order": "age",
        "call_minutes": float(rng.choice([0.0, 1.0, 2.25])),
        "meal_minutes": float(rng.choice([15.0, 30.0])),
        "meal_after": float(rng.choice([30.0, 60.0, 120.0])),
    }
    return Policy(**{name: value for name, value in drawn.items() if rng.random() < 0.5})


def _work(rng, cars, last, step):
    count = int(rng.integers(1, 60))
    minute = _round(np.sort(rng.uniform(0, last, size=count)), step)
    return WorkArrays(minute, rng.integers(0, cars, size=count), _round(rng.exponential(20.0, size=count), step))


def renumbered(city, posts, cars, zones):
    """The same city with posts, cars and zones under other numbers: the old i is the new ``posts[i]``, and so on."""
    old_posts, old_cars, old_zones = (np.argsort(each) for each in (posts, cars, zones))
    calls = SimpleNamespace(**{**vars(city.calls), "zone": zones[city.calls.zone]})
    return replace(
        city,
        calls=calls,
        home=posts[city.home[old_cars]],
        travel=city.travel[old_posts][:, old_zones],
        preference=posts[city.preference[old_zones]],
        on_duty=city.on_duty[old_cars],
        between=None if city.between is None else city.between[old_zones][:, old_zones],
        patrol=None if city.patrol is None else city.patrol[old_zones],
        work=None if city.work is None else city.work._replace(car=cars[city.work.car]),
    )


def differences(found, other):
    """Names of what is not exactly equal in two answers."""
    return [
        name
        for name, first, second in _columns(found, other)
        if not np.array_equal(first, second, equal_nan=np.asarray(first).dtype.kind == "f")
    ]


def _columns(found, other):
    for field in fields(found):
        first, second = getattr(found, field.name), getattr(other, field.name)
        if first is not None and field.name in ("dispatches", "trace"):
            for name, one, two in _columns(first, second):
                yield f"{field.name}.{name}", one, two
        else:
            yield field.name, first, second

"""What each rule of dispatch does to response, on drawn cities."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from closed_forms import calls_of

from beatwright.queueing import nearest_first
from beatwright.simulate import Policy, Simulated, simulate

__all__ = ["options_table", "stacking_table"]

Floats = np.ndarray
_SEEDS, _CALLS = range(8), 20_000
_MILES, _SPEED, _SCENE = 10.0, 25.0, 40.0  # side of the square, miles an hour, minutes on the scene
_CLASSES = (0.1, 0.4, 0.5)


def _square(posts: int, zones: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return travel [post, zone], between [zone, zone], both in minutes, and post and zone weights of one city."""
    rng = np.random.default_rng(seed)
    post, zone = rng.random((posts, 2)) * _MILES, rng.random((zones, 2)) * _MILES
    pace = 60 / _SPEED
    between = np.abs(zone[:, None] - zone).sum(axis=2) * pace
    return np.abs(post[:, None] - zone).sum(axis=2) * pace, between, rng.gamma(1.0, size=zones)


def _measures(found: Simulated, calls: SimpleNamespace, home: Floats, beat: Floats) -> list[float]:
    """Return response of class 1, 2, of all, travel (minutes), share delayed, share across beats, overtime hours."""
    response, part = found.arrived - found.ready, calls.minute > 0.03 * calls.minute[-1]
    by_class = [float(response[part & (calls.priority == k)].mean()) for k in (0, 1)]
    sent, weeks = found.dispatches, calls.minute[-1] / (60 * 168)
    across = float((home[sent.car] != beat[calls.zone[sent.call]]).mean())
    all_cars = float((found.all_arrived - found.ready)[part].mean())
    travel, late = float(found.travel[part].mean()), float((found.wait[part] > 0).mean())
    return [*by_class, float(response[part].mean()), all_cars, travel, late, across, found.overtime.sum() / 60 / weeks]


STACKING: dict[str, dict[str, Any]] = {
    "closest car": {},
    "class 1 closest, others own beat, hold 30 min": {"stack_from": 1, "hold": 30.0},
    "class 1 closest, others own beat, no limit": {"stack_from": 1, "hold": np.inf},
    "all own beat, no limit": {"stack_from": 0, "hold": np.inf},
}


def stacking_table() -> list[tuple[float, str, Floats, Floats]]:
    """Return calls an hour, rule, means and standard errors of the measures."""
    travel, _, _ = _square(20, 1000, 5)
    order, home, on = nearest_first(travel), np.arange(20), np.ones((20, 1), dtype=bool)
    rows = []
    for rate in (9.0, 15.0):
        for name, policy in STACKING.items():
            runs = []
            for seed in _SEEDS:
                calls = _calls(seed, rate, 1000)
                runs.append(
                    _measures(simulate(calls, home, travel, order, on, Policy(**policy)), calls, home, order[:, 0])
                )
            rows.append((rate, name, *_mean_and_error(runs)))
    return rows


def _calls(seed: int, rate: float, zones: int, need: tuple[float, ...] = (1.0,)) -> SimpleNamespace:
    rng = np.random.default_rng(seed)
    return calls_of(rng, _CALLS, rate, zone=np.ones(zones), priority=_CLASSES, need=need, service=_SCENE / 60)


def _mean_and_error(runs: list[list[float]]) -> tuple[Floats, Floats]:
    table = np.asarray(runs)
    return table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table))


OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    "own beat first (cars driving back)": {"place": "scene", "dispatch": "own beat"},
    "closest (cars driving back)": {"place": "scene"},
    "closest (cars on patrol)": {"place": "patrol"},
    "all cars leave together": {"leave": "together"},
    "first car goes, others follow": {"start": "first"},
    "class 1 may preempt": {"preempt": 1},
    "2 cars kept for class 1, 4 for 1 and 2": {"reserve": (0, 2, 4)},
    "tour end: hand the call over": {"tour_end": "hand over"},
    "tour end: no call in the last 30 min": {"last_calls": 30.0},
    "tour end: a free car of the post goes instead": {"exchange": True},
    "oldest call first": {"order": "age"},
    "a meal of 30 min": {"meal_minutes": 30.0},
    "2 min of call-taking": {"call_minutes": 2.0},
}


def options_table() -> list[tuple[str, Floats, Floats]]:
    """Return each option, the means of the measures, and standard errors of their differences to the default."""
    travel, between, _ = _square(10, 300, 6)
    order, home = nearest_first(travel), np.repeat(np.arange(10), 6)
    # Six cars a post, two on duty at a time; they change at different hours.
    start = (np.arange(60) % 3) * 8 + np.arange(60) // 3
    on = (np.arange(168) - start[:, None]) % 24 < 8
    drawn = [_calls(seed, 15.0, 300, (0.8, 0.2)) for seed in _SEEDS]
    found: dict[str, Floats] = {}
    for name, policy in OPTIONS.items():
        runs = [simulate(calls, home, travel, order, on, Policy(**policy), between=between) for calls in drawn]
        found[name] = np.asarray(
            [_measures(run, calls, home, order[:, 0]) for run, calls in zip(runs, drawn, strict=True)]
        )
    base = found["default"]
    return [(name, runs.mean(axis=0), _mean_and_error((runs - base).tolist())[1]) for name, runs in found.items()]

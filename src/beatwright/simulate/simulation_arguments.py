"""Checks of what a simulation is given: every complaint at once, before any work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.simulate.call_arrays import CallArrays, WorkArrays
from beatwright.simulate.policy import Policy

__all__ = ["HOURS_OF_WEEK", "check_arguments", "check_staffing"]

HOURS_OF_WEEK = 168
_OWNER = "simulate"
_DRAWS = 4

Array = npt.NDArray[np.generic]


def check_arguments(
    calls: CallArrays,
    tables: dict[str, Array],
    policy: Policy,
    *,
    between: Array | None,
    patrol: Array | None,
    work: WorkArrays | None,
) -> None:
    """Raise with every array that has a wrong shape or value; `tables`: home, travel, preference and on_duty."""
    complaints = Complaints()
    posts, zones = tables["travel"].shape
    for each in (
        *_table_complaints(tables, posts, zones),
        *_call_complaints(calls, zones),
        *_place_complaints(policy, zones, between=between, patrol=patrol),
        _draw_complaint(calls, policy),
        *_work_complaints(work, len(tables["home"])),
    ):
        complaints.add(each)
    complaints.raise_if_any(ParameterError)


def _table_complaints(tables: dict[str, Array], posts: int, zones: int) -> Iterator[str | None]:
    home, travel, preference, on_duty = (tables[each] for each in ("home", "travel", "preference", "on_duty"))
    yield None if len(home) else check.sentence(_OWNER, "home", "the posts of at least one car", "none")
    yield _position_complaint("home", home, posts, "post")
    wrong = np.isnan(travel.astype(np.float64)) | (travel.astype(np.float64) < 0)
    yield None if not wrong.any() else check.sentence(_OWNER, "travel", "minutes, 0 or more", f"{travel[wrong][0]}")
    if preference.shape != (zones, posts):
        yield check.sentence(_OWNER, "preference", f"of shape ({zones}, {posts})", f"shape {preference.shape}")
    elif not _each_once(preference):
        yield check.sentence(_OWNER, "preference", "each post once in every row, by position", "others")
    columns = on_duty.shape[1]
    if on_duty.shape[0] != len(home) or not columns or (columns > 1 and columns % HOURS_OF_WEEK):
        shapes = f"of shape ({len(home)}, 1), or ({len(home)}, 168) or a multiple of these hours"
        yield check.sentence(_OWNER, "on_duty", shapes, f"{on_duty.shape}")
    elif on_duty.dtype != np.bool_:
        yield check.sentence(_OWNER, "on_duty", "true or false", f"{on_duty.dtype}")


def _each_once(preference: Array) -> bool:
    """Return whether every row holds each of its positions once."""
    zones, posts = preference.shape
    if not np.issubdtype(preference.dtype, np.integer) or not preference.size:
        return preference.size == 0
    if preference.min() < 0 or preference.max() >= posts:
        return False
    there = np.zeros((zones, posts), dtype=np.bool_)
    there[np.arange(zones)[:, None], preference] = True
    return bool(there.all())


def _call_complaints(calls: CallArrays, zones: int) -> Iterator[str | None]:
    minute, number = np.asarray(calls.minute, dtype=np.float64), len(calls.minute)
    if not _in_order(minute):
        yield check.sentence(_OWNER, "calls.minute", "minutes from 0 on that do not fall", "others")
    yield _position_complaint("calls.zone", np.asarray(calls.zone), zones, "zone")
    shapes = {"zone": (number,), "priority": (number,), "cars": (number,), "draw": (number, _DRAWS)}
    for name, shape in shapes.items():
        got = np.shape(getattr(calls, name))
        yield None if got == shape else check.sentence(_OWNER, f"calls.{name}", f"of shape {shape}", f"{got}")
    if number and np.min(calls.priority) < 0:
        yield check.sentence(_OWNER, "calls.priority", "classes from 0 on", f"{np.min(calls.priority)}")
    if number and np.min(calls.cars) < 1:
        yield check.sentence(_OWNER, "calls.cars", "at least 1 car", f"{np.min(calls.cars)}")
    yield _scene_complaint(calls, number)
    clock = np.asarray(calls.clock)
    if clock.ndim != 1 or not len(clock) or clock.min() < 0 or clock.max() >= HOURS_OF_WEEK:
        yield check.sentence(_OWNER, "calls.clock", "hours of the week, 0 to 167, at least one", "others")


def _in_order(minute: npt.NDArray[np.float64]) -> bool:
    """Return whether minutes are finite, from 0 on, and never fall."""
    ends = not minute.size or (minute[0] >= 0 and minute[-1] < np.inf)
    return bool(ends and (minute[1:] >= minute[:-1]).all())  # nothing holds of NaN


def _scene_complaint(calls: CallArrays, number: int) -> str | None:
    scene = np.asarray(calls.on_scene, dtype=np.float64)
    most = int(np.max(calls.cars)) if number else 1
    if scene.ndim != 2 or scene.shape[0] != number or scene.shape[1] < most:
        return check.sentence(_OWNER, "calls.on_scene", f"of shape ({number}, {most}) or wider", f"{scene.shape}")
    if scene.size and not (scene.min() >= 0 and scene.max() < np.inf):  # neither holds where one is NaN
        return check.sentence(_OWNER, "calls.on_scene", "minutes, 0 or more", "others")
    return None


def _draw_complaint(calls: CallArrays, policy: Policy) -> str | None:
    draw = np.asarray(calls.draw, dtype=np.float64)
    if policy.place != "patrol" or not draw.size or (draw.min() >= 0 and draw.max() < 1):
        return None  # nothing is drawn elsewhere
    return check.sentence(_OWNER, "calls.draw", "numbers from 0 up to but without 1", "others")


def _place_complaints(
    policy: Policy, zones: int, *, between: Array | None, patrol: Array | None
) -> Iterator[str | None]:
    if between is None and policy.place != "post":
        yield check.sentence(
            _OWNER, "between", f"given where cars are not at their posts (place '{policy.place}')", "None"
        )
    if between is not None:
        if between.shape != (zones, zones):
            yield check.sentence(_OWNER, "between", f"of shape ({zones}, {zones})", f"{between.shape}")
        elif not (between >= 0).all():  # type: ignore[operator]
            yield check.sentence(_OWNER, "between", "minutes, 0 or more", "others")
    if patrol is not None:
        weights = np.asarray(patrol, dtype=np.float64)
        if weights.shape != (zones,) or not (np.isfinite(weights).all() and (weights >= 0).all()):
            yield check.sentence(_OWNER, "patrol", f"{zones} weights, 0 or more", "others")


def _work_complaints(work: WorkArrays | None, cars: int) -> Iterator[str | None]:
    if work is None:
        return
    minute, minutes = np.asarray(work.minute, dtype=np.float64), np.asarray(work.minutes, dtype=np.float64)
    if not _in_order(minute):
        yield check.sentence(_OWNER, "work.minute", "minutes from 0 on that do not fall", "others")
    if not (np.isfinite(minutes).all() and (minutes >= 0).all()):
        yield check.sentence(_OWNER, "work.minutes", "minutes, 0 or more", "others")
    if not len(minute) == len(minutes) == len(work.car):
        yield check.sentence(_OWNER, "work", "arrays of one length", f"{len(minute)}, {len(work.car)}, {len(minutes)}")
    yield _position_complaint("work.car", np.asarray(work.car), cars, "car")


def _position_complaint(name: str, values: Array, below: int, noun: str) -> str | None:
    if not len(values):
        return None
    if not np.issubdtype(values.dtype, np.integer):
        return check.sentence(_OWNER, name, f"positions of a {noun}", f"{values.dtype}")
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high < below:
        return None
    return check.sentence(_OWNER, name, f"the position of a {noun}, 0 to {below - 1}", f"{low if low < 0 else high}")


def check_staffing(calls: CallArrays, home: Array, travel: Array, on_duty: Array, policy: Policy) -> None:
    """Raise where a call needs more cars than are ever on duty at once at the posts that reach it."""
    of_post = np.array([on_duty[home == post].sum(axis=0) for post in range(len(travel))], dtype=np.float64)
    reach = np.isfinite(travel.astype(np.float64))
    at_once, needed = of_post.sum(axis=0).max(initial=0), int(np.max(calls.cars, initial=1))
    # Where every post reaches every zone, nobody has to look at the calls one by one.
    if not reach.all() or (needed if policy.start == "together" else 1) > at_once:
        _check_calls(calls, of_post, reach, policy)
    if max(policy.reserve, default=0) > at_once:
        expected = f"at most the {at_once:g} cars on duty"
        raise ParameterError(check.sentence("Policy", "reserve", expected, f"{max(policy.reserve)}"))


def _check_calls(
    calls: CallArrays, of_post: npt.NDArray[np.float64], reach: npt.NDArray[np.bool_], policy: Policy
) -> None:
    """Raise where a call needs more cars than are on duty at once at the posts that reach it."""
    widest = int(np.max(calls.cars, initial=1)) + 1
    coded = np.asarray(calls.zone, dtype=np.int64) * widest + np.asarray(calls.cars)
    asked = np.divmod(np.flatnonzero(np.bincount(coded)), widest)
    zones, place = np.unique(asked[0], return_inverse=True)
    most = (reach[:, zones].T.astype(np.float64) @ of_post).max(axis=1, initial=0)[place]
    need = asked[1] if policy.start == "together" else np.ones_like(asked[1])
    short = (most < need) & reach[:, asked[0]].any(axis=0)
    if short.any():
        worst = int(np.flatnonzero(short)[np.argmax(need[short] - most[short])])
        raise ParameterError(
            f"Some calls would wait for ever: one in zone {asked[0][worst]} needs {count_of(int(need[worst]), 'car')}, "
            f"and at most {count_of(int(most[worst]), 'car')} that can reach it {'is' if most[worst] == 1 else 'are'} "
            f"on duty at once. Give more cars, or fewer to a call."
        )

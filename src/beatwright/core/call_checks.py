"""What is wrong with the arrays of calls: every complaint at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core.call_draws import EXTRA, MINUTES_OF_HOUR
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["call_complaints"]

_OWNER = "Calls"
_WHOLE = ("zone", "priority", "cars", "clock")


def call_complaints(arrays: Mapping[str, npt.NDArray[Any]], severity: tuple[str, ...], zones: int) -> list[str]:
    """Return what is wrong with calls.

    Parameters
    ----------
    arrays : mapping of str to array
        The arrays of `Calls` by name.
    severity : tuple of str
        Names of the classes.
    zones : int
        Number of zones.
    """
    shapes = [text for text in _shapes(arrays) if text]
    named = bool(severity) and all(isinstance(name, str) for name in severity) and len(set(severity)) == len(severity)
    if not named:
        shapes.append(check.sentence(_OWNER, "severity", "different names of classes, at least one", repr(severity)))
    wrong = check.integer(_OWNER, "zones", zones, 1)
    shapes += [wrong] if wrong else []
    return shapes or [text for text in _values(arrays, len(severity), zones) if text]


def _shapes(arrays: Mapping[str, npt.NDArray[Any]]) -> Iterator[str | None]:
    minute, clock, on_scene = arrays["minute"], arrays["clock"], arrays["on_scene"]
    if minute.ndim != 1:
        yield check.sentence(_OWNER, "minute", "an array of shape (calls,)", f"shape {minute.shape}")
    calls = len(minute) if minute.ndim else 1
    for name in ("zone", "priority", "cars"):
        yield check.shape_is(_OWNER, name, arrays[name].shape, (calls,), "call")
    yield check.shape_is(_OWNER, "draw", arrays["draw"].shape, (calls, EXTRA), "call, number")
    if on_scene.ndim != 2 or len(on_scene) != calls:
        expected = f"an array of shape ({calls}, most cars)"
        yield check.sentence(_OWNER, "on_scene", expected, f"shape {on_scene.shape}")
    if clock.ndim != 1 or not clock.size:
        yield check.sentence(_OWNER, "clock", "an array of shape (hours,), at least one", f"shape {clock.shape}")
    for name in _WHOLE:
        if arrays[name].size and not np.issubdtype(arrays[name].dtype, np.integer):
            yield check.sentence(_OWNER, name, "whole numbers", str(arrays[name].dtype))
    for name in ("minute", "on_scene", "draw"):
        if not np.issubdtype(arrays[name].dtype, np.number):
            yield check.sentence(_OWNER, name, "numbers", str(arrays[name].dtype))


def _values(arrays: Mapping[str, npt.NDArray[Any]], classes: int, zones: int) -> Iterator[str | None]:
    minute, cars, on_scene, draw = (arrays[name] for name in ("minute", "cars", "on_scene", "draw"))
    end = MINUTES_OF_HOUR * len(arrays["clock"])
    wrong = check.at_least_zero(_OWNER, "minute", minute, "call")
    yield wrong
    if not wrong and len(minute):
        back = np.diff(minute) < 0
        if back.any():
            yield check.sentence(_OWNER, "minute", "minutes that do not decrease", f"less at call {back.argmax() + 1}")
        if minute.max() >= end:
            yield check.sentence(_OWNER, "minute", f"under {end:g}, the hours of the clock", f"{minute.max():g}")
    yield _within("zone", arrays["zone"], 0, zones - 1)
    yield _within("priority", arrays["priority"], 0, classes - 1)
    yield _within("clock", arrays["clock"], 0, HOURS_OF_WEEK - 1)
    yield _within("cars", cars, 1, on_scene.shape[1]) if len(cars) else None
    yield check.at_least_zero(_OWNER, "on_scene", on_scene)
    if draw.size and not (draw.min() >= 0 and draw.max() < 1):
        yield check.sentence(_OWNER, "draw", "numbers in [0, 1)", f"{draw.min():g} to {draw.max():g}")


def _within(name: str, values: npt.NDArray[Any], low: int, high: int) -> str | None:
    if not len(values) or (values.min() >= low and values.max() <= high):
        return None
    first = int(((values < low) | (values > high)).argmax())
    place = "hour" if name == "clock" else "call"
    return check.sentence(_OWNER, name, f"whole numbers in [{low}, {high}]", f"{values[first]} at {place} {first}")

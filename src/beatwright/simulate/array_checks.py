"""Whether what a simulation is given are arrays of numbers at all: asked before their shapes and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.simulate.policy import Policy

__all__ = ["arrays_of"]

_OWNER = "simulate"
_TABLES = {"home": 1, "travel": 2, "preference": 2, "on_duty": 2, "between": 2, "patrol": 1}  # axes
_CALLS = {"minute": 1, "zone": 1, "priority": 1, "cars": 1, "on_scene": 2, "draw": 2, "clock": 1}
_OPTIONAL = ("between", "patrol")
_WHOLE = ("zone", "priority", "cars", "clock")


def arrays_of(calls: Any, policy: Any, tables: dict[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """Return the tables that are given as arrays.

    Raises
    ------
    ParameterError
        With everything that is no array of numbers with as many axes as it should have: tables, and arrays of `calls`;
        where `policy` is no `Policy`.
    """
    complaints = Complaints()
    if not isinstance(policy, Policy):
        complaints.add(check.sentence(_OWNER, "policy", "a Policy", repr(policy)))
    arrays = {name: _array(value) for name, value in tables.items() if value is not None}
    for name, axes in _TABLES.items():
        if tables[name] is not None or name not in _OPTIONAL:
            complaints.add(_complaint(name, arrays.get(name), axes))
    complaints.extend(_call_complaints(calls))
    complaints.raise_if_any(ParameterError)
    return {name: array for name, array in arrays.items() if array is not None}


def _array(value: Any) -> npt.NDArray[Any] | None:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    return array if array.dtype.kind in "biuf" else None


def _complaint(name: str, array: npt.NDArray[Any] | None, axes: int) -> str | None:
    expected = f"an array of numbers with {count_of(axes, 'axis', 'axes')}"
    if array is None:
        return check.sentence(_OWNER, name, expected, "something else")
    return None if array.ndim == axes else check.sentence(_OWNER, name, expected, count_of(array.ndim, "axis", "axes"))


def _call_complaints(calls: Any) -> Iterator[str | None]:
    missing = [name for name in _CALLS if not hasattr(calls, name)]
    if missing:
        yield check.sentence(_OWNER, "calls", f"Calls, or anything with the arrays {', '.join(_CALLS)}", repr(calls))
        return
    for name, axes in _CALLS.items():
        array = _array(getattr(calls, name))
        told = _complaint(f"calls.{name}", array, axes)
        yield told
        if told is None and array is not None and name in _WHOLE and array.size and array.dtype.kind not in "iu":
            yield check.sentence(_OWNER, f"calls.{name}", "whole numbers", f"{array.dtype}")

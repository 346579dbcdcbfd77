"""Checks of what the functions of this room are given: each returns float64 arrays, or complains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["MOST_CARS", "amounts", "broadcast", "chance_complaint", "number_or_array", "service_complaint"]

Floats = npt.NDArray[np.float64]
MOST_CARS = 100_000  # cars; recursions over them then end within a second


def amounts(
    owner: str,
    complaints: Complaints,
    given: Mapping[str, npt.ArrayLike],
    *,
    above_zero: tuple[str, ...] = (),
    most: float = np.inf,
) -> list[Floats]:
    """Return what was `given` by name as arrays of finite numbers of at least 0 (above 0 where named), or complain."""
    arrays = []
    for name, value in given.items():
        expected = f"finite numbers {'above' if name in above_zero else 'of at least'} 0"
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            complaints.add(check.sentence(owner, name, expected, repr(value)))
            numbers = np.zeros(())
        else:
            complaints.add(_amount_complaint(owner, name, numbers, expected, name in above_zero))
        if name == "cars" and np.any(numbers > most):
            complaints.add(check.sentence(owner, name, f"at most {most:,.0f} cars", f"{numbers.max():,.0f}"))
        arrays.append(numbers)
    return arrays


def _amount_complaint(owner: str, name: str, numbers: Floats, expected: str, strict: bool) -> str | None:
    wrong = ~(np.isfinite(numbers) & ((numbers > 0) if strict else (numbers >= 0)))
    if not wrong.any():
        return None
    where = f" at position {int(wrong.argmax())}" if numbers.ndim else ""
    return check.sentence(owner, name, expected, f"{numbers[wrong][0]:g}{where}")


def broadcast(owner: str, complaints: Complaints, **arrays: Floats) -> list[Floats]:
    """Return the arrays in one common shape; raise what there is to complain of."""
    try:
        even = np.broadcast_arrays(*arrays.values())
    except ValueError:
        got = ", ".join(f"{name} {each.shape}" for name, each in arrays.items())
        complaints.add(f"The arrays of {owner} must have shapes that go together. Got {got}.")
        even = tuple(arrays.values())
    complaints.raise_if_any(ParameterError)
    return list(even)


def number_or_array(values: Floats) -> Any:
    """Return a float where `values` is one number, the array otherwise."""
    return values if np.ndim(values) else float(values)


def chance_complaint(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` is a number above 0 and below 1."""
    if not check.number(owner, name, value, 0, 1, open_low=True) and value != 1:
        return None
    return check.sentence(owner, name, "a number above 0 and below 1", repr(value))


def service_complaint(owner: str, value: object) -> str | None:
    """Complain unless `value` is one number of hours above 0."""
    return check.number(owner, "service", value, 0, open_low=True)

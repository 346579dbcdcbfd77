"""Checks of single values: each returns one complaint in the house's sentence form, or None."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "at_least_zero",
    "boolean",
    "did_you_mean",
    "integer",
    "number",
    "one_of",
    "sentence",
    "shape_is",
    "spread",
    "spreads",
    "string",
    "text",
]


def sentence(owner: str, name: str, expected: str, got: object) -> str:
    """Return the one sentence form of a complaint about a parameter; `got` is shown as it reads.

    >>> sentence("p_median", "weight", "an array of shape (3,)", "shape (4,)")
    "The 'weight' parameter of p_median must be an array of shape (3,). Got shape (4,)."
    """
    return f"The '{name}' parameter of {owner} must be {expected}. Got {got}."


def _sentence(owner: str, name: str, expected: str, value: object) -> str:
    return sentence(owner, name, expected, repr(value))


def _interval(low: float | None, high: float | None, *, open_low: bool = False) -> str:
    left = "(-inf" if low is None else f"{'(' if open_low else '['}{low}"
    right = "inf)" if high is None else f"{high}]"
    return f"{left}, {right}"


def integer(owner: str, name: str, value: object, low: int | None = None, high: int | None = None) -> str | None:
    """Complain unless `value` is an integer in [`low`, `high`].

    >>> integer("PMedian", "p", 0, 1, 60)
    "The 'p' parameter of PMedian must be an integer in [1, 60]. Got 0."
    """
    ok = isinstance(value, Integral) and not isinstance(value, bool)
    if ok and (low is None or value >= low) and (high is None or value <= high):  # type: ignore[operator]
        return None
    return _sentence(owner, name, f"an integer in {_interval(low, high)}", value)


def processes(owner: str, jobs: object) -> str | None:
    """Complain unless `jobs` says how many processes work side by side; None leaves that to joblib's own setting.

    >>> processes("backtest", 0)
    "The 'jobs' parameter of backtest must be a number of processes, or -1 for one on each processor. Got 0."
    """
    whole = isinstance(jobs, Integral) and not isinstance(jobs, bool)
    if jobs is None or (whole and jobs != 0):
        return None
    return _sentence(owner, "jobs", "a number of processes, or -1 for one on each processor", jobs)


def number(
    owner: str,
    name: str,
    value: object,
    low: float | None = None,
    high: float | None = None,
    *,
    open_low: bool = False,
    optional: bool = False,
) -> str | None:
    """Complain unless `value` is a finite number in [`low`, `high`] (or None where `optional`)."""
    if value is None and optional:
        return None
    if isinstance(value, Real) and not isinstance(value, bool) and _is_finite(value):
        above = low is None or (float(value) > low if open_low else float(value) >= low)
        if above and (high is None or float(value) <= high):
            return None
    expected = f"a number in {_interval(low, high, open_low=open_low)}" + (" or None" if optional else "")
    return _sentence(owner, name, expected, value)


def _is_finite(value: Real) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond the largest float
        return False


def boolean(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` is True or False."""
    return None if isinstance(value, bool) else _sentence(owner, name, "True or False", value)


def text(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` is a non-empty string."""
    return None if isinstance(value, str) and value.strip() else _sentence(owner, name, "a non-empty text", value)


def string(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` is a string, which may be empty.

    >>> string("CurrentPosts", "file", 3)
    "The 'file' parameter of CurrentPosts must be a text. Got 3."
    """
    return None if isinstance(value, str) else _sentence(owner, name, "a text", value)


def one_of(owner: str, name: str, value: object, known: Iterable[str]) -> str | None:
    """Complain unless `value` is one of the `known` words."""
    words = list(known)
    if isinstance(value, str) and value in words:
        return None
    return _sentence(owner, name, "one of " + ", ".join(repr(word) for word in words), value)


def shape_is(owner: str, name: str, shape: tuple[int, ...], expected: tuple[int, ...], axes: str) -> str | None:
    """Complain unless an array's `shape` is the `expected` one; `axes` names the axes."""
    if shape == expected:
        return None
    return sentence(owner, name, f"an array [{axes}] of shape {expected}", f"shape {shape}")


def at_least_zero(owner: str, name: str, values: npt.NDArray[Any], place: str = "position") -> str | None:
    """Complain unless all `values` are finite numbers of at least 0; `place` says what their positions are.

    >>> at_least_zero("minimum_damage", "scale", np.array([1.0, -2.0]))
    "The 'scale' parameter of minimum_damage must be finite numbers of at least 0. Got -2.0 at position 1."
    """
    bad = ~(np.isfinite(values) & (values >= 0))
    if not bad.any():
        return None
    first = int(bad.argmax())
    return sentence(owner, name, "finite numbers of at least 0", f"{values.flat[first]} at {place} {first}")


def counts(owner: str, name: str, values: npt.NDArray[Any], place: str = "position") -> str | None:
    """Complain unless all `values` are whole numbers of at least 0; `place` says what their positions are.

    >>> counts("crps", "counts", np.array([[1.0, 0.5]]))
    "The 'counts' parameter of crps must be whole numbers of at least 0. Got 0.5 at position 1."
    """
    bad = ~(np.isfinite(values) & (values >= 0) & (values == np.floor(values)))
    if not bad.any():
        return None
    first = int(bad.argmax())
    return sentence(owner, name, "whole numbers of at least 0", f"{values.flat[first]:g} at {place} {first}")


def spreads(owner: str, name: str, value: npt.ArrayLike, size: int) -> str | None:
    """Complain unless `value` is one number, or an array with one for each of `size` places."""
    shape = np.asarray(value).shape
    if shape in ((), (size,)):
        return None
    return sentence(owner, name, f"a number or an array of shape ({size},)", f"shape {shape}")


def spread(value: npt.ArrayLike, size: int, dtype: Any) -> npt.NDArray[Any]:
    """Return what `spreads` had nothing to complain of as an array of shape (`size`,).

    >>> spread(2, 3, np.float64)
    array([2., 2., 2.])
    """
    array = np.asarray(value)
    return np.ascontiguousarray(np.full(size, array) if array.ndim == 0 else array, dtype=dtype)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the list of known words, the nearest first where one is near.

    >>> did_you_mean("seeed", ["seed", "p"])
    "Did you mean 'seed'? Known: p, seed."
    """
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    hint = f"Did you mean '{close[0]}'? " if close else ""
    return f"{hint}Known: {', '.join(words) if words else 'none'}."

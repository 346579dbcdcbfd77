"""Counts, numbers and lists in messages: "1 zone", "2 zones", "1,235,000", "a, b and 3 more"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "WEEKDAYS",
    "UnitNames",
    "count_of",
    "examiner_words",
    "joined",
    "listed",
    "of_these",
    "plural",
    "significant",
]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SHOWN = 10


def plural(count: float, one: str, many: str = "") -> str:
    """Return the word that follows a count: `one`, else `many` (default: `one` with an s).

    >>> plural(1, "is", "are"), plural(3, "zone")
    ('is', 'zones')
    """
    return one if count == 1 else many or f"{one}s"


def count_of(count: int, one: str, many: str = "") -> str:
    """Return a count with its word.

    >>> count_of(1, "zone"), count_of(0, "zone"), count_of(12_000, "branch", "branches")
    ('1 zone', '0 zones', '12,000 branches')
    """
    return f"{count:,} {plural(count, one, many)}"


def examiner_words(name: str) -> str:
    """Return what an examiner looks at, in words, of the name of its class.

    >>> examiner_words("TradeOffExaminer"), examiner_words("WeekClock")
    ('trade off', 'week clock')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Examiner")).lower()


def significant(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits, without an exponent and without zeros at its end.

    >>> significant(1234567.0), significant(0.00003, 1), significant(-0.25), significant(9.9996)
    ('1,235,000', '0.00003', '-0.25', '10')
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    rounded = f"{float(f'{mantissa}e{exponent}'):,.{max(digits - 1 - int(exponent), 0)}f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def listed(items: Iterable[object], most: int = _SHOWN) -> str:
    """List things in a sentence, at most ten of them unless `most` says otherwise.

    >>> listed("ab"), listed(range(12))
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more')
    """
    texts = [str(item) for item in items]
    rest = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def joined(items: Iterable[object]) -> str:
    """Join all of a few things as a sentence does.

    >>> joined("abc"), joined("ab"), joined("a"), joined([])
    ('a, b and c', 'a and b', 'a', '')
    """
    *first, last = [str(item) for item in items] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def of_these(things: Sequence[object] | NDArray[Any], one: str, many: str) -> str:
    """List things after their word, in the singular where there is only one.

    >>> of_these([3], "district", "districts"), of_these([3, 5], "district", "districts")
    ('district 3', 'districts 3, 5')
    """
    return f"{one if len(things) == 1 else many} {listed(things)}"


@dataclass(frozen=True)
class UnitNames:
    """What to call units in messages: their names, or their positions where none are given.

    Parameters
    ----------
    names : tuple of str, optional
        Name of every unit.

    Examples
    --------
    >>> UnitNames(("1A", "1B", "2")).of([0, 2]), UnitNames().of([4])
    ('units 1A, 2', 'unit 4')
    """

    names: tuple[str, ...] | None = None

    def of(self, units: Sequence[int] | NDArray[np.int64]) -> str:
        """Name units after the word 'unit' or 'units'."""
        things = units if self.names is None else [self.names[int(unit)] for unit in units]
        return of_these(things, "unit", "units")

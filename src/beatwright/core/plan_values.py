"""The plain values of a plan, read from its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any

from beatwright.base.errors import InputError
from beatwright.base.files.text_file import read_text

__all__ = ["are_counts", "read_plan_values"]


def read_plan_values(path: str | Path, layers: Sequence[str]) -> dict[str, Any]:
    """Return the values of a file that has at least one of these layers.

    Raises
    ------
    InputError
        Where the file is missing, is not JSON, or is no plan.
    """
    try:
        values = json.loads(read_text(path), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"The plan '{path}' cannot be read: {problem}") from None
    if not isinstance(values, dict) or not set(values) & set(layers):
        raise InputError(f"The file '{path}' is no plan: it has none of the layers {', '.join(layers)}.")
    return values


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def are_counts(values: Iterable[object]) -> bool:
    """Tell whether all are whole numbers of at least 0.

    >>> are_counts([2, 0]), are_counts([True]), are_counts([0.5])
    (True, False, False)
    """
    return all(isinstance(n, Integral) and not isinstance(n, bool) and n >= 0 for n in values)  # type: ignore[operator]

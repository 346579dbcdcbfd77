"""Arrays of numbers as they are given: read, or one sentence that says what came instead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import parameter_error

__all__ = ["as_numbers"]

_SHOWN = 60  # characters of what was given


def as_numbers(owner: str, name: str, value: object) -> npt.NDArray[np.float64]:
    """Return `value` as an array of numbers, of whatever shape; NaN and infinity are left to who asks.

    Raises
    ------
    ParameterError
        Where it holds what is no number, or rows of different lengths.

    Examples
    --------
    >>> as_numbers("p_median", "weight", [1, 2])
    array([1., 2.])
    >>> as_numbers("p_median", "weight", "many")
    Traceback (most recent call last):
    ...
    beatwright.base.errors.ParameterError: The 'weight' parameter of p_median must be an array of numbers. Got 'many'.
    """
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        told = repr(value)
        got = told if len(told) <= _SHOWN else f"{told[:_SHOWN]}..."
        raise parameter_error(name, owner, "an array of numbers", got) from None

"""Arrays that a roster is asked for by, read as numbers, or one sentence that says what was given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError

__all__ = ["MOST_OFFICERS", "numbers_given"]

MOST_OFFICERS = 1_000_000  # beyond, sums of counts would no longer be exact


def numbers_given(
    owner: str, name: str, value: npt.ArrayLike, expected: str = "numbers", most: float = MOST_OFFICERS
) -> npt.NDArray[np.float64]:
    """Return `value` as an array of numbers of at most `most`; NaN and infinity are left to who asks.

    Raises
    ------
    ParameterError
        Where it holds what is no number, rows of different lengths, or more than `most`.

    Examples
    --------
    >>> numbers_given("days_off_bound", "need", [1, 2])
    array([1., 2.])
    """
    try:
        given = np.asarray(value)
    except ValueError:  # rows of different lengths
        given = np.asarray(None)
    if given.dtype.kind not in "biuf":
        raise ParameterError(check.sentence(owner, name, expected, repr(value)))
    array = given.astype(np.float64)
    large = array[np.isfinite(array) & (array > most)]
    if large.size:
        raise ParameterError(check.sentence(owner, name, f"numbers of at most {most:,}", f"{large[0]:g}"))
    return array

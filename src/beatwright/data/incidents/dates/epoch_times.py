"""Times as numbers of seconds, or parts of one, since 1970."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.times.times_of_file import micros

__all__ = ["epoch_times"]

Floats = npt.NDArray[np.float64]

_UNITS = ((1e17, 1e-3, "nanoseconds"), (1e14, 1.0, "microseconds"), (1e11, 1e3, "milliseconds"), (0.0, 1e6, "seconds"))
_FIRST, _LAST = 6e8, 4.2e9  # 1989 and 2103, in seconds: a record outside is rather a number of another unit


def epoch_times(values: Floats) -> tuple[npt.NDArray[np.datetime64], Floats, list[str]]:
    """Return the times in UTC, their offset (0 where there is one, else NaN) and what to tell.

    The middle number decides the unit; a number that lies outside 1989 to 2103 by it, and inside by its own size, is
    read by its size.

    Parameters
    ----------
    values : array of float64, shape (n,)
        NaN where there is none.

    Examples
    --------
    >>> times, _, said = epoch_times(np.array([1_700_000_000_000.0, 1_700_000_060_000.0, 1_700_000_120.0]))
    >>> times.astype("datetime64[s]").astype(str).tolist()
    ['2023-11-14T22:13:20', '2023-11-14T22:14:20', '2023-11-14T22:15:20']
    >>> said
    ['1 number among the milliseconds since 1970 is one of another unit, and is read by its size.']
    """
    finite = np.isfinite(values)
    middle = float(np.median(values[finite])) if finite.any() else 0.0
    scale, unit = next((scale, unit) for limit, scale, unit in _UNITS if abs(middle) >= limit)
    sizes = np.select([np.abs(values) >= limit for limit, _, _ in _UNITS], [scale for _, scale, _ in _UNITS])
    other = finite & (sizes != scale) & ~_usual(values * scale) & _usual(values * sizes)
    count = micros(np.where(finite, values, 0) * np.where(other, sizes, scale))
    fits = finite & (np.abs(values) >= 1e8)
    times = np.where(fits, np.datetime64("1970-01-01", "us") + count, np.datetime64("NaT", "us"))
    return times, np.where(finite, 0.0, np.nan), _unit_warnings(int(other.sum()), unit)


def _usual(micros_: Floats) -> npt.NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray((micros_ >= _FIRST * 1e6) & (micros_ < _LAST * 1e6))


def _unit_warnings(count: int, unit: str) -> list[str]:
    if not count:
        return []
    return [
        f"{count_of(count, 'number')} among the {unit} since 1970 {plural(count, 'is one', 'are')} of another unit, "
        f"and {plural(count, 'is', 'are')} read by {plural(count, 'its', 'their')} size."
    ]

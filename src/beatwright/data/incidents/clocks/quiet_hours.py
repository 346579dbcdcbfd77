"""A clock that is shifted against local time shows by the hours in which cities are quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from beatwright.data.incidents.times.times_of_file import HOUR, since_midnight

__all__ = ["shifted_clock_warnings"]

_ENOUGH = 500  # rows; with fewer the quietest hours are a matter of chance
_QUIET = 4.5  # middle of the three hours in which cities report least: from 3:00 to 6:00
_CLOSE_HOURS = 1.5  # hours; cities differ by as much, and summer time is one of them
_DEEP = 0.5  # of the even share: what the quietest three hours hold at most where a clock can be told by them


def shifted_clock_warnings(
    times: npt.NDArray[np.datetime64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], crs: Any, heading: str
) -> list[str]:
    """Return the warning about times that are quiet when UTC is, not when the place is; none where they are local.

    Parameters
    ----------
    times : array of datetime64[us], shape (n,)
        Wall time of the rows whose time of day is known.
    x, y : array of float64, shape (m,)
        Places, in metres of `crs`.
    crs : CRS
        Projected; the longitude of its middle row tells what the clocks of UTC show there.
    heading : str
        Column that the time of day comes from.

    Examples
    --------
    >>> hour = np.repeat(np.arange(24), np.where(np.isin(np.arange(24), (9, 10, 11)), 2, 40))
    >>> times = np.datetime64("2024-01-01", "us") + hour * np.timedelta64(1, "h")
    >>> texas = np.array([600_000.0]), np.array([3_400_000.0]), pyproj.CRS("EPSG:32614")
    >>> len(shifted_clock_warnings(times, *texas, "date"))
    1
    """
    if len(times) < _ENOUGH or not len(x):
        return []
    counts = np.bincount(since_midnight(times).astype(np.int64) // HOUR, minlength=24)
    three = counts + np.roll(counts, -1) + np.roll(counts, -2)
    first = int(three.argmin())
    shift = -_longitude(x, y, crs) / 15
    in_utc, as_local = (_apart(first + 1.5, _QUIET + hours) for hours in (shift, 0.0))
    if three[first] > _DEEP * counts.sum() / 8 or in_utc > _CLOSE_HOURS or as_local < 2 * _CLOSE_HOURS:
        return []
    return [
        f"Fewest rows of the column '{heading}' fall between {first:02d}:00 and {(first + 3) % 24:02d}:00. Cities are "
        "quietest from 03:00 to 06:00, and at this longitude the clock of UTC shows just those hours then: the times "
        "are likely in UTC. Where they are, set utc = true, and timezone to that of the city."
    ]


def _longitude(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], crs: Any) -> float:
    middle = float(np.median(x)), float(np.median(y))
    return float(pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(*middle)[0])


def _apart(one: float, other: float) -> float:
    """Return the hours between two times of the clock."""
    return abs((one - other + 12) % 24 - 12)

"""Whether the line of waiting calls grows without end, so that a mean wait means nothing.

Where cars keep up, a week's mean line scatters about one value; where they do not, it rises week by week. The line
counts as growing where its last quarter of the weeks is above every week of its first quarter and at least twice as
long on average as the first, and where it ends with more calls than come in two hours.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["calls_a_week", "grows"]

_PARTS = 4
_FEWEST = 4  # weeks, below which nobody can tell
_HOURS = 2.0  # of calls, of which a line is worth the name


def grows(line: npt.NDArray[np.int64], per_hour: float) -> bool:
    """Tell whether the line grows.

    Parameters
    ----------
    line : array of int, shape (weeks, 168)
        Calls that wait at the beginning of every hour.
    per_hour : float
        Calls that come in an hour on average.

    Examples
    --------
    >>> grows(np.arange(8 * 168).reshape(8, 168), 5.0), grows(np.tile([[3], [4]], (4, 168)), 5.0)
    (True, False)
    """
    mean = line.mean(axis=1)
    quarter = len(mean) // _PARTS
    if len(mean) < _FEWEST:
        return False
    first, last = mean[:quarter], mean[-quarter:]
    rises = last.min() > first.max() and last.mean() >= 2 * first.mean()
    return bool(rises and last.mean() > _HOURS * per_hour)


def calls_a_week(line: npt.NDArray[np.int64]) -> float:
    """Return by how many calls the line grows in a week, by least squares over the weeks."""
    mean = line.mean(axis=1)
    return float(np.polyfit(np.arange(len(mean)), mean, 1)[0])

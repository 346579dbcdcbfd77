"""Weeks of held-out incidents, and draws of them in blocks: the circular block bootstrap (Politis and Romano 1992).

Weeks that follow each other are alike, so blocks of weeks are drawn with replacement rather than single ones, and the
last week is followed by the first so that every week is drawn as often as every other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.incidents import Incidents

__all__ = ["FEWEST_WEEKS", "WeekCounts", "drawn_weeks", "week_counts", "whole_weeks"]

Floats = npt.NDArray[np.float64]

FEWEST_WEEKS = 8  # of fewer there is no interval: a block would be less than two weeks
_WEEK = pd.Timedelta(weeks=1)
_HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class WeekCounts:
    """Incidents week by week.

    Parameters
    ----------
    counts : array of float, shape (weeks, zones, severity classes)
        Incidents in zones.
    hours : array of float, shape (weeks,)
        Hours that every week covers: 168 but for gaps, and more in the last, which holds the rest.
    """

    counts: Floats
    hours: Floats

    def rates(self, times: npt.NDArray[np.int64]) -> Floats:
        """Return calls per hour, shape (draws, zones, severity classes), of weeks taken so many `times`."""
        summed = np.tensordot(times.astype(np.float64), self.counts, axes=1)
        return np.asarray(summed / (times @ self.hours)[:, None, None])


def week_counts(incidents: Incidents) -> WeekCounts:
    """Count incidents by week from the first day on; a rest shorter than a week belongs to the last one.

    Weeks without any time covered are left out.

    Raises
    ------
    ParameterError
        Where the incidents cover less than a week.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> week_counts(small_incidents(weeks=10)).counts.sum(axis=(1, 2)).tolist()
    [44.0, 40.0, 25.0, 39.0, 40.0, 43.0, 31.0, 44.0, 50.0, 52.0]
    """
    weeks = int((incidents.end - incidents.start) / _WEEK)
    if weeks < 1:
        raise ParameterError(f"The incidents cover {incidents.period}, which is less than a week. Hold out more.")
    frame, classes = incidents.frame, len(incidents.severity)
    week = np.minimum(((frame["time"] - incidents.start) // _WEEK).to_numpy(dtype=np.int64), weeks - 1)
    zone, severity = frame["zone"].to_numpy(dtype=np.int64), frame["severity"].to_numpy(dtype=np.int64)
    cell = ((week * incidents.zones + zone) * classes + severity)[zone >= 0]
    counts = np.bincount(cell, minlength=weeks * incidents.zones * classes).astype(np.float64)
    hours = _hours(incidents, weeks)
    return WeekCounts(counts.reshape(weeks, incidents.zones, classes)[hours > 0], hours[hours > 0])


def whole_weeks(incidents: Incidents) -> int:
    """Return how many weeks can be drawn: those with any time covered; 0 where the incidents cover less than one.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> whole_weeks(small_incidents(weeks=10))
    10
    """
    weeks = int((incidents.end - incidents.start) / _WEEK)
    return int((_hours(incidents, weeks) > 0).sum()) if weeks else 0


def _hours(incidents: Incidents, weeks: int) -> Floats:
    edges = [*(incidents.start + number * _WEEK for number in range(weeks)), incidents.end]
    hours = []
    for start, end in pairwise(edges):
        missing = sum((max(min(b, end) - max(a, start), 0 * _HOUR) for a, b in incidents.gaps), 0 * _HOUR)
        hours.append((end - start - missing) / _HOUR)
    return np.array(hours, dtype=np.float64)


def drawn_weeks(weeks: int, draws: int, seed: int = 0, block: int = 4) -> npt.NDArray[np.int64]:
    """Draw weeks with replacement, in blocks of weeks that follow each other.

    Parameters
    ----------
    weeks : int
        How many there are; every draw has as many.
    draws : int
        Number of draws.
    seed : int, default 0
        The same seed gives the same draws.
    block : int, default 4
        Weeks in a block; the last block of a draw is cut where it would be too long.

    Returns
    -------
    array of int, shape (draws, weeks)
        How often every week was drawn.

    References
    ----------
    D. N. Politis and J. P. Romano (1992), A circular block-resampling procedure for stationary data.

    Examples
    --------
    >>> drawn_weeks(6, 2, block=3).sum(axis=1).tolist()
    [6, 6]
    """
    complaints = Complaints()
    for name, value in (("weeks", weeks), ("draws", draws), ("block", block)):
        complaints.add(check.integer("drawn_weeks", name, value, 1))
    complaints.add(check.integer("drawn_weeks", "seed", seed, 0))
    complaints.raise_if_any(ParameterError)
    start = np.random.default_rng(seed).integers(0, weeks, (draws, -(-weeks // block)))
    drawn = ((start[:, :, None] + np.arange(block)) % weeks).reshape(draws, -1)[:, :weeks]
    cell = drawn + weeks * np.arange(draws)[:, None]
    return np.bincount(cell.ravel(), minlength=draws * weeks).reshape(draws, weeks).astype(np.int64)

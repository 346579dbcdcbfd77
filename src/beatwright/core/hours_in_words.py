"""Hours of the week, or of another cycle, in words: stretches with their days and clocks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.base.words import WEEKDAYS, joined
from beatwright.core.hours_of_week import hour_name

__all__ = ["hours_in_words"]

Ints = npt.NDArray[np.int64]
_HOURS_OF_DAY, _HOURS_OF_WEEK = 24, 168
_MOST_SHOWN = 6  # stretches of hours in a sentence


def hours_in_words(hours: npt.ArrayLike, cycle: int = _HOURS_OF_WEEK) -> str:
    """Return hours of a cycle in words, those in a row together.

    Hours of a week (`cycle` 168) have their days and clocks. A stretch that goes on after midnight, or from Sunday to
    Monday, is one stretch, and says on which day it ends.

    >>> hours_in_words([6, 7], 24), hours_in_words([0, 18, 19])
    ('hours 6-7', 'Monday 00:00-01:00 and Monday 18:00-20:00')
    >>> hours_in_words(range(143, 159)), hours_in_words([167, 0]), hours_in_words([22, 23])
    ('Saturday 23:00 to Sunday 15:00', 'Sunday 23:00 to Monday 01:00', 'Monday 22:00-24:00')
    """
    numbers = np.unique(np.asarray(hours, dtype=np.int64))
    if len(numbers) == cycle:
        return "every hour"
    if cycle != _HOURS_OF_WEEK:
        shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in _runs(numbers)]
        return ("hour " if len(numbers) == 1 else "hours ") + _few(shown)
    daily = np.unique(numbers % _HOURS_OF_DAY)
    if len(numbers) == len(WEEKDAYS) * len(daily):
        clocks = [_clocks(run) for run in _round_runs(daily, _HOURS_OF_DAY)]
        return f"{_few(clocks)} of every day"
    return _few([_stretch(run) for run in _round_runs(numbers, _HOURS_OF_WEEK)])


def _runs(numbers: Ints) -> list[Ints]:
    return np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)


def _round_runs(numbers: Ints, cycle: int) -> list[Ints]:
    """Return the runs of hours that come round: what reaches the end of the cycle goes on at its beginning."""
    first, *others = _runs(numbers)
    if others and first[0] == 0 and others[-1][-1] == cycle - 1:
        return [*others[:-1], np.concatenate([others[-1], first])]
    return [first, *others]


def _stretch(run: Ints) -> str:
    """Return a stretch of hours of the week; one that ends on the day it begins names that day once."""
    if run[0] // _HOURS_OF_DAY == run[-1] // _HOURS_OF_DAY and len(run) <= _HOURS_OF_DAY:
        return f"{WEEKDAYS[run[0] // _HOURS_OF_DAY]} {_clocks(run)}"
    return f"{hour_name(int(run[0]))} to {hour_name(int(run[-1] + 1) % _HOURS_OF_WEEK)}"


def _clocks(run: Ints) -> str:
    return f"{run[0] % _HOURS_OF_DAY:02d}:00-{run[-1] % _HOURS_OF_DAY + 1:02d}:00"


def _few(texts: Sequence[str]) -> str:
    rest = len(texts) - _MOST_SHOWN
    return joined([*texts[:_MOST_SHOWN], f"{rest} more"] if rest > 0 else texts)

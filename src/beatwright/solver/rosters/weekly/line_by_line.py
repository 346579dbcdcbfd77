"""Weekly lines chosen one after another: enough where a search was ended before it found any."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["line_by_line"]

Ints = npt.NDArray[np.int64]
_MOST = 1_000_000  # officers
_AT_ONCE = 16  # of the largest shortage this share is covered by one line at once


def line_by_line(ask: WeeklyAsk) -> Ints | None:
    """Return officers by group and first working day, shape (groups, days), days off in a row.

    Each line is chosen as that which holds most hours that are short; where very many are short, several at once. None
    where the rule finds none that hold all that is asked. Meals are counted as if everybody at work took them at once.
    """
    groups, days = ask.groups, ask.groups.days
    day, first = np.arange(days)[None, :, None], np.arange(days)[None, None, :]
    on = (day - first) % days < groups.worked[:, None, None]  # group, day, first working day
    held = np.einsum("tgd,gdp->gpt", groups.held * ask.not_at_meal, on).reshape(-1, len(ask.need))
    start = np.repeat(np.tile(np.arange(len(groups.starts)), len(groups.lengths)), days)
    short, usable, number = ask.wanted.copy(), np.ones(len(held), dtype=bool), np.zeros(len(held), dtype=np.int64)
    most = _MOST if ask.officers is None else ask.officers
    while number.sum() < most:
        if ask.officers is None and not (short > 0).any():
            break
        gain = np.where(usable, held @ (ask.weight * (short > 0) + 1e-3 * (short > 0)), -1.0)
        best = int(gain.argmax())
        if ask.officers is None and gain[best] <= 0:
            return None
        added = max(int(min(short.max(), most / 4)) // _AT_ONCE, 1)
        if not number[start == start[best]].any():
            added = max(added, ask.least_per_start)
        added = min(added, most - int(number.sum()))
        number[best] += added
        short -= added * held[best]
        full = ask.most_starts is not None and len(set(start[number > 0])) >= ask.most_starts
        if full or most - number.sum() < ask.least_per_start:
            usable &= np.isin(start, start[number > 0])
    at_start = np.bincount(start, weights=number, minlength=len(groups.starts))
    if ask.officers is not None and ((at_start > 0) & (at_start < ask.least_per_start)).any():
        return None
    return number.reshape(len(groups), days)

"""Weekly lines chosen one after another: enough where a search was ended before it found any."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["line_by_line"]

Ints = npt.NDArray[np.int64]
_MOST = 1_000_000  # officers


def line_by_line(ask: WeeklyAsk) -> Ints | None:
    """Return officers at work, shape (groups, days), each line chosen as that which holds most hours that are short.

    None where the rule finds none that hold all that is asked. Meals are counted as if everybody at work took them at
    once.
    """
    groups, days = ask.groups, ask.groups.days
    day, first = np.arange(days)[None, :, None], np.arange(days)[None, None, :]
    on = (day - first) % days < groups.worked[:, None, None]  # group, day, first working day
    held = np.einsum("tgd,gdp->gpt", groups.held * ask.not_at_meal, on).reshape(-1, len(ask.need))
    start = np.repeat(np.tile(np.arange(len(groups.starts)), len(groups.lengths)), days)
    short, usable, number = ask.wanted.copy(), np.ones(len(held), dtype=bool), np.zeros(len(held), dtype=np.int64)
    while number.sum() < (_MOST if ask.officers is None else ask.officers):
        if ask.officers is None and not (short > 0).any():
            break
        gain = np.where(usable, held @ (ask.weight * (short > 0) + 1e-3 * (short > 0)), -1.0)
        best = int(gain.argmax())
        if ask.officers is None and gain[best] <= 0:
            return None
        added = 1 if number[start == start[best]].any() else ask.least_per_start
        number[best] += added
        short -= added * held[best]
        if ask.most_starts is not None and len(set(start[number > 0])) >= ask.most_starts:
            usable &= np.isin(start, start[number > 0])
    if ask.officers is not None and number.sum() != ask.officers:
        return None
    return np.asarray(np.einsum("gp,gdp->gd", number.reshape(len(groups), days), on.astype(np.int64)))

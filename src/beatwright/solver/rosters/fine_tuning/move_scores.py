"""What the shortage is after each move of one officer from a line to another, exactly, all of them at once.

With g = need - cover + duty_a, the gap once an officer has left line a, the shortage after he takes line b is
sum_t w_t (g_t - duty_bt)+. Where shifts hold whole hours that is sum_t w_t g_t+ less what each hour that b holds saves,
w_t (g_t+ - (g_t - 1)+): a product of two matrices for all a and b.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.rosters.fine_tuning.line_tuning import Floats, LineTuning

__all__ = ["move_scores", "one_more_scores"]


def move_scores(tuning: LineTuning) -> Floats:
    """Return the shortage after every single move, shape (lines, lines): [a, b] moves one officer from a to b.

    Parameters
    ----------
    tuning : LineTuning
        Lines with nobody who may leave have infinite rows.

    Examples
    --------
    >>> move_scores(LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0])).tolist()
    [[2.0, 1.0], [inf, inf]]
    """
    scores = np.full((tuning.officers.size,) * 2, np.inf)
    free = np.flatnonzero(tuning.officers > tuning.locked)
    scores[free] = _after(tuning, tuning.need - tuning.cover + tuning.duty[free])
    return scores


def one_more_scores(tuning: LineTuning) -> Floats:
    """Return the shortage with one officer more on each line, shape (lines,).

    >>> one_more_scores(LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0])).tolist()
    [2.0, 1.0]
    """
    return np.asarray(_after(tuning, (tuning.need - tuning.cover)[None, :])[0])


def _after(tuning: LineTuning, gap: Floats) -> Floats:
    """Return the shortage of each gap, shape (gaps, hours), after one officer takes each line, shape (gaps, lines)."""
    if np.isin(tuning.duty, (0.0, 1.0)).all():
        short = np.maximum(gap, 0.0)
        saved = tuning.weight * (short - np.maximum(gap - 1.0, 0.0))
        return np.asarray((short @ tuning.weight)[:, None] - saved @ tuning.duty.T)
    return np.array([np.maximum(one - tuning.duty, 0.0) @ tuning.weight for one in gap]).reshape(
        len(gap), len(tuning.duty)
    )

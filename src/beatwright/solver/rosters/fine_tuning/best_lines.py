"""The best that the same officers can do, those who are locked left where they are: a covering program with shortages.

minimise sum_t w_t s_t subject to sum_l duty_lt n_l + s_t >= need_t, sum_l n_l = officers, n_l >= locked_l, n whole.
Then, as long as there is one, the move of one officer that leaves the sum as it is, and lowers the largest shortage or
brings somebody back to the line that he had.

Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco police: patrol officer scheduling
using an optimization-based decision support system. Interfaces 19(1), 4-24.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.rosters.fine_tuning.line_tuning import Floats, LineTuning
from beatwright.solver.rosters.fine_tuning.move_scores import move_scores
from beatwright.solver.time_limit import started

__all__ = ["best_lines"]

_ROUNDING = 1e-6


def best_lines(tuning: LineTuning, **effort: Unpack[SearchOptions]) -> tuple[LineTuning, Certificate]:
    """Return the lines with the least shortage that the same number of officers can have, and the proof.

    Of lines with the same sum, some are taken with a small largest shortage, and then with few officers who change
    lines; neither is proven. Where nothing lowers the sum, that begins with the lines as they are.

    Parameters
    ----------
    tuning : LineTuning
        Officers on lines now; the search starts from here, and never returns anything worse.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Examples
    --------
    >>> better, proof = best_lines(LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0]))
    >>> better.officers.tolist(), proof.objective, proof.text
    ([2, 1], 1.0, 'proven optimal')
    """
    with started("best_lines", effort) as (asked, clock):
        start = np.concatenate([tuning.officers, tuning.short])
        answer = solve_milp(_program(tuning), start=start, **clock.options(gap=asked.gap, seed=asked.seed))
        better = tuning if answer.x is None else _placed(tuning, np.rint(answer.x[: tuning.officers.size]))
        if better.shortage > tuning.shortage - _ROUNDING:
            better = tuning
        better = _evened(better, tuning)
    certificate = replace(answer.certificate, unit="officer-hours short", seconds=clock.used)
    return better, replace(certificate, objective=better.shortage, bound=min(certificate.bound, better.shortage))


def _placed(tuning: LineTuning, officers: Floats) -> LineTuning:
    return LineTuning(tuning.need, tuning.duty, officers.astype(np.int64), tuning.locked, tuning.weight)


def _evened(lines: LineTuning, now: LineTuning) -> LineTuning:
    """Make moves that leave the sum as it is, the best first, while the largest shortage or the changes get fewer."""
    while True:
        one, other = np.nonzero(move_scores(lines) <= lines.shortage + _ROUNDING)
        largest = np.maximum(lines.need - lines.cover + lines.duty[one] - lines.duty[other], 0.0).max(axis=1)
        more = lines.officers - now.officers
        changes = (more[other] >= 0).astype(np.int64) - (more[one] > 0)
        best = np.lexsort((changes, largest.round(6)))[:1]
        lower = float(lines.short.max()) - largest[best] > _ROUNDING
        back = (largest[best] <= lines.short.max() + _ROUNDING) & (changes[best] < 0)
        if not (lower | back).any():
            return lines
        lines = lines.moved(int(one[best[0]]), int(other[best[0]]))


def _program(tuning: LineTuning) -> Milp:
    """Return the program of the least shortage: columns are officers by line, then officers missing by hour."""
    lines, hours = tuning.duty.shape
    rows = sparse.vstack(
        [
            sparse.hstack([sparse.csr_array(tuning.duty.T), sparse.eye_array(hours)]),
            sparse.csr_array(np.concatenate([np.ones(lines), np.zeros(hours)])[None, :]),
        ]
    )
    officers, whole = float(tuning.officers.sum()), bool(np.isin(tuning.duty, (0.0, 1.0)).all())
    integer = np.concatenate([np.ones(lines), np.full(hours, whole and not (tuning.need % 1).any())])
    return Milp(
        np.concatenate([np.zeros(lines), tuning.weight]),
        rows,
        np.append(tuning.need, officers),
        np.append(np.full(hours, np.inf), officers),
        col_lower=np.concatenate([tuning.locked, np.zeros(hours)]),
        integer=integer > 0,
    )

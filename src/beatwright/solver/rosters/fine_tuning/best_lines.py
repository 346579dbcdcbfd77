"""The best that the same officers can do, those who are locked left where they are: a covering program with shortages.

minimise sum_t w_t s_t subject to sum_l duty_lt n_l + s_t >= need_t, sum_l n_l = officers, n_l >= locked_l, n whole.

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
from beatwright.solver.rosters.fine_tuning.line_tuning import LineTuning

__all__ = ["best_lines"]


def best_lines(tuning: LineTuning, **effort: Unpack[SearchOptions]) -> tuple[LineTuning, Certificate]:
    """Return the lines with the least shortage that the same number of officers can have, and the proof.

    Parameters
    ----------
    tuning : LineTuning
        Officers on lines now; the search starts from here, and never returns anything worse.
    seconds, gap, seed, stop, progress
        As for `p_median`.

    Examples
    --------
    >>> better, proof = best_lines(LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0]))
    >>> sorted(better.officers.tolist()), proof.objective, proof.text
    ([1, 2], 1.0, 'proven optimal')
    """
    lines, hours = tuning.duty.shape
    rows = sparse.vstack(
        [
            sparse.hstack([sparse.csr_array(tuning.duty.T), sparse.eye_array(hours)]),
            sparse.csr_array(np.concatenate([np.ones(lines), np.zeros(hours)])[None, :]),
        ]
    )
    officers, whole = float(tuning.officers.sum()), bool(np.isin(tuning.duty, (0.0, 1.0)).all())
    integer = np.concatenate([np.ones(lines), np.full(hours, whole and not (tuning.need % 1).any())])
    program = Milp(
        np.concatenate([np.zeros(lines), tuning.weight]),
        rows,
        np.append(tuning.need, officers),
        np.append(np.full(hours, np.inf), officers),
        col_lower=np.concatenate([tuning.locked, np.zeros(hours)]),
        integer=integer > 0,
    )
    start = np.concatenate([tuning.officers, tuning.short])
    answer = solve_milp(program, start=start, **effort)
    certificate = replace(answer.certificate, unit="officer-hours short")
    found = tuning.officers if answer.x is None else np.rint(answer.x[:lines]).astype(np.int64)
    better = LineTuning(tuning.need, tuning.duty, found, tuning.locked, tuning.weight)
    if better.shortage > tuning.shortage:
        better = tuning
    bound = min(certificate.bound, better.shortage)
    return better, replace(certificate, objective=better.shortage, bound=bound)

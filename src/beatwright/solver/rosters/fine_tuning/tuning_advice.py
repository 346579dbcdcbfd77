"""What a captain is told of lines: the best repairs, the worth of one more officer, and the hours that bind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.fine_tuning.line_tuning import Floats, LineTuning
from beatwright.solver.rosters.fine_tuning.move_scores import move_scores, one_more_scores

__all__ = ["Repair", "TuningAdvice", "tuning_advice"]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Repair:
    """One officer who changes lines.

    Parameters
    ----------
    one, other : int
        Positions of the line that he leaves and of that he takes.
    shortage : float
        Officer-hours missing afterwards.
    saved : float
        How many fewer that is.
    """

    one: int
    other: int
    shortage: float
    saved: float


@dataclass(frozen=True, eq=False)
class TuningAdvice:
    """Advice on lines.

    Parameters
    ----------
    shortage : float
        Officer-hours missing as it is, each at its weight.
    repairs : tuple of Repair
        The moves of one officer that save most, best first; none where no move saves anything.
    worth : array, shape (lines,)
        Officer-hours that one more officer on each line would save.
    short : array, shape (hours,)
        Officers missing.
    binds : array of bool, shape (hours,)
        Whether one officer fewer in the hour would be missed.
    """

    shortage: float
    repairs: tuple[Repair, ...]
    worth: Floats
    short: Floats
    binds: npt.NDArray[np.bool_]


def tuning_advice(tuning: LineTuning, repairs: int = 3) -> TuningAdvice:
    """Return the best repairs, the worth of one more officer on each line, and the hours that bind.

    Parameters
    ----------
    tuning : LineTuning
        Officers on lines, and the need. Lines that nobody works can be repaired to, too.
    repairs : int, default 3
        How many repairs to name.

    Examples
    --------
    >>> advice = tuning_advice(LineTuning([2, 2], [[1, 0], [0, 1]], [3, 0]))
    >>> advice.repairs, advice.worth.tolist(), advice.binds.tolist()
    ((Repair(one=0, other=1, shortage=1.0, saved=1.0),), [0.0, 1.0], [False, True])
    """
    now, scores = tuning.shortage, move_scores(tuning)
    best = np.argsort(scores, axis=None, kind="stable")[:repairs]
    found = [Repair(*divmod(int(at), len(scores)), float(scores.flat[at]), now - float(scores.flat[at])) for at in best]
    return TuningAdvice(
        now,
        tuple(repair for repair in found if repair.saved > _ROUNDING),
        now - one_more_scores(tuning),
        tuning.short,
        (tuning.need > 0) & (tuning.cover - 1.0 < tuning.need - _ROUNDING),
    )

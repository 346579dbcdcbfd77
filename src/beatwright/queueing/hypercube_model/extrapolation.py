"""Anderson's acceleration: from the last three steps of an iteration, guess where it is going.

Of the points x_i that an iteration came to and the steps f_i that led it there, take the affine combination of which
the combined step is smallest, and go on from there. Steps are weighted here by the points, step^2 / point, as
differences between probabilities are. A hypercube then needs half as many sweeps.

Anderson, D. G. (1965). Iterative procedures for nonlinear integral equations. Journal of the ACM 12, 547-560.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["Extrapolation"]

Floats = npt.NDArray[np.float64]

# Points remembered. Two more save some 5 % of the sweeps, and take as long themselves.
_POINTS = 3


class Extrapolation:
    """Remembers where an iteration came to, and improves on its last point.

    Parameters
    ----------
    size : int
        Numbers of a point.

    Examples
    --------
    An iteration that halves its distance from (3, 1) each time is there after two steps.

    >>> guess, x = Extrapolation(2), np.array([1.0, 2.0])
    >>> for _ in range(2):
    ...     start, x = x.copy(), 0.5 * (x + np.array([3.0, 1.0]))
    ...     guess.improve(start, x)
    >>> x.round(9)
    array([3., 1.])
    """

    def __init__(self, size: int) -> None:
        self._ends, self._steps = np.zeros((_POINTS, size)), np.zeros((_POINTS, size))
        self._known = 0

    def forget(self) -> None:
        """Begin anew."""
        self._known = 0

    def improve(self, start: Floats, end: Floats) -> None:
        """Move `end`, to which a step led from `start`, to a better point; what is positive in it stays so."""
        newest = self._known % _POINTS
        self._ends[newest] = end
        np.subtract(end, start, out=self._steps[newest])
        self._known += 1
        if self._known < 2:
            return
        middle, oldest = (newest - 1) % _POINTS, (newest - 2) % _POINTS
        # With two points alone the older turn is none, and gets no part.
        oldest = middle if self._known < _POINTS else oldest
        order = (newest, middle, oldest)
        gram, right = _products(self._steps, end, order)
        parts = np.asarray(np.linalg.lstsq(gram, right, rcond=1e-13)[0], dtype=np.float64)
        _move(self._ends, end, order, parts)


@entry
def _products(steps: Floats, end: Floats, order: tuple[int, int, int]) -> tuple[Floats, Floats]:
    """Return the weighted products of the two turns from step to step, and those of the turns with the last step."""
    newest, middle, oldest = steps[order[0]], steps[order[1]], steps[order[2]]
    gram, right = np.zeros((2, 2)), np.zeros(2)
    for i in range(len(end)):
        if end[i] > 0.0:
            late, early, weight = newest[i] - middle[i], middle[i] - oldest[i], 1.0 / end[i]
            gram[0, 0] += weight * late * late
            gram[0, 1] += weight * late * early
            gram[1, 1] += weight * early * early
            right[0] += weight * late * newest[i]
            right[1] += weight * early * newest[i]
    gram[1, 0] = gram[0, 1]
    return gram, right


@entry
def _move(ends: Floats, end: Floats, order: tuple[int, int, int], parts: Floats) -> None:
    """Take from `end` the parts of the two moves between the points."""
    newest, middle, oldest = ends[order[0]], ends[order[1]], ends[order[2]]
    for i in range(len(end)):
        better = end[i] - parts[0] * (newest[i] - middle[i]) - parts[1] * (middle[i] - oldest[i])
        if better > 0.0:
            end[i] = better

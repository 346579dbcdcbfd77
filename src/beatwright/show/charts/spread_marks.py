"""Marks of a map moved apart, so that each can be read: as little as need be, with a thin line back to its place.

Pairs that overlap are pushed apart along the line between them, half the overlap each, one pair after another, until
none overlaps or the rounds are over. Marks that nobody touches stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["spread_marks"]

Floats = npt.NDArray[np.float64]

_ROUNDS = 200  # a cluster of a dozen marks comes apart in fewer than fifty
_SLACK = 1.001  # so that rounding does not leave a pair that just touches


def spread_marks(xy: Floats, apart: float) -> Floats:
    """Return places at least `apart` from each other, near those given.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places of marks.
    apart : float
        Width of a mark, in the unit of `xy`.

    Returns
    -------
    array, shape (n, 2)

    Examples
    --------
    >>> spread_marks(np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 9.0]]), 2.0).round(2)
    array([[-0.5,  0. ],
           [ 1.5,  0. ],
           [ 9. ,  9. ]])
    """
    places = np.array(xy, dtype=np.float64).reshape(-1, 2)
    if len(places) < 2 or apart <= 0:
        return places
    first, second = np.triu_indices(len(places), 1)
    for _ in range(_ROUNDS):
        away = places[second] - places[first]
        distance = np.hypot(*away.T)
        near = np.flatnonzero(distance < apart)
        if not len(near):
            break
        for pair in near:
            _push(places, int(first[pair]), int(second[pair]), apart * _SLACK)
    return places


def _push(places: Floats, one: int, other: int, apart: float) -> None:
    """Move both of a pair away from each other; two at one place go in a direction of their own."""
    away = places[other] - places[one]
    distance = float(np.hypot(*away))
    if distance >= apart:
        return
    turn = 2.4 * (one + 1)  # radians: no two neighbours in order go the same way
    direction = away / distance if distance > 1e-9 * apart else np.array([np.cos(turn), np.sin(turn)])
    step = (apart - distance) / 2 * direction
    places[one] -= step
    places[other] += step

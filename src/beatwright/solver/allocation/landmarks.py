"""How much an incident costs near landmarks, and how likely one is: the parts of a damage coefficient.

Closed forms: exponential decay with the distance in a straight line, summed over landmarks; a probit; and the Poisson
probability of at least one, 1 - exp(-rate x hours).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist
from scipy.special import ndtr

from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.allocation.damage_curves import Floats

__all__ = ["incident_probability", "landmark_damage", "normal_probability"]

_BLOCK = 4_000_000  # distances held at once, 8 bytes each: 32 MB, whatever the number of points


def landmark_damage(
    points: npt.ArrayLike, landmarks: npt.ArrayLike, height: npt.ArrayLike, decay: npt.ArrayLike
) -> Floats:
    """Return the damage of an incident at each point: every landmark adds a height that decays with distance.

    ``damage_i = sum_l height_l exp(-decay_l distance(i, l))``. Landmarks are points among others: to station officers
    at them, add their coordinates to `points`.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Coordinates, in the unit in which the decays are given.
    landmarks : array_like, shape (m, 2)
        Coordinates of the landmarks.
    height : array_like, scalar or shape (m,)
        Damage of an incident at the landmark itself.
    decay : array_like, scalar or shape (m,)
        Decay per unit of distance, at least 0.

    Returns
    -------
    array of float, shape (n,)
        Damage of one incident at each point.

    Raises
    ------
    ParameterError
        With every wrong argument at once.

    Examples
    --------
    >>> landmark_damage([[0.0, 0.0], [3.0, 4.0]], [[0.0, 0.0]], 1000.0, np.log(2) / 5)
    array([1000.,  500.])
    """
    here, there = (np.atleast_2d(np.asarray(a, dtype=np.float64)) for a in (points, landmarks))
    complaints = Complaints()
    for name, array in (("points", here), ("landmarks", there)):
        ok = array.ndim == 2 and array.shape[1] == 2 and bool(np.isfinite(array).all())
        expected = "finite coordinates of shape (n, 2)"
        complaints.need(ok, f"The '{name}' parameter of landmark_damage must be {expected}. Got shape {array.shape}.")
    heights = _per_landmark(complaints, "height", height, len(there))
    decays = _per_landmark(complaints, "decay", decay, len(there))
    complaints.raise_if_any(ParameterError)
    damage = np.empty(len(here))
    rows = max(1, _BLOCK // max(1, len(there)))
    for first in range(0, len(here), rows):
        part = slice(first, first + rows)
        damage[part] = np.exp(-cdist(here[part], there) * decays) @ heights
    return damage


def _per_landmark(complaints: Complaints, name: str, value: npt.ArrayLike, count: int) -> Floats:
    array = np.asarray(value, dtype=np.float64)
    array = np.full(count, float(array)) if array.ndim == 0 else array
    ok = array.shape == (count,) and bool((np.isfinite(array) & (array >= 0)).all())
    if not ok:
        complaints.add(
            f"The '{name}' parameter of landmark_damage must be {count} finite numbers of at least 0, one for each "
            f"landmark. Got shape {array.shape}."
        )
        return np.zeros(count)
    return array


def normal_probability(x: npt.ArrayLike, slope: float, offset: float, spread: float) -> Floats:
    """Return ``Phi((slope x - offset) / spread)``: the probability of an incident from what a place is like.

    The model of the Pittsburgh study: the need that a point of density `x` makes, ``slope x``, exceeds what is there,
    a normal quantity of mean `offset` and standard deviation `spread`.

    Parameters
    ----------
    x : array_like
        Density, or whatever explains the incidents.
    slope, offset, spread : float
        Parameters; `spread` above 0.

    Examples
    --------
    >>> normal_probability([34, 65, 94], 45.768, 2174.0, 758.0).round(3)
    array([0.207, 0.855, 0.998])
    """
    if not spread > 0:
        raise ParameterError(
            f"The 'spread' parameter of normal_probability must be a number in (0, inf). Got {spread!r}."
        )
    return np.asarray(ndtr((slope * np.asarray(x, dtype=np.float64) - offset) / spread))


def incident_probability(rate: npt.ArrayLike, hours: float) -> Floats:
    """Return the probability of at least one incident within `hours`, for calls that come at random.

    Parameters
    ----------
    rate : array_like
        Calls per hour by any axes: zones of a grid, and slots of the week.
    hours : float
        Length of the time considered.

    Examples
    --------
    >>> incident_probability([0.0, 0.1], 10).round(4)
    array([0.    , 0.6321])
    """
    values = np.asarray(rate, dtype=np.float64)
    complaints = Complaints()
    complaints.need(
        bool((np.isfinite(values) & (values >= 0)).all()),
        "The 'rate' parameter of incident_probability must hold finite values of at least 0.",
    )
    complaints.need(
        bool(np.isfinite(hours)) and hours >= 0,
        f"The 'hours' parameter of incident_probability must be a number in [0, inf). Got {hours!r}.",
    )
    complaints.raise_if_any(ParameterError)
    return np.asarray(-np.expm1(-values * hours))

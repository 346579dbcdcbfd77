"""G: the distribution of the distance from an event to the nearest other event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.geometry.nearest_neighbours import nearest_neighbour_distances
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.distance_distribution import SYNONYMS, CensoredDistances
from beatwright.patterns.summary.summary_function import (
    SummaryFunction,
    asked_corrections,
    wrong_corrections,
    wrong_distances,
)

__all__ = ["g_function"]

_CORRECTIONS = ("km", "rs", "han", "none")


def g_function(
    pattern: PointPattern, r: npt.ArrayLike | None = None, correction: str | Sequence[str] = "km"
) -> SummaryFunction:
    """Return G, the share of events whose nearest other event is at most r away.

    In a clustered pattern the curve lies above the theoretical one, in a regular pattern below.

    Parameters
    ----------
    pattern : PointPattern
        At least two events. Events at one place give G > 0 from the smallest distance on.
    r : array, shape (m,), optional
        Ascending distances, in the pattern's unit. They are also the bins of the estimates: ask for a fine sequence.
        Where they do not begin at 0, the default ones are laid between. 513 distances by default, up to where a random
        pattern has one nearest distance in 100,000 left.
    correction : str or sequence of str, default "km"
        Of the border, behind which a nearer event may hide: "km" (Kaplan-Meier), "rs" (border: events farther from it
        than r alone; also "border"), "han" (Hanisch: weights by the exact area of the eroded window;
        brought to 1 at the end of the default distances or of r, whichever is longer), "none" (also "raw"), or "all".
        Several: the first gives `values`.

    Returns
    -------
    SummaryFunction
        `theoretical` is 1 - exp(-intensity pi r²). The border estimate is NaN where no event is far enough inside.

    Raises
    ------
    ParameterError
        With fewer than two events, and with every wrong parameter at once.

    References
    ----------
    Baddeley and Gill, Annals of Statistics 25 (1997), 263-292 (km, rs); Hanisch, Statistics 15 (1984), 409-412 (han).

    Examples
    --------
    >>> pattern = PointPattern([[2.0, 2.0], [2.0, 3.0], [5.0, 5.0]], window=(0, 0, 8, 8))
    >>> g_function(pattern, r=[0, 1, 2, 4], correction="none").values.round(3)
    array([0.   , 0.667, 0.667, 1.   ])
    """
    complaints = Complaints()
    complaints.add(wrong_distances("g_function", r))
    complaints.add(wrong_corrections("g_function", correction, (*_CORRECTIONS, *SYNONYMS)))
    complaints.need(len(pattern) > 1, f"g_function needs at least 2 events. This pattern has {len(pattern)}.")
    complaints.raise_if_any(ParameterError)
    nearest = nearest_neighbour_distances(pattern)
    border = boundary_distances(pattern.xy, pattern.window)
    distances = CensoredDistances(nearest, border, pattern.window, pattern.intensity)
    return distances.function("G", r, asked_corrections(correction, _CORRECTIONS))

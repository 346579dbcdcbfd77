"""F, the empty space function: the distribution of the distance from any place to the nearest event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.geometry.nearest_neighbours import distances_to_nearest
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.distance_distribution import SYNONYMS, CensoredDistances
from beatwright.patterns.summary.summary_function import (
    SummaryFunction,
    asked_corrections,
    wrong_corrections,
    wrong_distances,
)
from beatwright.patterns.window import Window

__all__ = ["cell_centres", "f_function"]

Floats = npt.NDArray[np.float64]
_CORRECTIONS = ("km", "rs", "cs", "none")


def f_function(
    pattern: PointPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "km",
    places: int | npt.ArrayLike = 64,
) -> SummaryFunction:
    """Return F, the share of all places in the window whose nearest event is at most r away.

    In a clustered pattern the curve lies below the theoretical one, in a regular pattern above. The distances are
    exact; no raster is laid over the events.

    Parameters
    ----------
    pattern : PointPattern
        At least one event.
    r : array, shape (m,), optional
        Ascending distances, in the pattern's unit. They are also the bins of the estimates: ask for a fine sequence.
        Where they do not begin at 0, the default ones are laid between. 513 distances by default, up to where a random
        pattern leaves one place in 100,000 empty.
    correction : str or sequence of str, default "km"
        Of the border, behind which a nearer event may hide: "km" (Kaplan-Meier), "rs" (border: places farther from it
        than r alone; also "border"), "cs" (Chiu-Stoyan: weights by the exact area of the eroded window;
        brought to 1 at the end of the default distances or of r, whichever is longer), "none" (also "raw"), or "all".
        Several: the first gives `values`.
    places : int or array, shape (q, 2), default 64
        Where the distances start: the centres in the window of so many by so many cells over its bounds, or these.

    Returns
    -------
    SummaryFunction
        `theoretical` is 1 - exp(-intensity pi r²). The border estimate is NaN where no place is far enough inside.

    Raises
    ------
    ParameterError
        With no event, and with every wrong parameter at once.

    References
    ----------
    Baddeley and Gill, Annals of Statistics 25 (1997), 263-292 (km, rs); Chiu and Stoyan, Statistica Neerlandica 52
    (1998), 239-246 (cs).

    Examples
    --------
    >>> pattern = PointPattern([[4.0, 4.0]], window=(0, 0, 8, 8))
    >>> f_function(pattern, r=[0, 1, 2, 4], correction="none").values.round(3)
    array([0.   , 0.051, 0.198, 0.788])
    """
    complaints = Complaints()
    complaints.add(wrong_distances("f_function", r))
    complaints.add(wrong_corrections("f_function", correction, (*_CORRECTIONS, *SYNONYMS)))
    complaints.need(len(pattern) > 0, "f_function needs at least 1 event. This pattern has none.")
    start, wrong = _starts(places, pattern.window)
    complaints.add(wrong)
    complaints.raise_if_any(ParameterError)
    nearest = distances_to_nearest(start - pattern.window.origin, pattern.local)
    border = boundary_distances(start, pattern.window)
    distances = CensoredDistances(nearest, border, pattern.window, pattern.intensity)
    return distances.function("F", r, asked_corrections(correction, _CORRECTIONS))


def cell_centres(window: Window, cells: int) -> Floats:
    """Return the centres of `cells` by `cells` cells over a window's bounds that lie in it, row by row from below.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> cell_centres(window_of((0, 0, 4, 2)), 2)
    array([[1. , 0.5],
           [3. , 0.5],
           [1. , 1.5],
           [3. , 1.5]])
    """
    left, bottom, right, top = window.bounds
    middle = (np.arange(cells) + 0.5) / cells
    x, y = np.meshgrid(left + (right - left) * middle, bottom + (top - bottom) * middle)
    centres = np.column_stack([x.ravel(), y.ravel()])
    return centres if window.is_rectangle else centres[window.contains(centres)]


def _starts(places: Any, window: Window) -> tuple[Floats, str | None]:
    expected = "a number of cells along a side, at least 1, or an array of places in the window, shape (q, 2)"
    none = np.empty((0, 2))
    if isinstance(places, int | np.integer) and not isinstance(places, bool) and places > 0:
        centres = cell_centres(window, int(places))
        return centres, None if len(centres) else check.sentence(
            "f_function", "places", "so large that a cell's centre lies in the window", places
        )
    try:
        given = np.array(places, dtype=np.float64)
    except (TypeError, ValueError):
        return none, check.sentence("f_function", "places", expected, repr(places))
    if given.ndim != 2 or given.shape[1] != 2 or not len(given):
        return none, check.sentence("f_function", "places", expected, places if given.ndim == 0 else given.shape)
    inside = np.isfinite(given).all(axis=1) & window.contains(np.nan_to_num(given))
    outside = check.sentence("f_function", "places", expected, f"{int((~inside).sum())} places outside it")
    return given, None if inside.all() else outside

"""Which zones touch: the neighbours that local statistics compare a zone with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Pairs", "neighbour_pairs", "zone_neighbours"]

# Positions of two zones that are neighbours, the lesser first, each pair once; shape (m, 2).
Pairs = npt.NDArray[np.int64]


def zone_neighbours(zones: Sequence[BaseGeometry] | npt.NDArray[Any], tolerance: float = 0.0) -> Pairs:
    """Return which zones touch, in a point or along a border (queen contiguity).

    Parameters
    ----------
    zones : sequence of shapely geometries, length n
        Polygons, in a projected unit.
    tolerance : float, default 0
        Zones that are at most so far apart count as touching: for borders that were drawn twice.

    Returns
    -------
    array, shape (m, 2)
        Positions of two neighbours, the lesser first, each pair once.

    Raises
    ------
    ParameterError
        Where `zones` are no geometries or `tolerance` is no number of at least 0.

    Examples
    --------
    >>> squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 3, 2), shapely.box(5, 5, 6, 6)]
    >>> zone_neighbours(squares).tolist()
    [[0, 1], [1, 2]]
    """
    shapes = np.asarray(zones, dtype=object).ravel()
    complaints = Complaints()
    complaints.add(check.number("zone_neighbours", "tolerance", tolerance, 0))
    bad = np.flatnonzero(~shapely.is_geometry(shapes))
    if len(bad):
        complaints.add(check.sentence("zone_neighbours", "zones", "geometries", f"none at position {bad[0]}"))
    complaints.raise_if_any(ParameterError)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    return np.unique(np.column_stack([one, other])[one < other].astype(np.int64), axis=0).reshape(-1, 2)


def neighbour_pairs(owner: str, neighbours: Any, zones: int) -> Pairs:
    """Return the pairs that an argument `neighbours` of `owner` means: pairs of positions, or the zones themselves.

    Raises
    ------
    ParameterError
        Where it is neither, or not of so many `zones`.
    """
    given = np.asarray(neighbours, dtype=object) if isinstance(neighbours, list | tuple) else np.asarray(neighbours)
    if given.ndim == 1 and given.size and all(isinstance(shape, BaseGeometry) for shape in given):
        complaint = check.shape_is(owner, "neighbours", given.shape, (zones,), "zone")
        if complaint:
            raise ParameterError(complaint)
        return zone_neighbours(given)
    pairs = given.reshape(-1, 2) if given.size == 0 else given
    try:
        whole = np.asarray(pairs, dtype=np.int64)
        right = whole.ndim == 2 and whole.shape[1] == 2 and bool((whole == pairs).all())
    except (TypeError, ValueError):
        right = False
    if not right or (whole.size and not (whole.min() >= 0 and whole.max() < zones)):
        raise ParameterError(
            check.sentence(
                owner,
                "neighbours",
                f"pairs of positions in 0..{zones - 1}, shape (m, 2), or the {zones} polygons",
                f"shape {given.shape}",
            )
        )
    return np.unique(np.sort(whole[whole[:, 0] != whole[:, 1]], axis=1), axis=0).reshape(-1, 2)

"""Streets from crossing to crossing: pieces of one street that meet where no other street does are one segment.

A file of streets may cut them where nothing crosses: at the border of a census block, a change of speed, or an alley
that was left out. A segment, as criminology counts by, goes from one crossing to the next (Weisburd, D. (2015). The law
of crime concentration and the criminology of place. Criminology 53, 133-157). Where two pieces of different names meet,
as at a corner without a crossing, the segment ends.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base.vector.line_keys import first_of_each
from beatwright.core.street_segments import StreetSegments
from beatwright.network.topology import Ends

__all__ = ["segments_between_crossings"]


def segments_between_crossings(lines: Any, names: npt.NDArray[np.object_], ends: Ends) -> StreetSegments | None:
    """Return the segments of a table of roads; None where no road has a length.

    Parameters
    ----------
    lines : array of LineString, shape (edges,)
        In metres. A road that is given twice, or once in each direction, counts once.
    names : array of str, shape (edges,)
        Of the streets; empty where there is none.
    ends : Ends
        The nodes of every road.

    Examples
    --------
    Two pieces of Elm Street with nothing else at the node between them, and a street given once in each direction:

    >>> places = [[(0, 0), (50, 0)], [(50, 0), (90, 0)], [(90, 0), (90, 70)], [(90, 70), (90, 0)]]
    >>> ends = Ends(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 2]), np.array([[0.0, 0], [50, 0], [90, 0], [90, 70]]))
    >>> names = np.array(["Elm St", "Elm St", "Oak Ave", "Oak Ave"], dtype=object)
    >>> sorted(segments_between_crossings(shapely.linestrings(places), names, ends).metres.tolist())
    [70.0, 90.0]
    """
    long = np.flatnonzero(shapely.length(lines) > 0)
    if not len(long):
        return None
    kept = long[first_of_each(lines[long])]
    u, v, names = ends.u[kept], ends.v[kept], names[kept]
    segment = _segments(np.concatenate([u, v]), names)
    order = np.argsort(segment, kind="stable")
    whole = shapely.line_merge(shapely.multilinestrings(lines[kept][order], indices=segment[order]))
    _, first = np.unique(segment, return_index=True)
    return StreetSegments(whole, names[first].tolist())


def _segments(node: npt.NDArray[np.intp], names: npt.NDArray[np.object_]) -> npt.NDArray[np.intp]:
    """Return the segment of each piece; `node` holds the first nodes of all pieces, then their last."""
    pieces = len(names)
    order = np.argsort(node, kind="stable")
    several = np.bincount(node)[node[order]] == 2
    pairs = (order[several] % pieces).reshape(-1, 2)
    pairs = pairs[names[pairs[:, 0]] == names[pairs[:, 1]]]
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(pieces, pieces))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.intp)

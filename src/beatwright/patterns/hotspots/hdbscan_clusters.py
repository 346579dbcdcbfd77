"""HDBSCAN: the clusters that last longest while the distance of DBSCAN grows.

Each cluster has a distance of its own, so that dense and thin ones are found side by side and none has to be given.
Where clusters lie within a larger one, the larger lasts longest; the leaves of the tree are the finest of them.

Source: Campello, R. J. G. B., Moulavi, D. and Sander, J. (2013), Density-based clustering based on hierarchical density
estimates, PAKDD 2013, 160-172. scikit-learn computes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.hotspots.gather_hotspots import gather_hotspots, look_of, numbered
from beatwright.patterns.hotspots.hotspot import PointClustering
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["hdbscan_clusters"]

# Events in a line or at one place are drawn at most so wide, in diagonals of the frame.
_WIDEST = 0.01


def hdbscan_clusters(
    pattern: PointPattern,
    min_cluster_size: int = 10,
    min_points: int = 5,
    *,
    one_cluster: bool = False,
    finest: bool = False,
    hours: npt.ArrayLike | None = None,
    hull: str = "concave",
) -> PointClustering:
    """Find clusters of events of any density: HDBSCAN.

    Parameters
    ----------
    pattern : PointPattern
        The events, with marks where they are of several kinds.
    min_cluster_size : int, default 10
        Fewer events are no cluster; at least 2.
    min_points : int, default 5
        An event is as dense as the distance to the last of so many, itself counted, is short: more make it smoother.
    one_cluster : bool, default False
        Whether all events together may be the one cluster.
    finest : bool, default False
        Whether the finest clusters are taken, those that hold no other, instead of those that last longest.
    hours : array, shape (n,), optional
        Hour of the day of each event, from 0 to below 24.
    hull : {"concave", "convex"}, default "concave"
        Which hull of its events is the polygon of a hotspot; it is cut to the window.

    Returns
    -------
    PointClustering
        No hotspots where there are too few events.

    Raises
    ------
    ParameterError
        With every wrong argument.

    References
    ----------
    Campello, R. J. G. B., Moulavi, D. and Sander, J. (2013). Density-based clustering based on hierarchical density
    estimates. PAKDD 2013, 160–172.

    Examples
    --------
    >>> from beatwright.patterns import MaternProcess
    >>> pattern = MaternProcess(kappa=5, scale=0.03, mu=20).simulate((0, 0, 1, 1), seed=4)
    >>> hdbscan_clusters(pattern)
    PointClustering(HDBSCAN(min_cluster_size=10, min_points=5): 5 hotspots with 100% of 117 events)
    """
    complaints = Complaints()
    look = look_of("hdbscan_clusters", pattern, hours, hull, complaints)
    complaints.add(check.integer("hdbscan_clusters", "min_cluster_size", min_cluster_size, 2))
    complaints.add(check.integer("hdbscan_clusters", "min_points", min_points, 1))
    complaints.add(check.boolean("hdbscan_clusters", "one_cluster", one_cluster))
    complaints.add(check.boolean("hdbscan_clusters", "finest", finest))
    complaints.raise_if_any(ParameterError)
    options = {
        "min_cluster_size": min_cluster_size,
        "min_samples": min_points,
        "allow_single_cluster": one_cluster,
        "cluster_selection_method": "leaf" if finest else "eom",
    }
    labels = numbered(_labels(pattern.local, options))
    hotspots, notes = gather_hotspots(pattern, labels, replace(look, width=_width(pattern)))
    kept = ", finest=True" if finest else ""
    method = f"HDBSCAN(min_cluster_size={min_cluster_size}, min_points={min_points}{kept})"
    return PointClustering(method, labels, hotspots, notes=tuple(notes))


def _labels(xy: npt.NDArray[np.float64], options: dict[str, Any]) -> npt.NDArray[Any]:
    if len(xy) < max(options["min_cluster_size"], options["min_samples"]):
        return np.full(len(xy), -1)
    if not np.ptp(xy, axis=0).any():
        return np.zeros(len(xy), dtype=np.int64)
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415  (only who clusters pays for scikit-learn)

    return np.asarray(HDBSCAN(**options, algorithm="kd_tree", copy=True).fit(xy).labels_)


def _width(pattern: PointPattern) -> float:
    """Return how wide events in a line are drawn: the median distance between neighbouring places, if that is short."""
    left, bottom, right, top = pattern.window.bounds
    widest = _WIDEST * float(np.hypot(right - left, top - bottom))
    places = np.unique(pattern.local, axis=0)
    if len(places) < 2:
        return widest
    return min(widest, float(np.median(cKDTree(places).query(places, k=2)[0][:, 1])))

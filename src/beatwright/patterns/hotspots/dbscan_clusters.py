"""DBSCAN: places where at least so many events lie within a distance, and all that is connected over such places.

An event with `min_points` events within `eps` (itself counted) is a core. Cores within `eps` of each other are one
cluster, and so are the events within `eps` of a core. Events at one place are one place with a weight, so that
neither time nor the result depends on their order.

The recipe of the San Miguel study takes eps = R, the radius of the clusters of a fitted Matern process. It separates
clusters only where they hardly meet: kappa pi R^2, the number of clusters over a place, says whether they do.

Source: Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996), A density-based algorithm for discovering clusters in
large spatial databases with noise, KDD-96, 226-231. scikit-learn computes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.cluster_process.neyman_scott import NeymanScott
from beatwright.patterns.hotspots.gather_hotspots import gather_hotspots, look_of, numbered
from beatwright.patterns.hotspots.hotspot import PointClustering
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["dbscan_clusters"]

# Pairs of places within eps that scikit-learn would list: 8 bytes each.
_MOST_PAIRS = 100_000_000


def dbscan_clusters(
    pattern: PointPattern,
    eps: float | NeymanScott,
    min_points: int = 5,
    *,
    hours: npt.ArrayLike | None = None,
    hull: str = "concave",
) -> PointClustering:
    """Find clusters of events by density: DBSCAN.

    Parameters
    ----------
    pattern : PointPattern
        The events, with marks where they are of several kinds.
    eps : float, MaternProcess or ThomasProcess
        Distance within which events are neighbours, in the pattern's unit; of a process the radius of its clusters, as
        the San Miguel study takes it (`fit_matern(pattern).process`).
    min_points : int, default 5
        Events within `eps`, itself counted, that make an event the core of a cluster.
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
        With every wrong argument; where `eps` is so large that a hundred million pairs of places lie within it.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters in large
    spatial databases with noise. KDD-96, 226–231.

    Examples
    --------
    >>> from beatwright.patterns import MaternProcess
    >>> process = MaternProcess(kappa=5, scale=0.03, mu=20)
    >>> found = dbscan_clusters(process.simulate((0, 0, 1, 1), seed=4), process)
    >>> found
    PointClustering(DBSCAN(eps=0.03, min_points=5): 5 hotspots with 97% of 117 events)
    >>> round(found.overlap, 3), found[0].count, found[0].counts
    (0.014, 42, {0: 22, 1: 20})
    """
    complaints = Complaints()
    look = look_of("dbscan_clusters", pattern, hours, hull, complaints)
    radius, overlap = (eps.radius, eps.overlap) if isinstance(eps, NeymanScott) else (eps, None)
    complaints.add(check.number("dbscan_clusters", "eps", radius, 0, open_low=True))
    complaints.add(check.integer("dbscan_clusters", "min_points", min_points, 1))
    complaints.raise_if_any(ParameterError)
    labels = numbered(_labels(pattern.local, float(radius), min_points))
    hotspots, notes = gather_hotspots(pattern, labels, replace(look, width=float(radius)))
    notes += _overlap_notes(overlap)
    return PointClustering(
        f"DBSCAN(eps={radius:.4g}, min_points={min_points})", labels, hotspots, overlap, tuple(notes)
    )


def _labels(xy: npt.NDArray[np.float64], eps: float, min_points: int) -> npt.NDArray[Any]:
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    places, place, events = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    _check_pairs(places, eps)
    from sklearn.cluster import DBSCAN  # noqa: PLC0415  (only who clusters pays for scikit-learn)

    found = DBSCAN(eps=eps, min_samples=min_points, algorithm="kd_tree").fit(places, sample_weight=events)
    return np.asarray(found.labels_[place.ravel()])


def _check_pairs(places: npt.NDArray[np.float64], eps: float) -> None:
    tree = cKDTree(places)
    pairs = int(tree.count_neighbors(tree, eps))
    if pairs > _MOST_PAIRS:
        raise ParameterError(
            f"The 'eps' parameter of dbscan_clusters must be shorter for {len(places):,} places: within {eps:.6g} "
            f"each has {pairs / len(places):,.0f} others on average, too many to list. Try hdbscan_clusters, which "
            "needs no distance."
        )


# Up to here the recipe finds the clusters of simulated Matern patterns again; docs/methods/hotspots.md has the figures.
_SPARSE = 0.05


def _overlap_notes(overlap: float | None) -> list[str]:
    if overlap is None or overlap <= _SPARSE:
        return []
    return [
        f"{overlap:.2g} clusters of the fitted process cover a place on average (kappa pi R²): above {_SPARSE} "
        "neighbouring clusters run into one where eps is their radius. Half of it, or hdbscan_clusters, parts more "
        "of them."
    ]

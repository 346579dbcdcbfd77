"""K-means of points that depends on the points and the seed alone, not on their order or the number of threads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.system_errors import need_blas_buffer

__all__ = ["cluster_points"]

_STARTS = 10


def cluster_points(xy: npt.NDArray[np.float64], clusters: int, *, seed: int = 0) -> npt.NDArray[np.intp]:
    """Return the cluster of every point.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Coordinates in metres.
    clusters : int
        Number of clusters; fewer where there are fewer distinct points.
    seed : int
        The same seed gives the same clusters, whatever the order of the points.

    Returns
    -------
    array of int, shape (n,)
        Clusters are numbered from the west.

    Examples
    --------
    >>> cluster_points(np.array([[0.0, 0.0], [900.0, 0.0], [1.0, 0.0]]), 2)
    array([0, 1, 0])
    """
    # Loading scikit-learn takes over a second, which every command would pay.
    from sklearn.cluster import KMeans  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    points, back = np.unique(xy, axis=0, return_inverse=True)
    wanted = min(clusters, len(points))
    model = KMeans(n_clusters=wanted, n_init=_STARTS, random_state=seed)
    need_blas_buffer()
    with threadpool_limits(limits=1):
        found = model.fit(points - points.mean(axis=0))
    order = np.lexsort(found.cluster_centers_.T[::-1])
    rank = np.empty(wanted, dtype=np.intp)
    rank[order] = np.arange(wanted)
    labels: npt.NDArray[np.intp] = rank[found.labels_][back.ravel()]
    return labels

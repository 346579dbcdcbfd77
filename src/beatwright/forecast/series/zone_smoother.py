"""Lending counts to the neighbours: a Gaussian of the distance between the middles of zones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import ParameterError

__all__ = ["zone_smoother"]

# In standard deviations: beyond it a Gaussian in the plane holds 1.1 % of its mass.
_REACH = 3.0


def zone_smoother(
    xy: npt.NDArray[np.float64], scale: float, area: npt.NDArray[np.float64] | None = None
) -> sparse.csr_array:
    """Return the matrix that spreads the count of every zone over those around it and loses nothing.

    What lies in zone j goes to zone i in proportion to area_i exp(-d_ij² / (2 scale²)).

    Parameters
    ----------
    xy : array, shape (zones, 2)
        Middles of the zones, metres.
    scale : float
        Standard deviation, metres.
    area : array, shape (zones,), optional
        Areas of the zones; default: all alike.

    Returns
    -------
    csr_array, shape (zones, zones)
        Columns sum to 1; ``matrix @ counts`` are the smoothed counts.

    Examples
    --------
    >>> import numpy as np
    >>> zone_smoother(np.array([[0.0, 0], [100, 0], [9000, 0]]), 100.0).sum(axis=0).round(12).tolist()
    [1.0, 1.0, 1.0]
    """
    complaint = check.number("zone_smoother", "scale", scale, 0, open_low=True)
    if complaint:
        raise ParameterError(complaint)
    tree = cKDTree(xy)
    near = tree.sparse_distance_matrix(tree, _REACH * scale, output_type="coo_matrix")
    size = np.ones(len(xy)) if area is None else np.asarray(area, dtype=np.float64)
    weight = size[near.row] * np.exp(-0.5 * (near.data / scale) ** 2)
    found = sparse.coo_array((weight, (near.row, near.col)), shape=(len(xy), len(xy))).tocsc()
    total = np.asarray(found.sum(axis=0)).ravel()
    return (found @ sparse.diags_array(1 / total)).tocsr()

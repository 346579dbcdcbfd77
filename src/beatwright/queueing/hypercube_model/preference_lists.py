"""The order in which posts are asked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import parameter_error

__all__ = ["nearest_first"]


def nearest_first(travel: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return each zone's posts, the nearest in front; of posts equally near, the one that stands first in the table.

    Parameters
    ----------
    travel : array_like, shape (posts, zones)
        Travel times or distances; infinite where a post cannot reach a zone, which puts it last.

    Returns
    -------
    ndarray of int, shape (zones, posts)
        As `hypercube` takes it.

    Raises
    ------
    ParameterError
        Where it is not a table of numbers.

    Examples
    --------
    >>> nearest_first([[5.0, 2.0, 4.0], [3.0, 2.0, 6.0]])
    array([[1, 0],
           [0, 1],
           [0, 1]])
    """
    table = np.asarray(travel)
    if table.ndim != 2 or table.dtype.kind not in "iuf" or np.isnan(table).any():
        what = f"an array of {table.dtype} of shape {table.shape}"
        nan = table.dtype.kind == "f" and np.isnan(table).any()
        raise parameter_error("travel", "nearest_first", "numbers [post, zone]", what + (" with NaN" if nan else ""))
    return np.argsort(table.T, axis=1, kind="stable").astype(np.int64)

"""The Gini index: how unequally a distance falls on those who bear it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError

__all__ = ["gini", "gini_rows"]


def gini(values: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> float:
    """Return the Gini index of weighted values.

    ``G = sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean)`` with ``W = sum w`` and ``mean = sum w x / W``: half the
    relative mean difference, and twice the area between the Lorenz curve and the diagonal. 0: all alike.

    Parameters
    ----------
    values : array of float, shape (n,)
        At least 0, finite.
    weight : array of float, shape (n,), optional
        At least 0; default: all alike.

    Returns
    -------
    float
        In [0, 1); 0 where all values are 0; NaN where there is no weight.

    Raises
    ------
    ParameterError
        Where a value or a weight is negative or not finite.

    References
    ----------
    Gini, C. (1912). Variabilita e mutabilita. Bologna: Cuppini.
    Drezner, T., Drezner, Z. and Guyse, J. (2009). Equitable service by a facility: minimizing the Gini coefficient.
    Computers & Operations Research 36, 3240-3246.

    Examples
    --------
    >>> gini([0.0, 1.0], [3.0, 1.0])
    0.75
    """
    x = np.asarray(values, dtype=np.float64)
    w = np.ones_like(x) if weight is None else np.asarray(weight, dtype=np.float64)
    return float(gini_rows(x, w[None])[0])


def gini_rows(values: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the Gini index of `values`, shape (n,), under each row of `weight`, shape (rows, n).

    Raises
    ------
    ParameterError
        As `gini`.

    Examples
    --------
    >>> gini_rows(np.array([0.0, 1.0]), np.array([[3.0, 1.0], [0.0, 0.0]]))
    array([0.75,  nan])
    """
    if not (np.isfinite(values) & (values >= 0)).all() or not (np.isfinite(weight) & (weight >= 0)).all():
        raise ParameterError("gini needs finite values and weights of at least 0.")
    order = np.argsort(values, kind="stable")
    total = weight.sum(axis=1)
    sorted_weight = np.ascontiguousarray(weight[:, order])
    return np.array(
        [_gini(values[order], row, whole) for row, whole in zip(sorted_weight, total.tolist(), strict=True)]
    )


def _gini(x: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], whole: float) -> float:
    """Return the Gini index of ascending values, whose weights sum to `whole`."""
    if not whole > 0:
        return float("nan")
    share = weight / whole
    borne = np.cumsum(share * x)
    if borne[-1] == 0:
        return 0.0
    lorenz = borne / borne[-1]
    # One minus twice the area under the Lorenz curve, by trapezia.
    under = share @ (lorenz + np.concatenate([[0.0], lorenz[:-1]]))
    return float(max(0.0, 1.0 - under))

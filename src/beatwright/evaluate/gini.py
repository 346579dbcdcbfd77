"""The Gini index: how unequally a distance falls on those who bear it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError

__all__ = ["gini"]


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
    if not (np.isfinite(x) & (x >= 0)).all() or not (np.isfinite(w) & (w >= 0)).all():
        raise ParameterError("gini needs finite values and weights of at least 0.")
    if not w.sum() > 0:
        return float("nan")
    order = np.argsort(x, kind="stable")
    share = w[order] / w.sum()
    borne = np.cumsum(share * x[order])
    if borne[-1] == 0:
        return 0.0
    lorenz = borne / borne[-1]
    # One minus twice the area under the Lorenz curve, by trapezia.
    under = share @ (lorenz + np.concatenate([[0.0], lorenz[:-1]]))
    return float(max(0.0, 1.0 - under))

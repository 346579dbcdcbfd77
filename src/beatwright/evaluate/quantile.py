"""Quantiles of weighted values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError

__all__ = ["weighted_quantile"]

# Weights are rates, sums of which are rounded; a share that is met but for rounding is met.
_ROUNDING = 1e-12
_LEAST = float(np.nextafter(0.0, 1.0))


def weighted_quantile(values: npt.ArrayLike, weight: npt.ArrayLike, q: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return weighted quantiles by the inverse of the distribution function.

    ``Q(q) = min {x : F(x) >= q}`` with ``F(x) = sum(weight of values <= x) / sum(weight)``, left-continuous in
    q: the definition 1 of Hyndman and Fan (1996). With whole-number weights it is the quantile of the list in
    which every value is repeated as often as its weight says. No value is made up by interpolation.

    Parameters
    ----------
    values : array of float, shape (n,)
        No NaN.
    weight : array of float, shape (n,) or (rows, n)
        At least 0; values of weight 0 do not count. Several rows are several distributions over the same values.
    q : array of float, shape (k,)
        Shares in [0, 1].

    Returns
    -------
    array of float, shape (k,) or (rows, k)
        NaN in rows without weight.

    Raises
    ------
    ParameterError
        Where a weight is negative, a value is NaN, or a share lies outside [0, 1].

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50, 361-365.

    Examples
    --------
    >>> weighted_quantile([10.0, 20.0, 30.0], [1, 1, 2], [0.25, 0.5, 0.51])
    array([10., 20., 30.])
    """
    x, w, share = (np.asarray(argument, dtype=np.float64) for argument in (values, weight, q))
    if np.isnan(x).any() or not (w >= 0).all() or not ((share >= 0) & (share <= 1)).all():
        raise ParameterError(
            "weighted_quantile needs values without NaN, weights of at least 0 and shares 'q' in [0, 1]."
        )
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(np.atleast_2d(w)[:, order], axis=1)
    result = np.array([_row(x[order], row, share) for row in reached]).reshape(len(reached), *share.shape)
    return result[0] if w.ndim == 1 else result


def _row(
    x: npt.NDArray[np.float64], reached: npt.NDArray[np.float64], share: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the quantiles of ascending values, of which `reached` is the weight up to each."""
    if not len(x) or not reached[-1] > 0:
        return np.full(share.shape, np.nan)
    # A share of nothing is met by the first value that weighs something, as the least share above nothing is.
    wanted = np.maximum(share * reached[-1] * (1.0 - _ROUNDING), _LEAST)
    return np.asarray(x[np.searchsorted(reached, wanted, side="left")], dtype=np.float64)

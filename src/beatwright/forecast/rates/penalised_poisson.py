"""Poisson regression with a normal prior of the weights, by Newton's method.

The log posterior of weights b, with exposures e, covariates x and the events' sum of covariates s,

    s'b - sum_i e_i exp(o_i + x_i'b) - 1/2 sum_j ((b_j - centre_j) / sd_j)²

is concave; Newton's steps, halved until it rises, reach its maximum (McCullagh and Nelder, "Generalized linear models",
1989, section 2.5). The events enter through their sum alone, so the rows i need not be where events are: a weighted
sample of zones and periods stands for all of them, as in the fitting of point processes (Berman and Turner 1992,
Applied Statistics 41(1):31-38).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

__all__ = ["Exposures", "NormalPrior", "penalised_poisson"]

Floats = npt.NDArray[np.float64]

_STEPS = 60
_HALVINGS = 30
# Newton's decrement, in nats, under which the maximum is reached: far under what any prediction shows.
_CLOSE = 1e-12
# Of the logarithm of an expected count: far beyond what is met, short of overflow.
_HIGHEST = 50.0


class Exposures(NamedTuple):
    """Where events may happen.

    Parameters
    ----------
    covariates : array, shape (n, weights)
        Of each row.
    offset : array, shape (n,)
        Logarithm of the rate before covariates.
    exposure : array, shape (n,)
        How much each row stands for, at least 0.
    """

    covariates: Floats
    offset: Floats
    exposure: Floats


class NormalPrior(NamedTuple):
    """What is held of the weights before anything is seen.

    Parameters
    ----------
    centre, sd : array, shape (weights,)
        Mean and standard deviation of each.
    """

    centre: Floats
    sd: Floats


def penalised_poisson(rows: Exposures, events: Floats, prior: NormalPrior, start: Floats | None = None) -> Floats:
    """Return the most probable weights.

    Parameters
    ----------
    rows : Exposures
        Where events may happen.
    events : array, shape (weights,)
        Sum of the covariates of all events.
    prior : NormalPrior
        Of the weights.
    start : array, shape (weights,), optional
        Where the search begins; default: at the centre of the prior.

    Examples
    --------
    >>> rows = Exposures(np.ones((2, 1)), np.zeros(2), np.array([1.0, 3.0]))
    >>> penalised_poisson(rows, np.array([8.0]), NormalPrior(np.zeros(1), np.full(1, 1e6))).round(5)
    array([0.69315])
    """
    weights = prior.centre if start is None else start
    value, expected = _objective(rows, events, prior, weights)
    for _ in range(_STEPS):
        step, decrement = _newton(rows, events, prior, (weights, expected))
        if decrement < _CLOSE:
            break
        for halving in range(_HALVINGS):
            found = weights + step * 0.5**halving
            higher, expected_there = _objective(rows, events, prior, found)
            if higher > value:
                break
        else:
            break
        weights, value, expected = found, higher, expected_there
    return weights


def _objective(rows: Exposures, events: Floats, prior: NormalPrior, weights: Floats) -> tuple[float, Floats]:
    log_rate = np.minimum(rows.offset + rows.covariates @ weights, _HIGHEST)
    expected = rows.exposure * np.exp(log_rate)
    off = (weights - prior.centre) / prior.sd
    return float(events @ weights - expected.sum() - 0.5 * off @ off), expected


def _newton(rows: Exposures, events: Floats, prior: NormalPrior, at: tuple[Floats, Floats]) -> tuple[Floats, float]:
    """Return the step from the weights with what they expect, and how much higher it should lead, in nats."""
    weights, expected = at
    x = rows.covariates
    gradient = events - expected @ x - (weights - prior.centre) / prior.sd**2
    curvature = (x * expected[:, None]).T @ x + np.diag(prior.sd**-2.0)
    step = cho_solve(cho_factor(curvature), gradient)
    return step, float(gradient @ step) / 2

"""How high a sum of surprises climbs by chance: run lengths of the CUSUM by the chain of Brook and Evans.

The sum S_t = max(0, S_{t-1} + z_t - k), z standard normal, is cut into cells; a first cell of half a width holds the
zero. The expected run length L from the first cell solves (I - Q) L = 1, Q the chances of moving between cells below
the threshold.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["cusum_run_length", "cusum_threshold"]

# Cells of the chain: the run length is right to three thousandths.
_CELLS = 120
_HIGHEST = 15.0  # standard deviations: a false alarm in more than 10^6 observations


def cusum_run_length(threshold: float, reference: float = 0.5) -> float:
    """Return how many observations pass in the mean until chance alone raises an alarm.

    Parameters
    ----------
    threshold : float
        Above 0, in standard deviations.
    reference : float, default 0.5
        Half the shift that is to be found, in standard deviations; above 0.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    D. Brook and D. A. Evans, "An approach to the probability distribution of cusum run length", Biometrika 59 (1972),
    539-549.

    Examples
    --------
    >>> round(cusum_run_length(4.0)), round(cusum_run_length(5.0))
    (335, 930)
    """
    complaints = Complaints()
    complaints.add(check.number("cusum_run_length", "threshold", threshold, 0, open_low=True))
    complaints.add(check.number("cusum_run_length", "reference", reference, 0, open_low=True))
    complaints.raise_if_any(ParameterError)
    return _run_length(threshold, reference)


def _run_length(threshold: float, reference: float) -> float:
    width = 2 * threshold / (2 * _CELLS - 1)
    middle = np.arange(_CELLS) * width
    upper = norm.cdf(middle[None, :] + width / 2 - middle[:, None] + reference)
    moves = np.diff(upper, axis=1, prepend=0.0)
    return float(np.linalg.solve(np.eye(_CELLS) - moves, np.ones(_CELLS))[0])


def cusum_threshold(false_alarms: float, reference: float = 0.5) -> float:
    """Return the threshold with which chance raises so many alarms per observation.

    Parameters
    ----------
    false_alarms : float
        Per observation, in [0.00001, 0.2].
    reference : float, default 0.5
        As for `cusum_run_length`, at most 2.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> round(cusum_threshold(1 / 336), 2)
    4.0
    """
    complaints = Complaints()
    complaints.add(check.number("cusum_threshold", "false_alarms", false_alarms, 1e-5, 0.2))
    complaints.add(check.number("cusum_threshold", "reference", reference, 0.1, 2))
    complaints.raise_if_any(ParameterError)
    target = 1 / false_alarms
    if _run_length(1e-6, reference) >= target:
        return 1e-6
    return float(brentq(lambda height: np.log(_run_length(height, reference) / target), 1e-6, _HIGHEST, xtol=1e-6))

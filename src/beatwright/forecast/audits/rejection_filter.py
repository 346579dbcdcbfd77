"""The filter against feedback: of what patrols find, keep less where patrols go more."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["kept_share"]

Floats = npt.NDArray[np.float64]


def kept_share(sent: npt.ArrayLike) -> Floats:
    """Return the share of the incidents found in each place that is to be kept as records.

    Where a place is visited with probability P, what is found there stands in the records P times too seldom. Kept
    with probability c / P, records are again in proportion to what happens. c is the least P, the most that can be
    kept; where one place is never visited it is 0, and no record of a patrol says anything of the whole.

    Parameters
    ----------
    sent : array, shape (..., places)
        Probability that each place is visited, in [0, 1].

    Returns
    -------
    array, shape (..., places)
        In [0, 1].

    Raises
    ------
    ParameterError
        Where a probability is outside [0, 1].

    References
    ----------
    D. Ensign, S. A. Friedler, S. Neville, C. Scheidegger and S. Venkatasubramanian, "Runaway feedback loops in
    predictive policing", Proceedings of Machine Learning Research 81 (2018), 160-171, section 4, for two places; their
    1 - P is (1 - c) c / P with two places of which one is visited.

    Examples
    --------
    >>> kept_share([0.8, 0.2]).tolist(), kept_share([1.0, 0.0]).tolist()
    ([0.25, 1.0], [0.0, 0.0])
    """
    probability = np.asarray(sent, dtype=np.float64)
    complaints = Complaints()
    complaints.need(
        probability.ndim > 0 and bool(((probability >= 0) & (probability <= 1)).all()),
        f"The 'sent' parameter of kept_share must hold probabilities in [0, 1]. Got {sent!r}.",
    )
    complaints.raise_if_any(ParameterError)
    return kept(probability)


def kept(probability: Floats) -> Floats:
    least = probability.min(axis=-1, keepdims=True)
    return np.asarray(np.divide(least, probability, out=np.zeros_like(probability), where=probability > 0))

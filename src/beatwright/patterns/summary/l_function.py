"""Besag's L: K as the radius of the disc that would hold as many events if they were independent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.summary_function import SummaryFunction

__all__ = ["l_function", "l_of"]


def l_function(
    pattern: PointPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "iso",
    intensity: npt.ArrayLike | None = None,
) -> SummaryFunction:
    """Estimate Besag's L function, sqrt(K / pi).

    Its sampling error is about the same at every distance, which that of K is not: tests and envelopes take L.

    Parameters
    ----------
    pattern, r, correction, intensity
        As `k_function` takes them.

    Returns
    -------
    SummaryFunction
        L in the pattern's unit; r where events are independent.

    Raises
    ------
    ParameterError
        As `k_function` raises it.

    References
    ----------
    J. Besag, in the discussion of B. D. Ripley, Journal of the Royal Statistical Society B 39 (1977), 193-195.

    Examples
    --------
    >>> pattern = PointPattern([[1, 1], [1, 2], [3, 1], [2, 3]], window=(0, 0, 4, 4))
    >>> l_function(pattern, r=[0, 1, 1.9], correction="none").values.round(3)
    array([0.   , 0.921, 1.303])
    """
    return l_of(k_function(pattern, r, correction, intensity))


def l_of(k: SummaryFunction) -> SummaryFunction:
    """Return the L function of a K function, or of a cross-type K."""
    every = {name: np.sqrt(values / np.pi) for name, values in k.all.items()}
    return SummaryFunction(k.r, every[k.correction], k.r, k.correction, k.name.replace("K", "L"), every)

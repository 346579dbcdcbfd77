"""The one answer of every location solver: which sites are open, who is served by which, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beatwright.base.certificate import Certificate


@dataclass(frozen=True, eq=False)
class Location:
    """A set of open sites and its certificate.

    Parameters
    ----------
    sites : ndarray of int, shape (p,)
        Positions of the open columns of the cost matrix, ascending. Empty where no plan was found in time.
    assignment : ndarray of int, shape (n,)
        For each client the position of the open column that serves it, -1 where none does.
    certificate : Certificate
        Status, objective, bound, gap, seconds.

    Examples
    --------
    >>> from beatwright.solver import p_median
    >>> plan = p_median([[0, 4], [4, 0], [1, 3]], 1)
    >>> plan.sites, plan.assignment, plan.certificate.objective
    (array([0]), array([0, 0, 0]), 5.0)
    """

    sites: NDArray[np.int64]
    assignment: NDArray[np.int64]
    certificate: Certificate

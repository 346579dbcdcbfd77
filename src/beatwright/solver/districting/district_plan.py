"""The answer of `balanced_districts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.certificate import Certificate
from beatwright.base.words import count_of


@dataclass(frozen=True, eq=False)
class DistrictPlan:
    """A division of units into districts, how good it is, and how that is known.

    Parameters
    ----------
    districts : ndarray of int, shape (n,)
        District of every unit, 0 to k - 1.
    certificate : Certificate
        Status, objective F, bound, gap, seconds.
    scores : dict
        ``objective``; ``cut_share``, and ``counted_cut_share`` by `MapUnits.cut_lengths`; where the geometry is given
        ``polsby_popper`` and ``inertia`` (means over the districts, 1 for discs); ``pieces`` (contiguous pieces, k for
        a contiguous division); ``units_moved`` (from the present districts); ``criteria``: per criterion ``cv2``
        (squared coefficient of variation against the target), ``cv``, ``sample_variance``, ``max_over_mean``,
        ``min_over_mean``, ``gini``;
        ``heavy_units``: by criterion the positions of the units that hold more than the target alone, which bound every
        plan; ``weights``: those that a plan of `district_pareto` was found with.
    """

    districts: NDArray[np.int64]
    certificate: Certificate
    scores: dict[str, Any]

    def __repr__(self) -> str:
        k = int(self.districts.max()) + 1
        size = f"{count_of(self.districts.size, 'unit')}, {count_of(k, 'district')}"
        return f"DistrictPlan({size}, F={self.certificate.objective:.6f})"

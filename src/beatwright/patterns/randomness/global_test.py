"""Global Monte Carlo tests: one p-value for a whole curve, from how far it lies from what was expected.

An observed curve and those of simulations under the null are exchangeable if the null holds. So the rank of the
observed one, by any measure of deviation, gives an exact p-value: (1 + simulations that deviate at least as much) /
(1 + simulations). Measures: MAD, the largest deviation at any distance (B. D. Ripley 1977); DCLF, the integral of the
squared deviation (P. J. Diggle 1986; N. A. C. Cressie 1993; N. B. Loosmore and E. D. Ford 2006), which spots small
deviations over many distances. The expected curve is the theoretical one, or for each curve the mean of all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["GlobalTest", "rank_deviations"]

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GlobalTest:
    """The result of a global test.

    Parameters
    ----------
    name : str
        "MAD" or "DCLF".
    statistic : float
        Of the observed curve: the largest deviation, in the unit of the curve; or the integral of its square.
    p_value : float
        Chance of a deviation at least as large if the null holds.
    largest_simulated : float
        The largest statistic of a simulated curve.
    simulations : int
        How many; the p-value cannot be less than 1 / (1 + simulations).
    from_r, to_r : float
        Distances that were looked at.
    """

    name: str
    statistic: float
    p_value: float
    largest_simulated: float
    simulations: int
    from_r: float
    to_r: float


def rank_deviations(name: str, r: Floats, curves: Floats, theoretical: Floats | None) -> GlobalTest:
    """Return the global test of the first of the curves among all of them.

    Parameters
    ----------
    name : {"MAD", "DCLF"}
        Measure of deviation.
    r : array, shape (m,)
        Distances; those at which some curve is not finite are left out.
    curves : array, shape (1 + simulations, m)
        The observed curve, then the simulated ones.
    theoretical : array, shape (m,), optional
        What was expected; by default the mean of all other curves, for each.
    """
    finite = np.isfinite(curves).all(axis=0)
    r, curves = r[finite], curves[:, finite]
    others = len(curves) - 1
    expected = (curves.sum(axis=0) - curves) / others if theoretical is None else theoretical[finite]
    away = curves - expected
    size = np.abs(away).max(axis=1) if name == "MAD" else (away**2).mean(axis=1) * (r[-1] - r[0])
    # Curves that are equal but for rounding deviate as much.
    rank = 1 + int(np.count_nonzero(size[1:] >= size[0] * (1 - 1e-12)))
    return GlobalTest(
        name, float(size[0]), rank / (1 + others), float(size[1:].max()), others, float(r[0]), float(r[-1])
    )

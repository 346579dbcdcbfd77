"""The weighted displacement difference: what a treated area lost beyond its control, and whether it moved next door.

D = (T1 - T0) - (C1 - C0) + (A1 - A0) - (B1 - B0) with counts before (0) and after (1) in the treated area T, its
control C, the area around the treated one A, and the control B of that. Counts are Poisson, so the variance of D is the
sum of all of them; where counts are divided by weights, each by the square of its weight.

Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to evaluate place based crime
interventions. Crime Science 7, 11: equations 2 and 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import significant
from beatwright.patterns.change.poisson_rates import level_complaint

__all__ = ["DisplacementDifference", "weighted_displacement_difference"]

_SIGNS = np.array([1.0, -1.0, 1.0, -1.0])
_OWNER = "weighted_displacement_difference"
_AREAS = ("treated", "control", "displaced", "displaced_control")


@dataclass(frozen=True, kw_only=True)
class DisplacementDifference:
    """What a treatment did, in incidents (or incidents per weight).

    Parameters
    ----------
    estimate, standard_error : float
        Of the treated area and the area around it together; below 0: fewer incidents than the controls foretell.
    local, local_error : float
        Of the treated area alone.
    displaced, displaced_error : float
        Of the area around it alone; above 0: displacement, below 0: diffusion of benefits.
    alpha : float
        1 less the level of the interval.
    """

    estimate: float
    standard_error: float
    local: float
    local_error: float
    displaced: float
    displaced_error: float
    alpha: float

    @property
    def z(self) -> float:
        """Estimate by its standard error; 0 where there is no incident."""
        return self.estimate / self.standard_error if self.standard_error > 0 else 0.0

    @property
    def p_value(self) -> float:
        """Two-sided, by the normal distribution."""
        return float(2 * norm.sf(abs(self.z)))

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of the estimate, of level 1 - alpha."""
        reach = float(norm.isf(self.alpha / 2)) * self.standard_error
        return self.estimate - reach, self.estimate + reach

    def sentences(self) -> list[str]:
        """Return the finding in words."""
        low, high = self.interval
        size, more = significant(abs(self.estimate), 3), "fewer" if self.estimate < 0 else "more"
        level = f"{100 * (1 - self.alpha):g} % interval {significant(low, 3)} to {significant(high, 3)}"
        told = f"After the treatment there were {size} {more} incidents than the controls foretell ({level})."
        return [told if self.p_value <= self.alpha else f"{told} That is within chance."]


def weighted_displacement_difference(
    treated: Sequence[float],
    control: Sequence[float],
    displaced: Sequence[float] = (0, 0),
    displaced_control: Sequence[float] = (0, 0),
    *,
    periods: Sequence[float] = (1.0, 1.0),
    areas: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    alpha: float = 0.05,
) -> DisplacementDifference:
    """Compare a treated area with its control before and after, with the area around it where crime may have moved.

    Parameters
    ----------
    treated, control : pair of int
        Incidents before and after.
    displaced, displaced_control : pair of int, default (0, 0)
        The same in the area around the treated one, and in its control.
    periods : pair of float, default (1, 1)
        Length of the period before and of that after, in any unit; counts are divided by it.
    areas : four floats, default all 1
        Size of the treated area, its control, the area around and the control of that, in any unit; counts are
        divided by it.
    alpha : float, default 0.05
        1 less the level of the interval, in (0, 1).

    Returns
    -------
    DisplacementDifference

    Raises
    ------
    ParameterError
        Where an argument cannot be used; all complaints at once.

    Notes
    -----
    The normal distribution stands in for a difference of Poisson counts: take it as rough where counts are below 5 or
    so. Controls have to have moved as the treated area would have without the treatment.

    References
    ----------
    Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to evaluate place based
    crime interventions. Crime Science 7, 11.

    Examples
    --------
    >>> found = weighted_displacement_difference(treated=(100, 80), control=(100, 90))
    >>> found.estimate, round(found.standard_error, 2), round(found.p_value, 2)
    (-10.0, 19.24, 0.6)
    """
    complaints = Complaints()
    given = zip(_AREAS, (treated, control, displaced, displaced_control), strict=True)
    counts = np.array([_numbers(name, each, 2, complaints) for name, each in given])
    lengths, sizes = (_numbers(*each, complaints) for each in (("periods", periods, 2), ("areas", areas, 4)))
    complaints.add(level_complaint(_OWNER, alpha))
    complaints.raise_if_any(ParameterError)
    weights = sizes[:, None] * lengths
    change = _SIGNS * np.diff(counts / weights, axis=1)[:, 0]
    variance = (counts / weights**2).sum(axis=1)
    return DisplacementDifference(
        estimate=float(change.sum()),
        standard_error=float(np.sqrt(variance.sum())),
        local=float(change[:2].sum()),
        local_error=float(np.sqrt(variance[:2].sum())),
        displaced=float(change[2:].sum()),
        displaced_error=float(np.sqrt(variance[2:].sum())),
        alpha=float(alpha),
    )


def _numbers(name: str, given: Sequence[float], many: int, complaints: Complaints) -> npt.NDArray[np.float64]:
    """Return counts, which may be 0, or weights, which may not."""
    least = "at least" if name in _AREAS else "above"
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    fits = numbers.shape == (many,) and np.isfinite(numbers).all()
    if fits and ((numbers >= 0) if name in _AREAS else (numbers > 0)).all():
        return numbers
    complaints.add(check.sentence(_OWNER, name, f"{many} finite numbers {least} 0", repr(given)))
    return np.ones(many)

"""How far counts stray from what is expected: more than chance, alike in the city, or in a zone."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Spread"]


@dataclass(frozen=True)
class Spread:
    """What multiplies the expected count of a zone, each independent of the others and 1 in the mean.

    Parameters
    ----------
    dispersion : float, default 0
        Variance of a gamma that every zone draws for itself: counts are then negative binomial, variance
        mu + dispersion mu².
    city_sd : float, default 0
        Standard deviation of the logarithm of a lognormal factor that all zones have in common.
    zone_sd : float, default 0
        That of a lognormal factor of every zone: how far its level may have moved.

    Raises
    ------
    ParameterError
        Where one is negative, or no finite number.

    Examples
    --------
    >>> Spread(dispersion=0.25).within_zone
    0.25
    """

    dispersion: float = 0.0
    city_sd: float = 0.0
    zone_sd: float = 0.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)

    def _complaints(self) -> Iterable[str | None]:
        for name in ("dispersion", "city_sd", "zone_sd"):
            yield check.number("Spread", name, getattr(self, name), 0)

    @property
    def city(self) -> float:
        """Variance of the factor of the city."""
        return math.expm1(self.city_sd**2)

    @property
    def within_zone(self) -> float:
        """Variance of the product of the factors that a zone draws for itself."""
        return (1 + self.dispersion) * math.exp(self.zone_sd**2) - 1

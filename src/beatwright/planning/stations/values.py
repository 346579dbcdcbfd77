"""What it is worth to plan on scenarios, and to know the future: EV, EEV, RP, WS, VSS, EVPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["StochasticValues"]


@dataclass(frozen=True)
class StochasticValues:
    """Values of stochastic programming, each with what is proven of it.

    Parameters
    ----------
    ev : float
        Cost that the plan for the mean scenario promises there.
    eev : float
        Expected cost of that plan over the scenarios.
    rp : float
        Expected cost of the best plan found for the scenarios.
    rp_bound : float
        No plan has less.
    ws : float
        Expected cost when each scenario gets the best plan found for it.
    ws_bound : float
        No such plans have less.

    References
    ----------
    Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming, chapter 4. Springer.

    Examples
    --------
    >>> StochasticValues(ev=9.0, eev=12.0, rp=11.0, rp_bound=10.9, ws=10.0, ws_bound=9.9).vss
    1.0
    """

    ev: float
    eev: float
    rp: float
    rp_bound: float
    ws: float
    ws_bound: float

    @property
    def vss(self) -> float:
        """Value of the stochastic solution, EEV - RP: what planning on scenarios saves."""
        return self.eev - self.rp

    @property
    def vss_interval(self) -> tuple[float, float]:
        """Between what planning on scenarios is proven to save."""
        return self.eev - self.rp, self.eev - self.rp_bound

    @property
    def evpi(self) -> float:
        """Expected value of perfect information, RP - WS: what knowing the scenario would save."""
        return self.rp - self.ws

    @property
    def evpi_interval(self) -> tuple[float, float]:
        """Between what knowing the scenario is proven to save."""
        return max(0.0, self.rp_bound - self.ws), self.rp - self.ws_bound

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **vars(self),
            "vss": self.vss,
            "vss_interval": list(self.vss_interval),
            "evpi": self.evpi,
            "evpi_interval": list(self.evpi_interval),
        }

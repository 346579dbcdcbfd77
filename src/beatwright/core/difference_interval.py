"""What chance leaves of the difference between a figure and that of the plan compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beatwright.base.errors import ParameterError, parameter_error

__all__ = ["DifferenceInterval"]


@dataclass(frozen=True)
class DifferenceInterval:
    """The 90 % interval of a difference between two plans that were judged on the same draws.

    Parameters
    ----------
    base : str
        Name of the plan compared with.
    low, high : float
        Ends of the interval of the figure less that of the base, in the unit of the figure.

    Raises
    ------
    ParameterError
        Where an end is not finite, or the low one is above the high one.

    Examples
    --------
    >>> DifferenceInterval("today", -12.0, 3.0).chance, DifferenceInterval("today", -12.0, -3.0).chance
    (True, False)
    """

    base: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if not isinstance(self.base, str):
            raise ParameterError(f"The 'base' of a DifferenceInterval must be text. Got {self.base!r}.")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise parameter_error("low, high", "DifferenceInterval", "finite, low <= high", (self.low, self.high))

    @property
    def same(self) -> bool:
        """Whether the two figures are the same in every draw."""
        return self.low == self.high == 0.0

    @property
    def chance(self) -> bool:
        """Whether chance could explain the difference: 0 lies in the interval, and there is a difference."""
        return self.low <= 0.0 <= self.high and not self.same

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"base": self.base, "low": float(self.low), "high": float(self.high)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> DifferenceInterval:
        """Read what `to_dict` wrote."""
        return cls(values["base"], float(values["low"]), float(values["high"]))

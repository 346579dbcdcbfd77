"""The rules of the NIJ Real-Time Crime Forecasting Challenge, and which of its entries are done again.

National Institute of Justice, "Real-Time Crime Forecasting Challenge" (2016-17): cells of 62,500 to 360,000 square feet
that cover the bureau, 0.25 to 0.75 square miles flagged in all, one week to three months ahead, judged by PAI and PEI.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["CHALLENGES", "FIRST", "METRES_PER_FOOT", "ORIGINS", "SQUARE_MILE", "Challenge"]

METRES_PER_FOOT = 0.3048
SQUARE_MILE = (5280 * METRES_PER_FOOT) ** 2  # square metres
FIRST, ORIGINS = "2015-03-01", 22  # the dates of the backtest: the first of each month to 2016-12-01


@dataclass(frozen=True)
class Challenge:
    """One entry: what is foretold, how far ahead, and how.

    Parameters
    ----------
    kind : {"theft of auto", "burglary"}
        What is foretold.
    feet : float
        Side of a cell; 250 to 600 by the rules.
    square_miles : float
        Area flagged; 0.25 to 0.75 by the rules.
    horizon : {"week", "month"}
        Unit of `number`.
    number : int
        How far ahead.
    """

    kind: str
    feet: float
    square_miles: float
    horizon: str = "month"
    number: int = 1

    @property
    def name(self) -> str:
        """The entry in words."""
        ahead = f"{self.number} {self.horizon}{'s' if self.number > 1 else ''}"
        return f"{self.kind}, {ahead}, {self.square_miles:g} square miles in cells of {self.feet:g} feet"

    @property
    def ahead(self) -> pd.DateOffset:
        """How far ahead."""
        return pd.DateOffset(**{f"{self.horizon}s": self.number})  # type: ignore[arg-type]


# Small cells have the highest PAI and the lowest PEI, so both ends are shown, over all horizons.
CHALLENGES: tuple[Challenge, ...] = (
    Challenge("theft of auto", 250, 0.25, "week", 1),
    Challenge("theft of auto", 250, 0.25, "month", 1),
    Challenge("theft of auto", 250, 0.25, "month", 2),
    Challenge("theft of auto", 600, 0.75, "month", 2),
    Challenge("theft of auto", 600, 0.75, "month", 3),
    Challenge("burglary", 250, 0.25, "month", 1),
    Challenge("burglary", 600, 0.75, "month", 3),
)

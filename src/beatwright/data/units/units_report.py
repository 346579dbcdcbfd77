"""What a look at the units has found."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from beatwright.base.errors import Complaints, InputError
from beatwright.data.units.bridges import Bridge

__all__ = ["UnitsReport"]


@dataclass(frozen=True, eq=False)
class UnitsReport:
    """The account of a layer of units.

    Parameters
    ----------
    errors : tuple of str
        What must be put right before districts are drawn.
    notes : tuple of str
        What can be lived with but must be known.
    units : GeoDataFrame
        The usable units, repaired where that was needed; index: ids as text.
    table : DataFrame
        Per usable unit: ``area_km2``, ``perimeter_km``, ``parts`` (of a multipart unit), ``neighbours``, ``piece`` (0
        is the largest contiguous one).
    bridges : tuple of Bridge
        Pairs of units that would join the pieces.
    """

    errors: tuple[str, ...]
    notes: tuple[str, ...]
    units: gpd.GeoDataFrame
    table: pd.DataFrame
    bridges: tuple[Bridge, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether there are no errors."""
        return not self.errors

    def raise_if_any(self) -> None:
        """Raise one InputError with every error, or return when there is none."""
        complaints = Complaints()
        complaints.extend(self.errors)
        complaints.raise_if_any(InputError, "The units cannot be used")

    def __str__(self) -> str:
        lines = [*(f"error: {text}" for text in self.errors), *(f"note: {text}" for text in self.notes)]
        return "\n".join(lines) or "Nothing to complain of."

"""Breakdowns of districts: one row per district, one per zone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import Problem
from beatwright.core.measure import Direction
from beatwright.evaluate.division import Division

__all__ = ["district_table", "units_of", "zone_table"]

# Headings of shapes name their units themselves.
_UNITS: dict[str, tuple[str, Direction]] = {
    "zones": ("count", "none"),
    "calls": ("count", "none"),
    "population": ("count", "none"),
    "penalty": ("$", "none"),
    "minutes": ("min", "none"),
}


def district_table(
    division: Division, amounts: Mapping[str, npt.NDArray[np.float64]], shapes: pd.DataFrame
) -> pd.DataFrame:
    """Return zones, totals of the criteria and shape of every district; the index holds their names."""
    table = pd.DataFrame(index=pd.Index(division.names, name="district"))
    table["zones"] = np.bincount(division.label[division.inside], minlength=division.count)
    for name, amount in amounts.items():
        if name != "area":  # it is among the shapes
            table[name] = division.totals(amount)
    return table.join(shapes)


def units_of(table: pd.DataFrame) -> dict[str, tuple[str, Direction]]:
    """Return unit and direction of the columns that have one; no amount of a district is better for being low."""
    return {name: _UNITS[name] for name in table.columns if name in _UNITS}


def zone_table(problem: Problem, division: Division, amounts: Mapping[str, npt.NDArray[np.float64]]) -> pd.DataFrame:
    """Return the district and the criteria of every zone; the index holds the zone ids."""
    table = pd.DataFrame(index=pd.Index(problem.city.zone_ids, name="zone"))
    table["district"] = [division.names[d] if d >= 0 else "" for d in division.label]
    if division.today is not None:
        table["district today"] = [division.today_names[d] if d >= 0 else "" for d in division.today]
    for name, amount in amounts.items():
        table[name] = amount
    return table

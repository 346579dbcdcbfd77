"""Breakdowns of districts: one row per district, one per zone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import Problem
from beatwright.evaluate.division import Division

__all__ = ["district_table", "zone_table"]


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


def zone_table(problem: Problem, division: Division, amounts: Mapping[str, npt.NDArray[np.float64]]) -> pd.DataFrame:
    """Return the district and the criteria of every zone; the index holds the zone ids."""
    table = pd.DataFrame(index=pd.Index(problem.city.zone_ids, name="zone"))
    table["district"] = [division.names[d] if d >= 0 else "" for d in division.label]
    if division.today is not None:
        table["district today"] = [division.today_names[d] if d >= 0 else "" for d in division.today]
    for name, amount in amounts.items():
        table[name] = amount
    return table

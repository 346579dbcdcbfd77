"""Breakdowns of districts: one row per district, one per zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import Problem, criterion_unit
from beatwright.core.problem import WEIGHTS
from beatwright.core.table import Table
from beatwright.evaluate.division import Division

__all__ = ["district_table", "zone_criteria_table"]

_UNITS = {"penalty": "$", "area": "km2"}
# What needs no hiding: no calls can be told from it.
_OPEN = ("area", "population")
_SHAPES: dict[str, dict[str, Any]] = {
    "zones": {"unit": "count", "title": "Zones", "suppression": "none"},
    "area_km2": {"unit": "km2", "title": "Area", "extensive": True, "suppression": "none"},
    "perimeter_km": {"unit": "km", "title": "Outline", "suppression": "none"},
    "polsby_popper": {"title": "Polsby-Popper", "suppression": "none"},
    "inertia": {"title": "Moment of inertia", "suppression": "none"},
}


def district_table(division: Division, amounts: Mapping[str, npt.NDArray[np.float64]], shapes: pd.DataFrame) -> Table:
    """Return zones, totals of the criteria and shape of every district; the index holds their names."""
    table = pd.DataFrame(index=pd.Index(division.names, name="district"))
    table["zones"] = np.bincount(division.label[division.inside], minlength=division.count)
    for name, amount in amounts.items():
        if name != "area":  # it is among the shapes
            table[name] = division.totals(amount)
    return Table.from_frame(
        "reporting district", table.join(shapes), {**_described(amounts), **_SHAPES}, of_places=True, place="files"
    )


def _described(criteria: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what there is to say of amounts, which no district is better for having few of.

    Of other columns of the zones nobody knows whether a count of calls could be worked out from them.
    """
    return {
        name: {
            "unit": _UNITS.get(name, "count" if name in (*WEIGHTS, *_OPEN) else ""),
            "title": criterion_unit(name).capitalize(),
            "extensive": True,
            "suppression": "count" if name == "calls" else "none" if name in _OPEN else "derived",
        }
        for name in criteria
    }


def zone_criteria_table(problem: Problem, division: Division, amounts: Mapping[str, npt.NDArray[np.float64]]) -> Table:
    """Return the district and the criteria of every zone; the index holds the zone ids."""
    table = pd.DataFrame(index=pd.Index(problem.city.zone_ids, name="zone"))
    table["district"] = [division.names[d] if d >= 0 else "" for d in division.label]
    if division.today is not None:
        table["district today"] = [division.today_names[d] if d >= 0 else "" for d in division.today]
    for name, amount in amounts.items():
        table[name] = amount
    return Table.from_frame("zone", table, _described(amounts), of_places=True, place="files")

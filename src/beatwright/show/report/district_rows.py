"""The report's section on districts: what each holds, beside an even share."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core.case import Case
from beatwright.core.criteria import criterion_unit
from beatwright.show.tables.district_tables import districts_of
from beatwright.show.tables.small_counts import counts_calls, few_word, hidden

__all__ = ["district_section"]

_MOST = 100
_MINUS = "\u2212"
# How a column is written: its heading, its unit, and whether an even share means something for it.
_COLUMNS = {
    "zones": ("Zones", "", False),
    "area_km2": ("Area", "km²", True),
    "perimeter_km": ("Outline", "km", False),
    "polsby_popper": ("Polsby-Popper", "", False),
    "inertia": ("Moment of inertia", "", False),
}


def district_section(case: Case) -> dict[str, Any] | None:
    """Return what the section shows of the recommended plan; None where it decides no districts."""
    main, base = case.plan(case.main), case.plan(case.base)
    if not main.districts:
        return None
    table = districts_of(case, main)
    shown = table.head(_MOST)
    columns = [column for column in table.columns if column != "district"]
    few = dict(zip(columns, hidden(case, shown)[columns].to_numpy().T, strict=True))
    inside = case.problem.city.parents is not None
    return {
        "unit": criterion_unit("calls"),
        "beside": bool(base.districts) and base.name != main.name,
        "parents": "Dashed lines are the borders of the fixed districts." if inside else "",
        "columns": [_heading(column) for column in columns],
        "rows": [
            {
                "name": clean(row["district"], 60),
                "cells": [_few_cell(case, c) if few[c][n] else _cell(table[c], float(row[c]), c) for c in columns],
            }
            for n, (_, row) in enumerate(shown.iterrows())
        ],
        "left_out": len(table) - len(shown),
    }


def _heading(column: str) -> str:
    known = _COLUMNS.get(column)
    return known[0] if known else clean(criterion_unit(column), 60).capitalize()


def _few_cell(case: Case, column: str) -> dict[str, str]:
    return {"text": few_word(case) if counts_calls(column) else "–", "share": ""}


def _cell(values: pd.Series[Any], value: float, column: str) -> dict[str, str]:
    unit, shared = _COLUMNS.get(column, ("", "", True))[1:]
    mean = float(values.mean())
    if not shared or not mean > 0 or math.isnan(value):
        return {"text": amount(value, unit), "share": ""}
    over = 100 * (value / mean - 1)
    sign = "+" if over > 0.05 else _MINUS if over < -0.05 else "±"
    return {"text": amount(value, unit), "share": f"{sign}{abs(over):.1f}\u00a0%"}

"""The report's section on districts: what each holds, beside an even share."""

from __future__ import annotations

import math
from typing import Any

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core.case import Case
from beatwright.core.criteria import criterion_unit
from beatwright.core.plan import Plan
from beatwright.core.table import Column
from beatwright.show.tables.district_tables import districts_of
from beatwright.show.tables.plans_shown import base_with, main_with
from beatwright.show.tables.small_counts import few_word, hidden_cells

__all__ = ["district_section"]

_MOST = 100
_MINUS = "\u2212"


def district_section(case: Case) -> dict[str, Any] | None:
    """Return what the section shows of the recommended plan; None where it decides no districts."""
    main, base = main_with(case, "districts"), base_with(case, "districts")
    if main is None:
        return None
    table = districts_of(case, main)
    few = hidden_cells(case, table)
    inside = case.problem.city.parents is not None
    return {
        **plan_names(case, main, base),
        "unit": criterion_unit("calls"),
        "parents": "Dashed lines are the borders of the fixed districts." if inside else "",
        "columns": [clean(column.title or column.name, 60) for column in table.columns],
        "rows": [
            {
                "name": clean(name, 60),
                "cells": [
                    _few_cell(case, column) if few[row, k] else _cell(column, row)
                    for k, column in enumerate(table.columns)
                ],
            }
            for row, name in enumerate(table.index[:_MOST])
        ],
        "left_out": max(0, len(table.index) - _MOST),
    }


def plan_names(case: Case, plan: Plan, base: Plan | None) -> dict[str, Any]:
    """Return what a section calls the plan that it shows, the one beside it, and whether it is the recommended one."""
    beside = None if base is None else clean(base.name, 80)
    return {"main": clean(plan.name, 80), "base": beside, "recommended": plan.name == case.main}


def _few_cell(case: Case, column: Column) -> dict[str, str]:
    return {"text": few_word(case, column.suppression), "share": ""}


def _cell(column: Column, row: int) -> dict[str, str]:
    value = column.values[row]
    if isinstance(value, str):
        return {"text": clean(value, 60), "share": ""}
    bare = column.title and column.unit == "count"  # the heading says of what
    text = amount(value, "" if bare else column.unit)
    known = [one for one in column.values if not math.isnan(one)]
    mean = sum(known) / len(known) if known else math.nan
    if not column.extensive or not mean > 0 or math.isnan(value):
        return {"text": text, "share": ""}
    over = 100 * (value / mean - 1)
    sign = "+" if over > 0.05 else _MINUS if over < -0.05 else "±"
    return {"text": text, "share": f"{sign}{abs(over):.1f}\u00a0%"}

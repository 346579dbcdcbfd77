"""Tables of districts that the report, the workbook and the files share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.core.table import Column, Table
from beatwright.show.tables.case_tables import short_names

__all__ = ["assignment", "district_layer_names", "districts_of", "has_districts"]

_JUDGED = "reporting district"  # as the judge of districts calls its breakdown


def has_districts(case: Case) -> bool:
    """Tell whether some plan decides districts."""
    return any(bool(plan.districts) for plan in case.plans)


def district_layer_names(case: Case) -> dict[str, str]:
    """Return a short name for every plan with districts, fit for layers and columns, by the plan's name."""
    return short_names(plan for plan in case.plans if plan.districts)


def districts_of(case: Case, plan: Plan) -> Table:
    """Return what the judge of districts says of each of the plan's districts; without one, the zones of each.

    Returns
    -------
    Table, one row per district in natural order
        ``zones`` and what was judged: totals of the criteria, area, perimeter, compactness.
    """
    label, names = plan.zone_districts(case.problem.city)
    for evaluation in case.evaluations:
        judged = evaluation.tables.get(_JUDGED)
        if evaluation.plan == plan.name and judged is not None:
            return replace(judged, index=names, columns=tuple(_in_order(judged, names)), index_name="district")
    zones = np.bincount(label[label >= 0], minlength=len(names)).tolist()
    columns = [Column("zones", zones, "count", title="Zones", suppression="none")]
    return Table(_JUDGED, names, columns, index_name="district", of_places=True)


def _in_order(judged: Table, names: Sequence[str]) -> Iterator[Column]:
    """Yield the columns that were judged, their rows in the order of the names; nothing where a name was not."""
    row = {label: number for number, label in enumerate(judged.index)}
    for column in judged.columns:
        nothing = math.nan if column.numeric else ""
        yield replace(column, values=[column.values[row[name]] if name in row else nothing for name in names])


def assignment(case: Case) -> pd.DataFrame:
    """Return the district of every zone in every plan that decides them: columns ``zone`` and the plans' names."""
    table = pd.DataFrame({"zone": list(case.problem.city.zone_ids)})
    for plan in case.plans:
        if plan.districts:
            label, names = plan.zone_districts(case.problem.city)
            table[plan.name] = [names[d] if d >= 0 else "" for d in label]
    return table

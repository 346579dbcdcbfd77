"""Tables of districts that the report, the workbook and the files share."""

from __future__ import annotations

import pandas as pd

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.show.tables.case_tables import short_names

__all__ = ["assignment", "district_layer_names", "districts_of", "has_districts"]


def has_districts(case: Case) -> bool:
    """Tell whether some plan decides districts."""
    return any(bool(plan.districts) for plan in case.plans)


def district_layer_names(case: Case) -> dict[str, str]:
    """Return a short name for every plan with districts, fit for layers and columns, by the plan's name."""
    return short_names(plan for plan in case.plans if plan.districts)


def districts_of(case: Case, plan: Plan) -> pd.DataFrame:
    """Return what the judge of districts says of each of the plan's districts; without one, the zones of each.

    Returns
    -------
    DataFrame, one row per district in natural order
        ``district``, ``zones`` and what was judged: totals of the criteria, area, perimeter, compactness.
    """
    label, names = plan.zone_districts(case.problem.city)
    table = pd.DataFrame(
        {"district": names, "zones": pd.Series(label[label >= 0]).value_counts().sort_index().to_numpy()}
    )
    for evaluation in case.evaluations:
        judged = evaluation.tables.get("reporting district")
        if evaluation.plan == plan.name and judged is not None:
            more = judged.drop(columns="zones", errors="ignore").reindex(table["district"]).reset_index(drop=True)
            return pd.concat([table, more], axis=1)
    return table


def assignment(case: Case) -> pd.DataFrame:
    """Return the district of every zone in every plan that decides them: columns ``zone`` and the plans' names."""
    table = pd.DataFrame({"zone": list(case.problem.city.zone_ids)})
    for plan in case.plans:
        if plan.districts:
            label, names = plan.zone_districts(case.problem.city)
            table[plan.name] = [names[d] if d >= 0 else "" for d in label]
    return table

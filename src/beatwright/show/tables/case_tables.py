"""Tables of a case that the report, the workbook and the GeoPackage share."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.plain_text import slug
from beatwright.core.case import Case
from beatwright.core.comparison import Comparison
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.plan import Plan
from beatwright.core.table import Suppression
from beatwright.show.figures.cells import service_of

__all__ = [
    "POST_COUNTS",
    "ZONE_COUNTS",
    "comparisons_of",
    "layer_names",
    "plan_table",
    "post_table",
    "short_names",
    "with_ids",
    "zone_table",
]

# What becomes of small counts in the tables that are made here; `calls` are those that a layer of zones came with.
POST_COUNTS: dict[str, Suppression] = {"calls_per_year": "count", "share_of_calls": "derived"}
ZONE_COUNTS: dict[str, Suppression] = {
    "calls_planned": "count",
    "calls_judged": "count",
    "calls": "count",
}


def comparisons_of(case: Case) -> tuple[Comparison, ...]:
    """Return one comparison per judge, that of the first judge first.

    Raises
    ------
    ParameterError
        Where nothing was judged, or where the first judge has not judged the main plan.
    """
    if not case.evaluations:
        raise ParameterError(f"The case '{case.name}' has no evaluations. Judge its plans before showing it.")
    first = case.comparison
    if case.main not in first.table:
        raise ParameterError(f"The main plan '{case.main}' was not judged by {case.evaluations[0].judge}.")
    judges = list(dict.fromkeys(evaluation.judge for evaluation in case.evaluations))
    others = []
    for judge in judges[1:]:
        judged = tuple(evaluation for evaluation in case.evaluations if evaluation.judge == judge)
        names = [evaluation.plan for evaluation in judged]
        others.append(Comparison(judged, case.base if case.base in names else names[0]))
    return (first, *others)


def layer_names(case: Case) -> dict[str, str]:
    """Return a short name for every plan with posts, fit for layers and columns, by the plan's name."""
    return short_names(plan for plan in case.plans if plan.posts is not None)


def short_names(plans: Iterable[Plan]) -> dict[str, str]:
    """Return a short name for every one of the `plans`, all different, by the plan's name."""
    taken: dict[str, str] = {}
    for plan in plans:
        stem = slug(plan.name, 24)
        free = [stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 2))]
        taken[plan.name] = next(name for name in free if name not in taken.values())
    return taken


def post_table(case: Case, plan: Plan) -> pd.DataFrame:
    """Return what each post of `plan` serves of the held-out demand.

    Returns
    -------
    DataFrame, one row per post, in the plan's order
        ``number`` (from 1), ``site``, ``name`` (where the sites have one), ``longitude``, ``latitude``, ``size``,
        ``officers`` (where decided),
        ``zones``, ``calls_per_year``, ``share_of_calls``, ``mean_metres``, ``farthest_metres``, ``mean_minutes``.
    """
    city = case.problem.city
    served = service_of(city, plan)
    calls = case.heldout.demand.expected.sum(axis=1) * HOURS_OF_YEAR
    count, known = len(plan.site_ids), served.post >= 0
    post = served.post[known]

    def total(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.bincount(post, values[known], minlength=count).astype(np.float64)

    of_post = total(calls)
    divisor = np.where(of_post > 0, of_post, np.nan)
    farthest = np.full(count, np.nan)
    np.fmax.at(farthest, post, served.metres[known])
    weighted = [np.where(known, values, 0.0) * calls for values in (served.metres, served.minutes)]
    table = pd.DataFrame({"number": np.arange(1, count + 1), "site": list(plan.site_ids)})
    positions = plan.site_positions(city)
    if "name" in city.sites:
        table["name"] = city.sites["name"].astype(object).iloc[positions].to_list()
    places = city.sites.geometry.iloc[positions].to_crs(4326)
    table["longitude"], table["latitude"] = places.x.round(6).to_numpy(), places.y.round(6).to_numpy()
    if any(p.size is not None for p in plan.posts or ()):
        table["size"] = [p.size for p in plan.posts or ()]
    if plan.officers is not None:
        table["officers"] = list(plan.officers)
    table["zones"] = np.bincount(post, minlength=count)
    table["calls_per_year"] = of_post
    table["share_of_calls"] = of_post / max(float(calls.sum()), 1e-300)
    table["mean_metres"] = total(weighted[0]) / divisor
    table["farthest_metres"] = farthest
    table["mean_minutes"] = total(weighted[1]) / divisor
    return table


def zone_table(case: Case) -> pd.DataFrame:
    """Return every zone: its attributes, its calls per year, and the post that serves it in every plan.

    Returns
    -------
    DataFrame, index: zone id
        The zones' own columns; ``calls_planned`` and ``calls_judged`` (per year); and for every plan with posts, by
        its short name, ``post_…`` (site id, None where no post reaches the zone), ``metres_…``, ``minutes_…``.
    """
    city = case.problem.city
    table = pd.DataFrame(city.zones.drop(columns="geometry"))
    new: dict[str, object] = {
        "calls_planned": case.problem.demand.expected.sum(axis=1) * HOURS_OF_YEAR,
        "calls_judged": case.heldout.demand.expected.sum(axis=1) * HOURS_OF_YEAR,
    }
    for name, short in layer_names(case).items():
        plan = case.plan(name)
        served = service_of(city, plan)
        new[f"post_{short}"] = [plan.site_ids[k] if k >= 0 else None for k in served.post]
        new[f"metres_{short}"] = np.where(np.isfinite(served.metres), served.metres, np.nan)
        new[f"minutes_{short}"] = np.where(np.isfinite(served.minutes), served.minutes, np.nan)
    kept = table.drop(columns=[column for column in table.columns if column in new])
    return pd.concat([kept, pd.DataFrame(new, index=table.index)], axis=1)


def with_ids(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table with its index as the first column, under a name that the table may have already.

    A column of that name gives way where it holds the same ids, as in what beatwright wrote before; else it stays,
    as that of the file.

    >>> with_ids(pd.DataFrame({"Zone_ID": ["7", "8"]}, index=["7", "8"]), "zone_id").columns.tolist()
    ['zone_id']
    >>> with_ids(pd.DataFrame({"zone_id": ["A", "B"]}, index=["7", "8"]), "zone_id").columns.tolist()
    ['zone_id', 'zone_id of the file']
    """
    ids = [str(label) for label in table.index]
    kept = table.reset_index(drop=True)
    taken = {name: f"{name} of the file" for name in kept.columns if str(name).lower() == column.lower()}
    same = [name for name in taken if kept[name].astype(str).tolist() == ids]
    kept = kept.drop(columns=same).rename(columns=taken)
    kept.insert(0, column, ids)
    return kept


def plan_table(case: Case) -> pd.DataFrame:
    """Return one row per plan: who made it, how many posts it has, what is proven, what must be known.

    Returns
    -------
    DataFrame, index: plan
        ``role``, ``made_by``, ``posts``, ``officers``, ``proven``, ``objective``, ``bound``, ``unit``, ``method``,
        ``notes``.
    """
    rows = []
    for plan in case.plans:
        proof = plan.certificate
        rows.append(
            {
                "role": _role(case, plan),
                "made_by": plan.made_by,
                "posts": len(plan.site_ids) or None,
                "officers": None if plan.officers is None else sum(plan.officers),
                "proven": "" if proof is None else proof.text,
                "objective": np.nan if proof is None else proof.objective,
                "bound": proof.bound if proof is not None and math.isfinite(proof.bound) else np.nan,
                "unit": "" if proof is None else proof.unit,
                "method": "" if proof is None else proof.method,
                "notes": " ".join(plan.notes),
            }
        )
    return pd.DataFrame(rows, index=pd.Index([plan.name for plan in case.plans], name="plan"))


def _role(case: Case, plan: Plan) -> str:
    roles = {case.main: "recommended", case.base: "compared with"}
    return "recommended" if plan.name == case.main else roles.get(plan.name, "")

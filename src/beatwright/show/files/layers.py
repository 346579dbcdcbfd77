"""The layers of a case as tables with geometry, fit for any GIS file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from beatwright.base.plain_text import clean
from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.show.figures.cells import areas_of
from beatwright.show.figures.map_change import distance_change
from beatwright.show.figures.map_demand import demand_density
from beatwright.show.files.district_files import district_layer
from beatwright.show.files.finding_layers import FOUND, finding_layers
from beatwright.show.tables.breakdown import evaluation_of
from beatwright.show.tables.case_tables import POST_COUNTS, ZONE_COUNTS, layer_names, post_table, with_ids, zone_table
from beatwright.show.tables.district_tables import district_layer_names
from beatwright.show.tables.plans_shown import base_with, main_with
from beatwright.show.tables.small_counts import few_calls, suppressions, without_few

__all__ = ["layers_of", "tidy_columns"]

_RESERVED = ("fid", "geom", "geometry", "ogc_fid", "rowid")
_LONGEST_NAME = 60


def layers_of(case: Case, only: Collection[str] | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a case, in the city's CRS, in the order in which they are drawn from the bottom up.

    Parameters
    ----------
    case : Case
        Plans without posts have no layers of posts and areas.
    only : collection of str, optional
        Names of the layers that are wanted, all where not given; those that there are not are left out.

    Returns
    -------
    dict of str to GeoDataFrame
        ``boundary``, ``zones``, ``districts`` (where the city has fixed ones), ``areas_…``, ``posts_…`` and
        ``districts_…`` (zones dissolved) of every plan that decides them, by its short name, ``found_…`` for every map
        of areas of a finding, ``sites``. Every layer
        has at least one column besides its geometry, ids are text, and no column holds anything but numbers, booleans,
        times and text; counts below ``case.fewest_shown`` are left out.
    """
    found = finding_layers(case) if only is None or any(name.startswith(FOUND) for name in only) else {}
    makers = _makers(case, found)
    return {name: tidy_columns(make()) for name, make in makers.items() if only is None or name in only}


def _makers(case: Case, found: dict[str, gpd.GeoDataFrame]) -> dict[str, Callable[[], gpd.GeoDataFrame]]:
    """Return what makes each layer, in their order; `found` are those of the findings."""
    shorts = layer_names(case)
    makers: dict[str, Callable[[], gpd.GeoDataFrame]] = {}
    makers["boundary"] = lambda: _boundary(case)
    makers["zones"] = lambda: _zones(case)
    if case.problem.city.parents is not None:
        makers["districts"] = lambda: _districts(case)
    for name, short in district_layer_names(case).items():
        makers[f"districts_{short}"] = partial(district_layer, case, name)
    makers |= {name: partial(found.__getitem__, name) for name in found}
    makers |= {f"areas_{short}": partial(_areas, case, case.plan(name)) for name, short in shorts.items()}
    makers["sites"] = lambda: _sites(case)
    makers |= {f"posts_{short}": partial(_posts, case, case.plan(name)) for name, short in shorts.items()}
    return makers


def _boundary(case: Case) -> gpd.GeoDataFrame:
    city = case.problem.city
    return gpd.GeoDataFrame({"name": [city.name]}, geometry=[city.boundary], crs=city.crs)


def _zones(case: Case) -> gpd.GeoDataFrame:
    table = zone_table(case)
    main, base = main_with(case, "posts"), base_with(case, "posts")
    table["calls_per_km2"] = np.where(few_calls(case, table["calls_planned"].to_numpy()), np.nan, demand_density(case))
    if main is not None and base is not None:
        table["change"] = distance_change(case, main, base)
    geometry = case.problem.city.zones.geometry.to_numpy()
    shown = with_ids(without_few(case, table, ZONE_COUNTS), "zone_id")
    return gpd.GeoDataFrame(shown, geometry=geometry, crs=case.problem.city.crs)


def _sites(case: Case) -> gpd.GeoDataFrame:
    sites = case.problem.city.sites
    table = with_ids(pd.DataFrame(sites.drop(columns=sites.geometry.name)), "site")
    return gpd.GeoDataFrame(table, geometry=sites.geometry.to_numpy(), crs=sites.crs)


def _districts(case: Case) -> gpd.GeoDataFrame:
    """Return the fixed districts with what the first judge says of the main plan there, where it does."""
    parents: Any = case.problem.city.parents
    table = pd.DataFrame({"district": list(parents.index)})
    judged = evaluation_of(case, case.main).tables.get("district") if case.evaluations else None
    if judged is not None:
        frame = judged.frame
        frame = frame[~frame.index.duplicated()].reindex(table["district"]).reset_index(drop=True)
        taken = frame.drop(columns=[column for column in frame.columns if column == "district"])
        table = pd.concat([table, without_few(case, taken, suppressions(judged))], axis=1)
    return gpd.GeoDataFrame(table, geometry=parents.geometry.to_numpy(), crs=parents.crs)


def _areas(case: Case, plan: Plan) -> gpd.GeoDataFrame:
    table = without_few(case, post_table(case, plan), POST_COUNTS)
    areas = areas_of(case.problem.city, plan)
    table.insert(0, "plan", plan.name)
    layer = gpd.GeoDataFrame(table, geometry=list(areas), crs=case.problem.city.crs)
    return layer[~layer.geometry.is_empty].reset_index(drop=True)


def _posts(case: Case, plan: Plan) -> gpd.GeoDataFrame:
    table = without_few(case, post_table(case, plan), POST_COUNTS)
    table.insert(0, "plan", plan.name)
    places = case.problem.city.sites.geometry.iloc[plan.site_positions(case.problem.city)]
    return gpd.GeoDataFrame(table, geometry=places.to_numpy(), crs=case.problem.city.crs)


def tidy_columns(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with column names and values that a GIS file can hold.

    Names become letters, digits and underscores, different also where case does not count; numbers that are not finite
    become empty; anything but numbers, booleans and times becomes clean text.
    """
    taken: set[str] = {name.lower() for name in _RESERVED}
    columns: dict[str, Any] = {}
    for position, name in enumerate(layer.columns):
        if name != layer.geometry.name:
            columns[_free_name(name, taken)] = _plain(layer.iloc[:, position])
    return gpd.GeoDataFrame(columns, geometry=layer.geometry.to_numpy(), crs=layer.crs)


def _free_name(name: object, taken: set[str]) -> str:
    stem = re.sub(r"\W+", "_", clean(name))[:_LONGEST_NAME].strip("_") or "column"
    number, free = 1, stem
    while free.lower() in taken:
        number += 1
        free = f"{stem}_{number}"
    taken.add(free.lower())
    return free


def _plain(values: pd.Series[Any]) -> Any:
    if pd.api.types.is_bool_dtype(values) and not values.isna().any():
        return values.to_numpy(dtype=bool)
    if pd.api.types.is_integer_dtype(values) and not values.isna().any():
        return values.to_numpy(dtype=np.int64)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_complex_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.to_numpy()
    return np.array([None if _missing(value) else clean(value) for value in values], dtype=object)


def _missing(value: object) -> bool:
    return value is None or (bool(pd.api.types.is_scalar(value)) and bool(pd.isna(value)))  # type: ignore[call-overload]

"""What examiners drew as layers for a GIS: areas such as hotspots, with the columns of their tables, and contours."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from beatwright.base.plain_text import slug
from beatwright.core.area_map import AreaMap
from beatwright.core.case import Case
from beatwright.core.chart import RasterMap
from beatwright.core.finding import Finding
from beatwright.show.tables.small_counts import suppressions, without_few

__all__ = ["FOUND", "finding_layers"]

FOUND = "found_"  # how the names of these layers begin


def finding_layers(case: Case) -> dict[str, gpd.GeoDataFrame]:
    """Return one layer for every map of areas of the findings, and one of the contours of every map of a raster.

    Their names are ``found_`` and the map's name, and that with ``_contours``.
    """
    layers: dict[str, gpd.GeoDataFrame] = {}
    for finding in case.findings:
        for chart in finding.charts:
            if isinstance(chart, AreaMap) and chart.areas:
                layers[_free(slug(chart.name), slug(finding.name), layers)] = _layer(case, finding, chart)
            elif isinstance(chart, RasterMap) and chart.levels and chart.raster is not None:
                layers[_free(f"{slug(chart.name)}_contours", slug(finding.name), layers)] = _contours(case, chart)
    return layers


def _free(name: str, finding: str, taken: dict[str, gpd.GeoDataFrame]) -> str:
    tries = (f"{FOUND}{name}", f"{FOUND}{finding}_{name}", *(f"{FOUND}{name}_{k}" for k in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def _contours(case: Case, chart: RasterMap) -> gpd.GeoDataFrame:
    assert chart.raster is not None
    table = pd.DataFrame({"level": list(chart.levels), "unit": chart.unit})
    return gpd.GeoDataFrame(table, geometry=list(chart.raster.contours(chart.levels)), crs=case.problem.city.crs)


def _layer(case: Case, finding: Finding, chart: AreaMap) -> gpd.GeoDataFrame:
    names = [area.name for area in chart.areas]
    table = pd.DataFrame({"name": names})
    values = [area.value for area in chart.areas]
    beside = next((one for one in finding.tables if list(one.index) == names), None)
    if beside is not None:
        frame = beside.frame.reset_index(drop=True)
        table = pd.concat([table, without_few(case, frame, suppressions(beside))], axis=1)
    elif pd.notna(values).any():
        table["value"] = values
        table["unit"] = chart.unit
    return gpd.GeoDataFrame(table, geometry=[area.polygon for area in chart.areas], crs=case.problem.city.crs)

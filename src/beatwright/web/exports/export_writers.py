"""A plan as a file of each kind that other programs read; every one of them carries the notice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from beatwright.core.case import Case
from beatwright.show import post_table, write_comparison, write_geojson, write_geopackage, write_report, write_workbook
from beatwright.show.files.district_files import write_assignment, write_crosswalk
from beatwright.show.files.layers import layers_of
from beatwright.show.files.shapefile import write_shapefile
from beatwright.show.outputs import write_frame
from beatwright.show.tables.case_tables import POST_COUNTS, layer_names
from beatwright.show.tables.district_tables import district_layer_names
from beatwright.show.tables.plans_shown import base_with
from beatwright.show.tables.small_counts import without_few
from beatwright.web.exports.packed_files import pack_folder, write_notice

__all__ = ["EXPORT_KINDS", "write_export"]

_GEOJSON = ("boundary", "reporting_districts", "areas", "posts", "zones")


def write_export(case: Case, kind: str, folder: Path, stem: str) -> list[Path]:
    """Write a case, whose recommended plan is what is exported, as one kind of file.

    Parameters
    ----------
    case : Case
        With the plan as the recommended one, judged.
    kind : str
        Of `EXPORT_KINDS`.
    folder : Path
        Where the files go.
    stem : str
        What their names begin with.

    Returns
    -------
    list of Path
        The files; a shapefile for each layer, in an archive of its own, so that each can be opened as it is.
    """
    return list(EXPORT_KINDS[kind](case, folder, stem))


def _alone(case: Case) -> Case:
    """Return the case with the exported plan and no other, for files that hold one plan."""
    own = tuple(found for found in case.evaluations if found.plan == case.main)
    return replace(case, plans=(case.plan(case.main),), evaluations=own, base=case.main)


def _case(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        saved = case.save(Path(scratch) / "case")
        write_notice(case, saved)
        yield pack_folder(saved, folder / f"{stem}-case.zip", f"{stem}-case")


def _csv(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    plan = case.plan(case.main)
    with tempfile.TemporaryDirectory() as scratch:
        tables = Path(scratch)
        write_comparison(case.comparison, tables / "comparison.csv")
        if plan.posts is not None:
            write_frame(without_few(case, post_table(case, plan), POST_COUNTS), tables / "posts.csv")
        if plan.districts is not None:
            write_assignment(_alone(case), tables / "districts.csv")
        if plan.districts is not None and base_with(case, "districts") is not None:
            write_crosswalk(case, tables / "crosswalk.csv")
        write_notice(case, tables)
        yield pack_folder(tables, folder / f"{stem}-tables.zip")


def _shapefiles(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    for kind, layer in _own_layers(case).items():
        with tempfile.TemporaryDirectory() as scratch:
            write_shapefile(layer, Path(scratch) / f"{stem}-{kind}.shp")
            write_notice(case, Path(scratch))
            yield pack_folder(Path(scratch), folder / f"{stem}-{kind}.zip")


def _own_layers(case: Case) -> dict[str, gpd.GeoDataFrame]:
    """Return the posts, their areas and the districts of the plan that is exported, where it decides them."""
    shorts, drawn = layer_names(case), district_layer_names(case)
    names = {kind: f"{kind}_{shorts[case.main]}" for kind in ("posts", "areas") if case.main in shorts}
    names |= {"districts": f"districts_{drawn[case.main]}"} if case.main in drawn else {}
    layers = layers_of(case, list(names.values()))
    return {kind: layers[name] for kind, name in names.items()}


def _geopackage(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    yield write_geopackage(case, folder / f"{stem}.gpkg")


def _workbook(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    yield write_workbook(case, folder / f"{stem}.xlsx")


def _web_layer(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    yield write_geojson(_alone(case), folder / f"{stem}.geojson", layers=_GEOJSON)


def _report(case: Case, folder: Path, stem: str) -> Iterator[Path]:
    yield write_report(case, folder / f"{stem}-report.html")


EXPORT_KINDS: dict[str, Callable[[Case, Path, str], Iterator[Path]]] = {
    "case": _case,
    "gpkg": _geopackage,
    "xlsx": _workbook,
    "geojson": _web_layer,
    "shapefile": _shapefiles,
    "csv": _csv,
    "report": _report,
}

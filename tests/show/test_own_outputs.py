"""What beatwright writes can be read again, and its columns may stand in what is planned next."""

import dataclasses

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from beatwright.base.vector.vector_files import read_vector
from beatwright.data.today.district_table import read_districts
from beatwright.show import write_geojson, write_geopackage, write_report, write_workbook
from beatwright.show.tables.case_tables import with_ids


@pytest.fixture(scope="module")
def small(builder):
    return builder(columns=8, rows=6)


@pytest.fixture(scope="module")
def written(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    write_geopackage(small, folder / "plan.gpkg")
    write_geojson(small, folder / "plan.geojson")
    write_workbook(small, folder / "plan.xlsx")
    return folder


def columns_of(folder):
    """Return every column of every layer and sheet."""
    file = folder / "plan.gpkg"
    names = [
        name for layer in pyogrio.list_layers(file)[:, 0] for name in pyogrio.read_info(file, layer=layer)["fields"]
    ]
    for page in openpyxl.load_workbook(folder / "plan.xlsx").worksheets:
        names += [str(cell) for cell in next(page.iter_rows(values_only=True, max_row=1), ()) if cell is not None]
    return list(dict.fromkeys([*names, "zone id", "Zone_ID", "SITE", "site_id", "fid", "index"]))


def burdened(case, names):
    """Return the case with every one of these columns in its zones and sites."""

    def with_columns(layer):
        more = {name: [f"{name} {row}" for row in range(len(layer))] for name in names if name not in layer}
        return gpd.GeoDataFrame(pd.concat([layer, pd.DataFrame(more, index=layer.index)], axis=1), crs=layer.crs)

    def city_of(city):
        return dataclasses.replace(city, zones=with_columns(city.zones), sites=with_columns(city.sites))

    city = city_of(case.problem.city)
    problems = [dataclasses.replace(problem, city=city) for problem in (case.problem, case.heldout)]
    judged = tuple(dataclasses.replace(row, problem=problems[1].digest) for row in case.evaluations)
    return dataclasses.replace(case, problem=problems[0], heldout=problems[1], evaluations=judged)


def test_columns_of_our_own_outputs_stand_in_zones_and_sites(small, written, tmp_path):
    case = burdened(small, columns_of(written))
    write_geopackage(case, tmp_path / "plan.gpkg")
    write_geojson(case, tmp_path / "plan.geojson", layers=("boundary", "districts", "areas", "posts", "sites", "zones"))
    write_workbook(case, tmp_path / "plan.xlsx")
    write_report(case, tmp_path / "report.html")
    zones = read_vector(f"{tmp_path / 'plan.gpkg'}|layername=zones")
    assert zones["zone_id"].tolist() == list(case.problem.city.zone_ids)
    sites = read_vector(f"{tmp_path / 'plan.gpkg'}|layername=sites")
    assert sites["site"].tolist() == list(case.problem.city.site_ids)
    sheet = pd.read_excel(tmp_path / "plan.xlsx", sheet_name="Zones", dtype=str)
    assert sheet["zone_id"].tolist() == list(case.problem.city.zone_ids)


@pytest.mark.parametrize("column", ["zone_id", "Zone_ID", "ZONE_ID"])
@pytest.mark.parametrize("same", [True, False])
def test_only_the_same_ids_give_way(column, same):
    ids = ["a", "b"]
    table = with_ids(pd.DataFrame({column: ids if same else [3, 4], "size": [1, 2]}, index=ids), "zone_id")
    assert list(table) == ["zone_id", *([] if same else [f"{column} of the file"]), "size"]
    assert table["zone_id"].tolist() == ids


def test_every_layer_of_the_geopackage_reads_back(written):
    for layer, kind in pyogrio.list_layers(written / "plan.gpkg"):
        if kind:
            assert len(read_vector(f"{written / 'plan.gpkg'}|layername={layer}"))


@pytest.mark.parametrize("layer", ["boundary", "districts", "areas", "posts"])
def test_a_layer_of_the_geojson_reads_back(layer, written):
    table = read_vector(f"{written / 'plan.geojson'}|layername={layer}")
    assert set(table["layer"]) == {layer}


def test_the_posts_of_the_workbook_read_back(small, written):
    for name in ("plan.xlsx", "plan.xlsx|layername=Posts"):
        posts = read_vector(str(written / name))
        assert set(posts["plan"]) == {plan.name for plan in small.plans}
        assert np.isfinite(posts.geometry.x).all()


def test_districts_read_back(small, tmp_path):
    given = dict(small.problem.city.zones["parent"])
    pd.DataFrame({"zone": list(given), "district": list(given.values())}).to_csv(
        tmp_path / "districts.csv", index=False
    )
    assert read_districts(tmp_path / "districts.csv", small.problem.city).districts == given

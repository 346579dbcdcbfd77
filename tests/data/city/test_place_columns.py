"""Tables of stations say where they stand in as many ways as those of incidents."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.base.vector.vector_files import read_vector
from beatwright.data import read_incidents

_PLACES = [(-71.06, 42.36), (-71.1, 42.375)]


def _ewkb(lon: float, lat: float) -> str:
    return str(shapely.to_wkb(shapely.set_srid(shapely.Point(lon, lat), 4326), hex=True, include_srid=True))


_FORMS = {
    "Location": lambda lon, lat: f"({lat}, {lon})",
    "Location 1": lambda lon, lat: f"100 MAIN ST\nBOSTON, MA\n({lat}, {lon})",
    "point": lambda lon, lat: f"POINT ({lon} {lat})",
    "WKT": lambda lon, lat: f"POINT Z ({lon} {lat} 12)",
    "the_geom": _ewkb,
    "geom": lambda lon, lat: f"SRID=4326;POINT({lon} {lat})",
    "geometry": lambda lon, lat: json.dumps({"type": "Point", "coordinates": [lon, lat]}),
    "geolocation": lambda lon, lat: str({"latitude": str(lat), "longitude": str(lon)}),
    "Coordinates": lambda lon, lat: f"{lat} {lon}",
    "coordenadas": lambda lon, lat: f"{lat}; {lon}".replace(".", ","),
    "lonlat": lambda lon, lat: f"{lon} {lat}",
    "Where it stands": lambda lon, lat: f"{lat}, {lon}",
    "Standort": lambda lon, lat: f"{lat}° N, {-lon}° W",
    "Shape": lambda lon, lat: f"\\x{_ewkb(lon, lat)}",
    "Position (GPS)": lambda lon, lat: f"N{lat} W{-lon}",
}  # fmt: skip


@pytest.mark.parametrize("heading", _FORMS)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_places_written_as_text(tmp_path: Path, heading: str, ending: str) -> None:
    file = tmp_path / f"stations.{ending}"
    rows = [{"Name": name, heading: _FORMS[heading](*place)} for name, place in zip("AB", _PLACES, strict=True)]
    write = {"csv": pd.DataFrame.to_csv, "xlsx": pd.DataFrame.to_excel, "parquet": pd.DataFrame.to_parquet}[ending]
    write(pd.DataFrame(rows), file, index=False)
    points = read_vector(file)
    assert points.crs.to_epsg() == 4326
    np.testing.assert_allclose(shapely.get_coordinates(points.geometry), _PLACES)


@pytest.mark.parametrize("heading", _FORMS)
def test_incidents_are_read_alike(tmp_path: Path, heading: str) -> None:
    rows = [{"date": f"2024-01-0{day} 10:00", heading: _FORMS[heading](*place)} for day, place in enumerate(_PLACES, 1)]
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    incidents = read_incidents(tmp_path / "a.csv")
    points = gpd.points_from_xy(
        incidents.frame["x"], incidents.frame["y"], crs=incidents.report.facts["CRS"].split()[0]
    )
    np.testing.assert_allclose(shapely.get_coordinates(points.to_crs(4326)), _PLACES, atol=1e-6)


@pytest.mark.parametrize("srid", [0, 4326, 26919])
def test_bytes_in_parquet(tmp_path: Path, srid: int) -> None:
    shapes = shapely.set_srid(
        shapely.points([(330_000.5, 4_690_000.25), (331_000, 4_691_000)] if srid > 5000 else _PLACES), srid
    )
    wkb = shapely.to_wkb(shapes, include_srid=bool(srid))
    table = pd.DataFrame({"date": ["2024-01-01 10:00", "2024-01-02 11:00"], "kind": "theft", "geometry": list(wkb)})
    table.to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet").crs.to_epsg() == (srid or 4326)
    incidents = read_incidents(tmp_path / "a.parquet")
    assert (len(incidents), incidents.report.facts["CRS"][:10]) == (2, "EPSG:32619")


def test_angles_in_two_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Name;Latitude;Longitude\nA;42°21'36\"N;71°03'36\"W\nB;42,375;-71,1\n", encoding="utf-8")
    np.testing.assert_allclose(shapely.get_coordinates(read_vector(file).geometry), _PLACES)


def test_a_sheet_of_places_is_found_by_its_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    page = book.create_sheet("Posts")
    page.append(["Name", "Location"])
    page.append(["A", "(42.36, -71.06)"])
    book.save(tmp_path / "a.xlsx")
    assert list(read_vector(tmp_path / "a.xlsx")["Name"]) == ["A"]


@pytest.mark.parametrize("texts", [["12, 7", "3, 4"], ["1 MAIN ST", "2 OAK AVE"], ["Tel. 555.12 3", "x"]])
def test_words_and_whole_numbers_are_no_places(tmp_path: Path, texts: list[str]) -> None:
    pd.DataFrame({"Name": ["A", "B"], "Beats": texts}).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(InputError, match="It has: Name, Beats"):
        read_vector(tmp_path / "a.csv")

"""Columns of stations and sites that are named by hand in the study file."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.data import read_city
from beatwright.data.city.city_source import CitySource
from beatwright.data.city.layer import read_layer


@pytest.mark.parametrize(
    ("head", "row", "columns"),
    [
        ("Station,A,B", "Central,-90.25,38.6", {"lon": "A", "lat": "B"}),
        ("Station,A,B", "Central,38.6,-90.25", {"lon": "B", "lat": "A"}),
        ("Station,lon,lat", "Central,38.6,-90.25", {"lon": "lat", "lat": "lon"}),
        ("Station,wo", 'Central,"38.6, -90.25"', {"point": "wo"}),
        ("Station,wo,lon,lat", "Central,POINT (-90.25 38.6),1,2", {"point": "wo"}),
        ("Station,E,N", "Central,739424.2,4276061.3", {"x": "E", "y": "N"}),
    ],
)
def test_columns(tmp_path: Path, head: str, row: str, columns: dict[str, str]) -> None:
    (tmp_path / "posts.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    file_crs = "EPSG:32615" if "x" in columns else ""
    layer = read_layer(tmp_path / "posts.csv", columns=columns, file_crs=file_crs)
    (point,) = layer.table.to_crs(4326).geometry
    assert (point.x, point.y) == pytest.approx((-90.25, 38.6), abs=0.003)


def test_in_a_city_file(tmp_path: Path) -> None:
    limits = gpd.GeoDataFrame(geometry=[shapely.box(-90.3, 38.55, -90.2, 38.65)], crs=4326)
    limits.to_file(tmp_path / "limits.gpkg")
    (tmp_path / "posts.csv").write_text("name,A,B\nCentral,-90.25,38.6\n", encoding="utf-8")
    text = 'boundary = "limits.gpkg"\nzones = "2000 m"\ncurrent = "posts.csv"\n'
    text += 'current_columns = { lon = "A", lat = "B" }\n'
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    assert int(read_city(tmp_path).sites["current"].sum()) == 1


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("name,Long_X,Lat_Y\nCentral,-90.25,38.6\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'LongX', which should be its lon"):
        read_layer(tmp_path / "posts.csv", columns={"lon": "LongX", "lat": "Lat_Y"})


@pytest.mark.parametrize("columns", [{"lon": "A"}, {"x": "A", "lat": "B"}, {"place": "A"}, "A"])
def test_columns_that_make_no_place(columns: object) -> None:
    with pytest.raises(BeatwrightError, match="current_columns"):
        CitySource(boundary="b.gpkg", current="posts.csv", current_columns=columns)  # type: ignore[arg-type]

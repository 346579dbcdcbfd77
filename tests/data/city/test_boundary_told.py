"""What is repaired or left out of a boundary is told by check, with areas; collections are opened at any depth."""

import json

import geopandas as gpd
import pytest
import shapely

from beatwright.data import CitySource
from beatwright.study.check_file import check_file

WEST = shapely.box(-90.3, 38.5, -90.25, 38.6)
EAST = shapely.box(-90.25, 38.5, -90.2, 38.6)
CITY = shapely.box(-90.3, 38.5, -90.2, 38.6)
POINT, LINE = shapely.Point(-90, 38), shapely.LineString([(-90, 38), (-91, 39)])
BOW = shapely.Polygon([(-90.3, 38.5), (-90.2, 38.6), (-90.2, 38.5), (-90.3, 38.6)])


def nested(depth, *parts):
    shape = shapely.GeometryCollection(list(parts))
    for _ in range(depth):
        shape = shapely.GeometryCollection([shape, POINT])
    return shape


def written(folder, geometry):
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(geometry))}
    path = folder / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def rows(folder):
    path = folder / "calls.csv"
    text = "".join(f"2023-0{k % 9 + 1}-1{k % 7} 1{k % 9}:20,THEFT,{-90.29 + k / 900},38.55\n" for k in range(60))
    path.write_text("date,offense,lon,lat\n" + text)
    return path


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("inner", [(CITY,), (shapely.MultiPolygon([WEST, EAST]),), (WEST, LINE, EAST)])
def test_collections_are_opened_at_any_depth(tmp_path, depth, inner):
    frame = CitySource(boundary=str(written(tmp_path, nested(depth, *inner)))).frame()
    whole = gpd.GeoSeries([CITY], crs=4326).to_crs(frame.crs).area.iloc[0]
    assert frame.boundary.area == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (BOW, ("repaired", "0 km2 as drawn", "48.38")),
        (nested(0, CITY, LINE), ("collection", "1: LineString")),
        (nested(2, CITY, LINE), ("collection", "3: LineString, Point")),
        (nested(1, BOW), ("collection", "1: Point")),
    ],
)
def test_check_tells_what_was_done_to_the_boundary(tmp_path, geometry, words):
    text = check_file(rows(tmp_path), boundary=written(tmp_path, geometry)).text
    (told,) = [line for line in text.splitlines() if "warning: Boundary: boundary.geojson" in line]
    assert all(word in told for word in words), told
    assert "boundary: " in text
    assert "38.5° N, 90.2° W (UTM zone 15N)" in text or "38.6° N, 90.2° W (UTM zone 15N)" in text


def test_a_sound_boundary_has_no_warning(tmp_path):
    report = check_file(rows(tmp_path), boundary=written(tmp_path, CITY))
    assert not any(said.startswith("Boundary") for said in report.warnings)
    assert "about 38." in report.facts["boundary"]

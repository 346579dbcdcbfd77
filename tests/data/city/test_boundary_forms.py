"""Boundaries in every form that files have them: a right answer or one clear sentence, never a wrong city."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.data import CitySource

BOX = shapely.box(-90.3, 38.5, -90.2, 38.6)
HOLE = shapely.box(-90.26, 38.54, -90.24, 38.56)
CORNERS = list(BOX.exterior.coords)
RING = shapely.LineString(CORNERS)
SIDES = [shapely.LineString(CORNERS[i : i + 2]) for i in range(4)]
NEW_YORK = shapely.box(-74.05, 40.6, -73.9, 40.8)


def write(folder, *shapes, crs=None):
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))} for shape in shapes
    ]
    table = {"type": "FeatureCollection", "features": features}
    if crs:
        table["crs"] = {"type": "name", "properties": {"name": crs}}
    (folder / "boundary.geojson").write_text(json.dumps(table))


def frame(folder, file="boundary.geojson", **options):
    return CitySource(boundary=file, **options).frame(folder)


def moved(shape, crs):
    return gpd.GeoSeries([shape], crs=4326).to_crs(crs).iloc[0]


def square_km(shape):
    return moved(shape, gpd.GeoSeries([shape], crs=4326).estimate_utm_crs()).area / 1e6


RIGHT = {
    "a closed line": ([RING], 1.0, "closed lines enclose"),
    "a closed line of several parts": ([shapely.MultiLineString([RING])], 1.0, "closed lines enclose"),
    "sides one by one": (SIDES, 1.0, "closed lines enclose"),
    "parts that close": ([shapely.MultiLineString([CORNERS[:3], CORNERS[2:]])], 1.0, "closed lines enclose"),
    "lines turned round": ([SIDES[0], *[side.reverse() for side in SIDES[1:]]], 1.0, "closed lines enclose"),
    "two rings side by side": (
        [shapely.LineString(shapely.box(west, 38.5, west + 0.05, 38.6).exterior.coords) for west in (-90.3, -90.25)],
        1.0, "closed lines enclose",
    ),
    "with heights": ([shapely.force_3d(BOX, 120.0)], 1.0, ""),
    "a collection with heights": (
        [shapely.GeometryCollection([shapely.force_3d(BOX, 1.0), shapely.Point(0, 0, 1)])], 1.0, "fell away",
    ),
    "halves": ([shapely.box(-90.3, 38.5, -90.25, 38.6), shapely.box(-90.25, 38.5, -90.2, 38.6)], 1.0, ""),
    "overlapping": ([BOX, shapely.box(-90.25, 38.5, -90.2, 38.6)], 1.0, ""),
    "with a hole": ([BOX.difference(HOLE)], 0.96, ""),
    "a multipolygon with a hole": ([shapely.MultiPolygon([BOX.difference(HOLE)])], 0.96, ""),
    "a bow-tie": ([shapely.Polygon([CORNERS[i] for i in (0, 2, 1, 3)])], 0.5, "repaired"),
    "a polygon and its label": ([BOX, shapely.Point(-90.25, 38.55)], 1.0, "1 point or line left out"),
    "a polygon and its outline": ([BOX, RING], 1.0, "1 point or line left out"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right(name, tmp_path):
    shapes, share, told = RIGHT[name]
    write(tmp_path, *shapes)
    found = frame(tmp_path)
    assert found.boundary.area / 1e6 == pytest.approx(share * square_km(BOX), rel=1e-3)
    assert told in "\n".join(found.notes)
    assert bool(told) == bool(found.notes)


REFUSED = {
    "an open line": ([shapely.LineString(CORNERS[:4])], "no polygon, but LineString.*close into rings"),
    "a ring and a loose line": ([RING, shapely.LineString([(-90.1, 38.5), (-90.0, 38.5)])], "no polygon"),
    "points": ([shapely.Point(corner) for corner in CORNERS], "no polygon, but Point"),
    "a multipoint": ([shapely.MultiPoint(CORNERS)], "no polygon, but MultiPoint"),
    "no area": ([shapely.Polygon([(-90.3, 38.5), (-90.2, 38.5), (-90.25, 38.5)])], "no geometry has an area"),
    "empty": ([shapely.Polygon()], "none of the 1 rows has a geometry"),
    "no rows": ([], "has no rows"),
    "Web Mercator": ([moved(BOX, 3857)], r'\(-10,052,150, 4,650,302\).*file_crs = "EPSG:3857"'),
    "UTM": ([moved(BOX, 32615)], r'no degrees although.*file_crs = "EPSG:32615"'),
    "State Plane in feet": ([moved(NEW_YORK, 2263)], "no degrees although.*mind feet and metres"),
    "rows in two CRS": ([BOX, moved(BOX, 3857)], "no degrees although"),
    "latitude first": ([shapely.box(38.5, -90.3, 38.6, -90.2)], "longitude and latitude are swapped"),
    "the world": ([shapely.box(-180, -85, 180, 85)], "cannot be measured.*is it a continent"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence(name, tmp_path):
    shapes, words = REFUSED[name]
    write(tmp_path, *shapes)
    with pytest.raises(InputError, match=words) as caught:
        frame(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "crs"), [(BOX, 3857), (BOX, 32615), (BOX, 26996), (NEW_YORK, 2263), (NEW_YORK, 32118), (NEW_YORK, 6539)]
)
def test_file_crs_is_the_answer(shape, crs, tmp_path):
    write(tmp_path, moved(shape, crs))
    found = frame(tmp_path, file_crs=f"EPSG:{crs}")
    assert found.boundary.area / 1e6 == pytest.approx(square_km(shape), rel=5e-3)
    write(tmp_path, moved(shape, crs), crs=f"urn:ogc:def:crs:EPSG::{crs}")
    assert frame(tmp_path).boundary.area / 1e6 == pytest.approx(square_km(shape), rel=5e-3)


@pytest.mark.parametrize("crs", [32615, 3857, 26996, 2263])
def test_degrees_that_say_metres_are_told(crs, tmp_path):
    gpd.GeoDataFrame(geometry=[BOX], crs=crs).to_parquet(tmp_path / "boundary.parquet")
    with pytest.raises(InputError, match=r'look like degrees although it says.*file_crs = "EPSG:4326"'):
        frame(tmp_path, "boundary.parquet")
    found = frame(tmp_path, "boundary.parquet", file_crs="EPSG:4326")
    assert found.boundary.area / 1e6 == pytest.approx(square_km(BOX), rel=1e-3)
    assert "its coordinates are degrees" in found.notes[0]


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32610", "EPSG:32618"])
def test_a_crs_that_does_not_measure_is_told(crs, tmp_path):
    write(tmp_path, BOX)
    try:
        told = " ".join(frame(tmp_path, crs=crs).notes)
    except InputError as problem:
        told = str(problem)
    assert "times as large as it is on the globe" in told


@pytest.mark.parametrize("crs", ["EPSG:32615", "EPSG:26996", "EPSG:26715", "EPSG:32616"])
def test_a_crs_of_the_place_is_not_doubted(crs, tmp_path):
    write(tmp_path, BOX)
    found = frame(tmp_path, crs=crs)
    assert found.notes == ()
    assert np.isclose(found.boundary.area / 1e6, square_km(BOX), rtol=1e-2)

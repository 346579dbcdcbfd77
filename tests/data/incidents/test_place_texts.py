"""Places written as text in forms that portals, maps and GIS write; what nothing in them tells is told or decided."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyproj
import pytest
import shapely

import beatwright as bw
from beatwright.base.columns.point_texts import parse_points, point_srids

_CITIES = {"Lima": (-77.04, -12.05), "Seattle": (-122.33, 47.6), "Madrid": (-3.7, 40.42), "Nairobi": (36.82, -1.28)}
_FORMS: dict[str, Callable[[float, float], str]] = {
    "map with a query": lambda lon, lat: f"https://www.google.com/maps?q={lat},{lon}",
    "map with encoded comma": lambda lon, lat: f"https://maps.example.org/?z=12&ll={lat}%2C{lon}",
    "map at a place": lambda lon, lat: f"https://www.google.com/maps/@{lat},{lon},17z",
    "map with a marker": lambda lon, lat: f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=15/0.5/0.5",
    "map with a view": lambda lon, lat: f"https://www.openstreetmap.org/#map=15/{lat}/{lon}",
    "geo address": lambda lon, lat: f"geo:{lat},{lon}",
    "MULTIPOINT of one": lambda lon, lat: f"MULTIPOINT (({lon} {lat}))",
    "MULTIPOINT without inner brackets": lambda lon, lat: f"MULTIPOINT ({lon} {lat})",
    "POINT ZM": lambda lon, lat: f"POINT ZM ({lon} {lat} 12 0)",
    "Spanish keys": lambda lon, lat: json.dumps({"latitud": lat, "longitud": lon}),
    "GeoJSON feature": lambda lon, lat: json.dumps(
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": {"lat": "x"}}
    ),
}


@pytest.mark.parametrize("form", _FORMS)
def test_forms_of_text(form: str) -> None:
    lon, lat = parse_points(pa.array([_FORMS[form](*place) for place in _CITIES.values()]))
    np.testing.assert_allclose(np.column_stack([lon, lat]), list(_CITIES.values()))


def test_a_list_of_texts_is_a_pair() -> None:
    lon, lat = parse_points(pa.array(['["4.6878", "-74.0489"]', "['4.6', '-74.1']"]))
    assert (lon.tolist(), lat.tolist()) == ([-74.0489, -74.1], [4.6878, 4.6])


@pytest.mark.parametrize(
    "shape",
    [shapely.box(-87.7, 41.8, -87.6, 41.9), shapely.LineString([(-87.7, 41.8), (-87.6, 41.9)]),
     shapely.MultiPoint([(-87.7, 41.8), (-87.6, 41.9)])],
    ids=lambda shape: str(shape.geom_type),
)  # fmt: skip
@pytest.mark.parametrize("form", [shapely.to_geojson, shapely.to_wkt])
def test_lines_and_areas_are_no_places(shape: object, form: Callable[[object], str]) -> None:
    """The first corner of an area was taken for its place."""
    assert np.isnan(parse_points(pa.array([form(shape)]))[0]).all()


@pytest.mark.parametrize(
    ("text", "srid"),
    [
        ('{"x": 277600.1, "y": 8662980.2, "spatialReference": {"wkid": 32718}}', 32718),
        ('{"x": -10615100.0, "y": 3470080.0, "spatialReference": {"wkid": 102100, "latestWkid": 3857}}', 3857),
        ('{"x": -10615100.0, "y": 3470080.0, "spatialReference": {"wkid": 102100}}', 3857),
        ('{"type": "Point", "crs": {"properties": {"name": "EPSG:31983"}}, "coordinates": [1, 2]}', 31983),
        ("SRID=900913;POINT(1 2)", 3857),
    ],
)  # fmt: skip
def test_texts_name_their_crs(text: str, srid: int) -> None:
    assert point_srids(pa.array([text])) - {0} == {srid}


def _file(folder: Path, heading: str, texts: list[str], others: tuple[str, str] = ("Date", "Offense")) -> Path:
    path = folder / "calls.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = [[f"2023-03-{1 + k % 28:02d} {k % 24:02d}:15", "THEFT", text] for k, text in enumerate(texts)]
        csv.writer(out).writerows([[*others, heading], *rows])
    return path


def _middle(incidents: bw.Incidents) -> tuple[float, float]:
    crs = incidents.report.facts["CRS"].split(" ")[0]
    back = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    lon, lat = back.transform(incidents.frame.x.median(), incidents.frame.y.median())
    return round(lon, 2), round(lat, 2)


_OPEN = "Nothing tells which of the two numbers"


@pytest.mark.parametrize(
    ("heading", "lon", "lat", "order", "told"),
    [
        ("coordinates", 2.35, 48.86, "lat", True),
        ("coordenadas", -46.63, -23.55, "lat", True),
        ("lat_lon", 2.35, 48.86, "lat", False),
        ("LatLng", 36.82, -1.28, "lat", False),
        ("lon_lat", 3.38, 6.52, "lon", False),
        ("coordinates", -87.63, 41.88, "lat", False),
        ("coordinates", -87.63, 41.88, "lon", False),
        ("coordenadas", -77.04, -12.05, "lon", False),
        ("location", 116.4, 39.9, "lat", False),
        ("location", 151.2, -33.87, "lon", False),
    ],
)
def test_an_order_that_nothing_tells_is_told(
    tmp_path: Path, heading: str, lon: float, lat: float, order: str, told: bool
) -> None:
    pairs = [(lon + k / 1e4, lat + k / 1e4) for k in range(30)]
    texts = [f"{b:.5f}, {a:.5f}" if order == "lat" else f"{a:.5f}, {b:.5f}" for a, b in pairs]
    incidents = bw.data.read_incidents(_file(tmp_path, heading, texts))
    assert _middle(incidents) == (lon, lat)
    assert any(_OPEN in said for said in incidents.report.warnings) == told


@pytest.mark.parametrize(("lon", "lat"), [(3.38, 6.52), (36.82, -1.28), (2.35, 48.86), (-46.63, -23.55)])
def test_a_boundary_tells_the_order(tmp_path: Path, lon: float, lat: float) -> None:
    path = _file(tmp_path, "coordinates", [f"{lon + k / 1e4:.5f}, {lat + k / 1e4:.5f}" for k in range(30)])
    crs = pyproj.CRS.from_epsg((32600 if lat > 0 else 32700) + int((lon + 180) // 6 + 1))
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    report = bw.data.check_incidents(path, boundary=shapely.Point(x, y).buffer(9000), crs=crs)
    assert report.kept == 30
    assert "longitude first" in report.facts["place"]
    assert not [said for said in report.warnings if _OPEN in said or "swapped" in said]


def _angle(value: float, sides: str) -> str:
    minutes = abs(value) % 1 * 60
    return f"{int(abs(value))}°{int(minutes):02d}'{minutes % 1 * 60:05.2f}\"{sides[value < 0]}"


@pytest.mark.parametrize(
    ("heading", "date", "lon", "lat", "sides", "told"),
    [
        ("coordenadas", "fecha", -3.7, 40.42, "EO", True),
        ("coordenadas", "fecha", -77.04, -12.05, "EO", True),
        ("Koordinaten", "Datum", 13.4, 52.52, "OW", True),
        ("location", "Tatzeit", 11.57, 48.14, "OW", True),
        ("localizacao", "data", -46.63, -23.55, "LO", True),
    ],
)
def test_a_lone_o(tmp_path: Path, heading: str, date: str, lon: float, lat: float, sides: str, told: bool) -> None:
    texts = [f"{_angle(lat + k / 1e4, 'NS')}, {_angle(lon + k / 1e4, sides)}" for k in range(30)]
    incidents = bw.data.read_incidents(_file(tmp_path, heading, texts, (date, "tipo")))
    assert _middle(incidents) == (lon, lat)
    assert any("letter O" in said for said in incidents.report.warnings) == told


def test_an_e_or_w_beside_it_explains_a_lone_o(tmp_path: Path) -> None:
    for others, sign in (("E", -1), ("W", 1)):
        texts = [f"48°{k:02d}'10\"N 0°{k:02d}'30\"{'O' if k % 2 else others}" for k in range(30)]
        incidents = bw.data.read_incidents(_file(tmp_path, "location", texts))
        lon = pyproj.Transformer.from_crs(incidents.report.facts["CRS"].split(" ")[0], 4326, always_xy=True).transform(
            incidents.frame.x, incidents.frame.y
        )[0]
        expected = sorted((sign if k % 2 else -sign) * (k / 60 + 30 / 3600) for k in range(30))
        np.testing.assert_allclose(np.sort(lon), expected, atol=1e-6)


@pytest.mark.parametrize(("lon", "sides"), [(13.4, "OW"), (-3.7, "EO")])
def test_a_boundary_explains_a_lone_o(tmp_path: Path, lon: float, sides: str) -> None:
    path = _file(tmp_path, "location", [f"{_angle(45 + k / 1e4, 'NS')} {_angle(lon, sides)}" for k in range(30)])
    crs = pyproj.CRS.from_epsg(32600 + int((lon + 180) // 6 + 1))
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, 45)
    report = bw.data.check_incidents(path, boundary=shapely.Point(x, y).buffer(9000), crs=crs)
    assert (report.kept, [said for said in report.warnings if "letter O" in said]) == (30, [])


def test_an_o_of_an_address_is_not_told(tmp_path: Path) -> None:
    texts = [f"{100 + k} O ST\n(38.{900 + k}, -77.{10 + k})" for k in range(30)]
    incidents = bw.data.read_incidents(_file(tmp_path, "location", texts))
    assert not [said for said in incidents.report.warnings if "letter O" in said]

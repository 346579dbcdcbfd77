"""Places written as text keep their signs; marks between thousands are judged over columns; headings of every
alphabet."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
import shapely

from beatwright.base.columns.number_columns import read_numbers, thousands_mark
from beatwright.base.columns.point_texts import parse_points, point_srids
from beatwright.base.errors import InputError
from beatwright.data.incidents.columns.column_headings import plain_heading
from beatwright.data.incidents.columns.recognised_columns import recognise
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.rows.row_filter import asked_for

_PLACES = [(-90.25, 38.6), (-70.6, -33.5), (2.35, 48.85), (151.2, -33.87)]
_EMPTY = {"address": "", "city": "Springfield"}
_FORMS = {
    "python dict": lambda lon, lat: str({"latitude": str(lat), "longitude": str(lon)}),
    "python dict, longitude first": lambda lon, lat: str({"longitude": lon, "latitude": lat}),
    "keys between": lambda lon, lat: str({"latitude": str(lat), "needs_recoding": False, "longitude": str(lon)}),
    "address between": lambda lon, lat: json.dumps(
        {"longitude": str(lon), "human_address": json.dumps(_EMPTY), "latitude": str(lat)}
    ),
    "json in json": lambda lon, lat: json.dumps(json.dumps({"latitude": str(lat), "longitude": str(lon)})),
    "json numbers": lambda lon, lat: json.dumps({"lat": lat, "lng": lon}),
    "lat and lon": lambda lon, lat: json.dumps({"lon": lon, "lat": lat}),
    "long": lambda lon, lat: json.dumps({"long": lon, "accuracy": 12, "lat": lat}),
    "x and y": lambda lon, lat: json.dumps({"x": lon, "spatialReference": {"wkid": 4326}, "y": lat}),
    "GeoJSON": lambda lon, lat: json.dumps({"type": "Point", "coordinates": [lon, lat]}),
    "pair": lambda lon, lat: f"({lat}, {lon})",
    "typographic minus": lambda lon, lat: f"{lat}, {lon}".replace("-", "\u2212"),
    "address and pair": lambda lon, lat: f"12 MAIN ST\n({lat}, {lon})",
    "compass": lambda lon, lat: f"{abs(lat)}{'NS'[lat < 0]} {abs(lon)}{'EW'[lon < 0]}",
    "compass with degrees": lambda lon, lat: f"{abs(lat)}° {'NS'[lat < 0]}, {abs(lon)}° {'EW'[lon < 0]}",
    "WKT": lambda lon, lat: f"POINT ({lon} {lat})",
    "WKT with height": lambda lon, lat: f"POINT Z ({lon} {lat} 12.5)",
    "EWKT": lambda lon, lat: f"SRID=4326;POINT({lon} {lat})",
    "WKB": lambda lon, lat: shapely.to_wkb(shapely.Point(lon, lat), hex=True),
    "EWKB": lambda lon, lat: shapely.to_wkb(
        shapely.set_srid(shapely.Point(lon, lat), 4326), hex=True, include_srid=True
    ),
    "WKB, big endian": lambda lon, lat: shapely.to_wkb(shapely.Point(lon, lat), hex=True, byte_order=0).lower(),
}


@pytest.mark.parametrize("form", _FORMS)
def test_text_keeps_its_signs(form: str) -> None:
    texts = [_FORMS[form](lon, lat) for lon, lat in _PLACES]
    lon, lat = parse_points(pa.array([*texts, None, "MAIN ST"]))
    np.testing.assert_allclose(np.column_stack([lon, lat])[:4], _PLACES)
    assert np.isnan(lon[4:]).all()


def test_degrees_minutes_seconds() -> None:
    lon, lat = parse_points(pa.array(["38°36'18\"N 90°15'36\"W", "33°30'S 70°36'W"]))
    np.testing.assert_allclose(lon, [-90.26, -70.6])
    np.testing.assert_allclose(lat, [38.605, -33.5])


def test_srid_of_the_texts() -> None:
    hexed = shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 26915), hex=True, include_srid=True)
    assert point_srids(pa.array([hexed, None, "(1, 2)"])) == {26915}


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["741,234", "4,277,100"], [741234, 4277100]),
        (["741.234,5", "4.277.100,5"], [741234.5, 4277100.5]),
        (["741,234.5", "741,234"], [741234.5, 741234]),
        (["741.234", "4.277.100"], [741234, 4277100]),
        (["741'234", "4'277'100.5"], [741234, 4277100.5]),
        (["741\u2019234"], [741234]),
        (["741 234", "4 277 100"], [741234, 4277100]),
        (["741\u00a0234,5"], [741234.5]),
        (["741\u202f234"], [741234]),
        (["-1,234,567", "999"], [-1234567, 999]),
        (["-90,123", "38,5"], [-90.123, 38.5]),
        (["-90.123", "38.612"], [-90.123, 38.612]),
        (["38,6", "38,7", "1,234,567"], [38.6, 38.7, np.nan]),
        (["1,234,567", "12,34"], [np.nan, 12.34]),
        (["\u22121.5"], [-1.5]),
        (["12 34", "1e3"], [np.nan, 1000]),
    ],
)
def test_marks_between_thousands(texts: list[str], numbers: list[float]) -> None:
    np.testing.assert_array_equal(read_numbers(pa.array(texts)), numbers)


def test_one_column_proves_it_for_the_other() -> None:
    x, y = pa.array(["741,234", "741,300"]), pa.array(["4,277,100", "4,277,200"])
    assert read_numbers(x, thousands=thousands_mark(x, y)).tolist() == [741234, 741300]


_FOREIGN = [
    ("Дата события", "Вид"), ("Ημερομηνία", "Είδος"), ("التاريخ", "النوع"), ("תאריך", "סוג"), ("发生日期", "类型"),
    ("발생일자", "종류"), ("発生日", "種別"), ("วันที่", "ประเภท"), ("दिनांक", "प्रकार"), ("თარიღი", "ტიპი"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "missing"), _FOREIGN)
def test_a_missing_heading_is_never_another_column(there: str, missing: str) -> None:
    table = _table([there, "lat", "lon"])
    with pytest.raises(InputError, match="no such heading"):
        recognise(table, {"time": there, "kind": missing})
    with pytest.raises(InputError, match="no such heading"):
        asked_for(table, {missing: "a"})
    assert recognise(table, {"time": there}).heading("time") == there
    assert plain_heading(there)
    assert plain_heading(there) != plain_heading(missing)


@pytest.mark.parametrize("pair", [("Año", "Ano"), ("Case No", "case_no"), ("Ёлка", "Елка")])
def test_headings_alike_are_not_chosen_between(pair: tuple[str, str]) -> None:
    table = _table([*pair, "date", "lat", "lon"])
    assert recognise(table, {"kind": pair[1]}).heading("kind") == pair[1]
    with pytest.raises(InputError, match="several headings"):
        recognise(table, {"kind": pair[0].upper()})
    with pytest.raises(InputError, match="several headings"):
        asked_for(table, {pair[0].upper(): "a"})


def _table(headings: list[str]) -> RawTable:
    values = {"date": "2024-01-01 12:00", "lat": "38.6", "lon": "-90.2"}
    columns = pa.table({heading: pa.array([values.get(heading, "a")]) for heading in headings})
    return RawTable(columns, np.array([1]), (), {"format": "CSV"})

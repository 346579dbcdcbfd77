"""Coordinates that lost their sign, order or decimal point: told with what mends them, mended only with proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.core.incidents import Incidents
from beatwright.data import check_incidents, read_incidents
from beatwright.data.incidents.incident_source import IncidentSource
from beatwright.data.incidents.places.coordinates import utm_at
from beatwright.data.incidents.places.mend_coordinates import Box, change_warnings, find_changes

_CITIES = [(-90.2, 38.6), (-71.06, 42.36), (-46.63, -23.55), (2.35, 48.85), (151.2, -33.87), (37.6, 55.75)]
Spoil = Callable[[float, float], tuple[object, object]]


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [(90.2, 38.6, "of the longitude changed"), (-90.2, -38.6, "of the latitude changed"),
     (90.2, -38.6, "longitude and latitude changed"), (38.6, 90.2, "swapped and the sign of the longitude"),
     (12.0, 50.0, "")],
)  # fmt: skip
def test_sign_that_brings_rows_inside(lon: float, lat: float, said: str) -> None:
    box = Box(shapely.box(730_000, 4_265_000, 760_000, 4_290_000), utm_at(-90.2, 38.6))
    found = find_changes(np.full(40, lon), np.full(40, lat), box)
    warnings = change_warnings(found, np.ones(40, dtype=int), "the file", 40, mended=False)
    assert [("40 rows" in text, said in text) for text in warnings] == [(True, True)] * bool(said)


def _city(lon: float, lat: float) -> tuple[pyproj.CRS, shapely.Polygon]:
    crs = utm_at(lon, lat)
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    return crs, shapely.box(x - 15_000, y - 15_000, x + 15_000, y + 15_000)


def _places(lon: float, lat: float) -> list[tuple[float, float]]:
    return [(round(lon + i / 500, 6), round(lat - i / 700, 6)) for i in range(20)]


def _write(file: Path, rows: list[tuple[object, object]]) -> Path:
    lon, lat = zip(*rows, strict=True)
    dates = [f"2024-01-{day:02d} 10:00" for day in range(1, len(rows) + 1)]
    pd.DataFrame({"date": dates, "offense": "theft", "lon": lon, "lat": lat}).to_csv(file, index=False)
    return file


def _degrees(incidents: Incidents, crs: pyproj.CRS) -> np.ndarray:
    frame = incidents.frame
    back = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(frame["x"], frame["y"])
    return np.column_stack(back)


def _digits(value: float) -> int:
    return int(f"{value:.6f}".replace(".", "").rstrip("0"))


_SPOILT: dict[str, Spoil] = {
    "no minus of the longitude": lambda lon, lat: (-lon, lat),
    "no minus of the latitude": lambda lon, lat: (lon, -lat),
    "neither sign": lambda lon, lat: (-lon, -lat),
    "swapped": lambda lon, lat: (lat, lon),
    "swapped without sign": lambda lon, lat: (lat, -lon),
    "millions": lambda lon, lat: (round(lon * 1e6), round(lat * 1e6)),
    "hundred thousands": lambda lon, lat: (round(lon * 1e5), round(lat * 1e5)),
    "ten millions": lambda lon, lat: (round(lon * 1e7), round(lat * 1e7)),
    "lost points": lambda lon, lat: (_digits(lon), _digits(lat)),
    "lost point of the longitude": lambda lon, lat: (_digits(lon), lat),
    "millions without sign": lambda lon, lat: (round(abs(lon) * 1e6), round(lat * 1e6)),
}


@pytest.mark.parametrize("city", _CITIES)
@pytest.mark.parametrize("how", _SPOILT)
@pytest.mark.parametrize("every", [3, *(pytest.param(every, marks=pytest.mark.slow) for every in (1, 19))])
def test_told_and_mended_with_a_boundary(tmp_path: Path, city: tuple[float, float], how: str, every: int) -> None:
    crs, boundary = _city(*city)
    truth = _places(*city)
    rows = [_SPOILT[how](*place) if i % every == 0 else place for i, place in enumerate(truth)]
    spoilt = sum(row != place for row, place in zip(rows, truth, strict=True))
    file = _write(tmp_path / "a.csv", rows)
    report = check_incidents(IncidentSource(str(file)), boundary=boundary, crs=crs)
    if abs(city[0]) > 5 or "longitude" not in how:  # near Greenwich the mirror image is a neighbour
        assert report.kept == 20 - spoilt
        assert any('"mend"' in said or 'mend = "coordinates"' in said for said in report.warnings) is bool(spoilt)
        mended = IncidentSource(str(file), mend="coordinates").read(boundary=boundary, crs=crs)
        assert mended.report.kept == 20
        np.testing.assert_allclose(_degrees(mended, crs), truth, atol=2e-5)
        assert sum("put right" in said for said in mended.report.warnings) >= 1 or not spoilt


def test_a_neighbour_of_the_city_is_not_mended(tmp_path: Path) -> None:
    crs, boundary = _city(-0.1, 51.5)
    file = _write(tmp_path / "a.csv", [*_places(-0.1, 51.5), (0.21, 51.5), (12.0, 50.0)])
    incidents = IncidentSource(str(file), mend="coordinates").read(boundary=boundary, crs=crs)
    assert dict(incidents.report.reasons) == {"outside the boundary": 2}
    assert not any("put right" in said for said in incidents.report.warnings)


def test_without_a_boundary_nothing_is_mended(tmp_path: Path) -> None:
    file = _write(tmp_path / "a.csv", [*_places(-90.2, 38.6)[:10], (90.2, 38.6)])
    incidents = read_incidents(file, mend="coordinates")
    assert any("needs a boundary" in said for said in incidents.report.warnings)
    assert not any("put right" in said for said in incidents.report.warnings)


@pytest.mark.parametrize("place", [(-87.6, 41.8), (-71.06, 42.36), (-122.4, 37.8), (-99.13, 19.43), (-74.08, 4.6)])
def test_a_whole_file_swapped_onto_ice_is_told(tmp_path: Path, place: tuple[float, float]) -> None:
    rows: list[tuple[object, object]] = [(lat, lon) for lon, lat in _places(*place)]
    report = check_incidents(IncidentSource(str(_write(tmp_path / "a.csv", rows))))
    assert dict(report.reasons) == {"swapped latitude and longitude": 20}
    assert any("wrong way round" in said for said in report.warnings)


@pytest.mark.parametrize("place", [(18.95, 69.65), (15.6, 78.2), (-70.9, -53.2), (-51.7, 64.2), (25.8, 71.0)])
def test_the_far_north_and_south_are_not_swapped(tmp_path: Path, place: tuple[float, float]) -> None:
    rows: list[tuple[object, object]] = [*_places(*place)]
    report = check_incidents(IncidentSource(str(_write(tmp_path / "a.csv", rows))))
    assert report.kept == (20 if place[1] < 75 else report.kept)


@pytest.mark.parametrize("epsg", [32615, 3857, 26915])
def test_metres_under_lon_and_lat(tmp_path: Path, epsg: int) -> None:
    crs, boundary = _city(-90.2, 38.6)
    move = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform
    file = _write(tmp_path / "a.csv", [move(*place) for place in _places(-90.2, 38.6)])
    with pytest.raises(InputError, match=r"no degrees.*crs = "):
        check_incidents(IncidentSource(str(file)))
    with pytest.raises(InputError, match=f'inside the boundary with crs = .*"EPSG:{epsg}"'):
        check_incidents(IncidentSource(str(file)), boundary=boundary, crs=crs)
    assert IncidentSource(str(file), crs=f"EPSG:{epsg}").read(boundary=boundary, crs=crs).report.kept == 20


def test_a_crs_that_the_texts_contradict_is_told(tmp_path: Path) -> None:
    table = pd.DataFrame({"date": ["2024-01-01 10:00"] * 2, "geom": ["SRID=4326;POINT(-90.2 38.6)"] * 2})
    table.to_csv(tmp_path / "a.csv", index=False)
    said = read_incidents(tmp_path / "a.csv", crs="EPSG:4269").report.warnings
    assert any("says SRID 4326" in each and "EPSG:4269" in each for each in said)
    assert not any("SRID" in each for each in read_incidents(tmp_path / "a.csv", crs="EPSG:4326").report.warnings)

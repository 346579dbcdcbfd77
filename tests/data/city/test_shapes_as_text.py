"""Boundaries, districts and streets whose shapes stand as text in a column of a CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.data.city.layer import read_layer
from beatwright.network import RoadSource

_BEATS = [shapely.box(-87.7 + k / 50, 41.8, -87.68 + k / 50, 41.85) for k in range(4)]
_FORMS: dict[str, Callable[[Any], str]] = {
    "WKT": shapely.to_wkt,
    "MULTIPOLYGON": lambda shape: shapely.to_wkt(shapely.MultiPolygon([shape])),
    "EWKT": lambda shape: f"SRID=4326;{shapely.to_wkt(shape)}",
    "WKB": lambda shape: shapely.to_wkb(shape, hex=True),
    "PostgreSQL": lambda shape: "\\x" + shapely.to_wkb(shape, hex=True),
    "EWKB": lambda shape: shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True),
    "GeoJSON": shapely.to_geojson,
    "POLYGON Z": lambda shape: shapely.to_wkt(shapely.force_3d(shape, 5)),
}


def _write(path: Path, heading: str, texts: list[str], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=delimiter).writerows([["beat", heading], *enumerate(texts, 1)])
    return path


@pytest.mark.parametrize("heading", ["WKT", "the_geom", "Shape area"])
@pytest.mark.parametrize("form", _FORMS)
def test_areas(tmp_path: Path, form: str, heading: str) -> None:
    layer = read_layer(_write(tmp_path / "beats.csv", heading, [_FORMS[form](beat) for beat in _BEATS]))
    assert layer.table.crs.to_epsg() == 4326
    off = shapely.symmetric_difference(layer.table.geometry.to_numpy(), _BEATS)
    assert shapely.area(off).max() < 1e-9


def test_semicolons_titles_and_totals(tmp_path: Path) -> None:
    path = _write(tmp_path / "beats.csv", "WKT", [*map(shapely.to_wkt, _BEATS), ""], ";")
    path.write_text("Beats of the city\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(read_layer(path)) == 4


def test_projected_areas_need_their_crs(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "beats.csv", "WKT", ["POLYGON ((330000 7390000, 331000 7390000, 331000 7391000, 330000 7390000))"]
    )
    with pytest.raises(InputError, match="file_crs"):
        read_layer(path)
    assert read_layer(path, file_crs="EPSG:31983").table.crs.to_epsg() == 31983


def test_areas_with_latitude_first_are_refused(tmp_path: Path) -> None:
    swapped = [shapely.transform(beat, lambda xy: xy[:, ::-1]) for beat in _BEATS]
    layer = read_layer(_write(tmp_path / "beats.csv", "WKT", list(map(shapely.to_wkt, swapped))))
    assert layer.table.total_bounds[0] > 0  # which the boundary or the incidents contradict


def test_a_damaged_shape_is_a_row_without_one(tmp_path: Path) -> None:
    texts = [*map(shapely.to_wkt, _BEATS), "POLYGON ((0 0, 1", "POLYGON " + "(" * 60_000]
    layer = read_layer(_write(tmp_path / "beats.csv", "WKT", texts))
    assert len(layer) == 4
    assert "2 of 6 rows have no geometry" in layer.notes[0]


@pytest.mark.parametrize("form", ["WKT", "WKB", "GeoJSON"])
def test_streets(tmp_path: Path, form: str) -> None:
    corners = [(-87.7, 41.8), (-87.69, 41.8), (-87.69, 41.81), (-87.7, 41.81), (-87.7, 41.8)]
    lines = [shapely.LineString(corners[k : k + 2]) for k in range(4)]
    _write(tmp_path / "streets.csv", "geometry", [_FORMS[form](line) for line in lines])
    graph = RoadSource(edges="streets.csv").read(tmp_path, 32616)
    assert graph.metres.sum() == pytest.approx(2 * sum(2 * side for side in (830.5, 1110.6)), rel=0.01)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_a_guessed_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"Отделение полиции Северное {k},37.6{k},55.7{k}\n" for k in range(5))
    (tmp_path / "posts.csv").write_bytes(f"название,долгота,широта\n{rows}".encode(encoding))
    assert any("names no encoding" in note for note in read_layer(tmp_path / "posts.csv").notes)
    lines = "".join(f'Северная улица,"LINESTRING (37.6{k} 55.7, 37.6{k + 1} 55.7)"\n' for k in range(5))
    (tmp_path / "streets.csv").write_bytes(f"название,WKT\n{lines}".encode(encoding))
    notes = RoadSource(edges="streets.csv").read(tmp_path, 32637).notes
    assert any("names no encoding" in note for note in notes)

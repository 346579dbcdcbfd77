"""Boundaries as GIS programs write them: collections, metres that say degrees, latitude first, broken coordinates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.core.city import City
from beatwright.data import CitySource
from beatwright.data.today.district_layer import districts_from_layer

_CITY = shapely.box(-90.3, 38.5, -90.2, 38.6)
_HOLED = _CITY.difference(shapely.box(-90.26, 38.54, -90.24, 38.56))
_BOW = shapely.Polygon([(-90.3, 38.5), (-90.2, 38.6), (-90.2, 38.5), (-90.3, 38.6)])


def _write(folder: Path, geometry: Any) -> CitySource:
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(geometry))}
    path = folder / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return CitySource(boundary=str(path))


def _collection(*parts: Any) -> Any:
    return shapely.GeometryCollection(list(parts))


@pytest.mark.parametrize(
    ("geometry", "share", "told"),
    [
        (_CITY, 1.0, ""),
        (_HOLED, 0.96, ""),
        (_collection(_CITY, shapely.Point(-90, 38)), 1.0, "fell away"),
        (_collection(_CITY, shapely.LineString([(-90, 38), (-91, 39)])), 1.0, "fell away"),
        (_collection(shapely.Point(-90, 38), _HOLED), 0.96, "fell away"),
        (_collection(shapely.MultiPolygon([_CITY]), shapely.Point(-90, 38)), 1.0, "fell away"),
        (_collection(_collection(_CITY), shapely.Point(-90, 38)), 1.0, "fell away"),
        (_collection(_BOW, shapely.Point(-90, 38)), 0.5, "fell away"),
        (_BOW, 0.5, "repaired"),
    ],
)
def test_the_polygon_inside_is_used(tmp_path: Path, geometry: Any, share: float, told: str) -> None:
    frame = _write(tmp_path, geometry).frame()
    whole = gpd.GeoSeries([_CITY], crs=4326).to_crs(frame.crs).area.iloc[0]
    assert frame.boundary.area == pytest.approx(share * whole, rel=1e-3)
    assert told in "\n".join(frame.notes)
    assert bool(frame.notes) == bool(told)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (shapely.box(740000, 4280000, 750000, 4290000), r"boundary.geojson: its coordinates, .* are no degrees"),
        (shapely.box(-1e7, 4.6e6, -9.9e6, 4.7e6), "file_crs"),
        (shapely.box(500, 500, 900, 900), "no degrees"),
        (shapely.box(38.5, -90.3, 38.6, -90.2), "longitude and latitude are swapped"),
        (shapely.box(40.1, -105.3, 40.2, -105.2), "longitude and latitude are swapped"),
        (shapely.box(-37.9, 144.9, -37.7, 145.1), "longitude and latitude are swapped"),
        (shapely.box(35.6, 139.6, 35.7, 139.8), "longitude and latitude are swapped"),
        (shapely.LineString([(-90, 38), (-90, 39), (-91, 39)]), "no polygon, but LineString"),
        (shapely.Point(-90, 38), "no polygon, but Point"),
        (_collection(shapely.Point(-90, 38), shapely.LineString([(0, 0), (1, 1)])), "no polygon"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, geometry: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        _write(tmp_path, geometry).frame()


def test_file_crs_holds_where_coordinates_are_no_degrees(tmp_path: Path) -> None:
    _write(tmp_path, shapely.box(740000, 4280000, 750000, 4290000))
    frame = CitySource(boundary="boundary.geojson", file_crs="EPSG:32615").frame(tmp_path)
    assert frame.boundary.area == pytest.approx(1e8)
    assert frame.crs.to_epsg() == 32615
    assert "read as EPSG:32615" in frame.notes[0]


def test_file_crs_does_not_move_what_is_in_degrees(tmp_path: Path) -> None:
    _write(tmp_path, _CITY)
    assert not CitySource(boundary="boundary.geojson", file_crs="EPSG:32615").frame(tmp_path).notes


def test_coordinates_that_are_no_numbers(tmp_path: Path) -> None:
    ring = [(0, 0), (1000, 0), (1000, float("inf")), (0, 0)]
    gpd.GeoDataFrame(geometry=[shapely.Polygon(ring)], crs=32615).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputError, match="no finite numbers"):
        CitySource(boundary="b.parquet").frame(tmp_path)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (
            shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9), (0, 0), (-1, 0), (0, 0)]),
            "1 invalid polygon of the districts",
        ),
        (_collection(shapely.box(0, 0, 9, 9), shapely.Point(4, 4)), "fell away"),
    ],
)
def test_districts_of_today_are_repaired(shape: Any, told: str) -> None:
    halves = [shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)]
    zones = gpd.GeoDataFrame(index=["1", "2"], geometry=halves, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    layer = gpd.GeoDataFrame({"beat": ["A", "B"]}, geometry=[shape, halves[1]], crs=32615)
    plan = districts_from_layer(City(shapely.box(0, 0, 18, 9), zones, sites), layer, "beat")
    assert plan.districts == {"1": "A", "2": "B"}
    assert told in "\n".join(plan.notes)

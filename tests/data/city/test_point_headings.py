"""Tables of places have their coordinates under the same headings as incidents."""

from __future__ import annotations

from pathlib import Path

import pytest

from beatwright.base.vector.vector_files import read_vector


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("POINT_X", "POINT_Y"), ("Long.", "Lat."), ("Longitude (WGS84)", "Latitude (WGS84)"), ("lon", "lat"),
        ("LONG_WGS84", "LAT_WGS84"), ("LONGITUD", "LATITUD"), ("Längengrad", "Breitengrad"), ("lng", "lat"),
        ("X", "Y"), ("MapLongitude", "MapLatitude"), ("OpenDataLon", "OpenDataLat"),
    ],
)  # fmt: skip
def test_degrees_under_any_heading(tmp_path: Path, x: str, y: str) -> None:
    file = tmp_path / "stations.csv"
    file.write_text(f"Name,{x},{y}\nNorth,-90.2,38.7\nSouth,-90.3,38.6\n", encoding="utf-8")
    points = read_vector(file)
    assert points.crs.to_epsg() == 4326
    assert [(point.x, point.y) for point in points.geometry] == [(-90.2, 38.7), (-90.3, 38.6)]

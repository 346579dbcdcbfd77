"""Places: what is wrong with a coordinate, and projections."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.core import City
from beatwright.data import check_incidents, read_incidents
from beatwright.data.incidents.incident_source import IncidentSource

UTM = "EPSG:32615"


def make(folder, lon, lat, names=("lon", "lat")):
    n = len(lon)
    table = pd.DataFrame({"time": [f"2024-01-{i % 28 + 1:02d} 10:{i % 60:02d}" for i in range(n)], "kind": "theft"})
    table[names[0]], table[names[1]] = lon, lat
    file = folder / "places.csv"
    table.to_csv(file, index=False)
    return file


def box(west=-90.3, south=38.5, east=-90.1, north=38.7):
    project = pyproj.Transformer.from_crs(4326, UTM, always_xy=True).transform
    return shapely.transform(
        shapely.box(west, south, east, north), lambda p: np.column_stack(project(p[:, 0], p[:, 1]))
    )


LON = [-90.2, -90.21, None, 0, 38.6, -190.0, -89.0, "REDACTED", -1]
LAT = [38.6, 38.61, 38.6, 0, -90.2, 38.6, 38.6, "REDACTED", -1]


def test_every_reason(tmp_path):
    file = make(tmp_path, LON, LAT)
    report = check_incidents(IncidentSource(str(file)), boundary=box(), crs=UTM)
    assert dict(report.reasons) == {
        "no coordinate": 3,
        "coordinate (0, 0)": 1,
        "swapped latitude and longitude": 1,
        "outside the world": 1,
        "outside the boundary": 1,
    }
    by_row = dict(zip(report.dropped["row"], report.dropped["reason"], strict=True))
    assert by_row["5"] == "swapped latitude and longitude"
    assert by_row["7"] == "outside the boundary"
    assert report.dropped["detail"][report.dropped["row"] == "7"].item() == "(-89, 38.6)"


def test_swapped_can_be_mended(tmp_path):
    file = make(tmp_path, [-90.2, -90.2, 38.6], [38.6, 38.61, -90.2])
    mended = read_incidents(file, swapped="mend")
    assert mended.report.kept == 3
    frame = mended.frame.sort_values("time")
    np.testing.assert_allclose(frame[["x", "y"]].iloc[2], frame[["x", "y"]].iloc[0])
    dropped = read_incidents(file)
    assert dict(dropped.report.reasons) == {"swapped latitude and longitude": 1}
    assert any('swapped = "mend"' in warning for warning in dropped.report.warnings)


@pytest.mark.parametrize(("lon", "lat"), [(-118.25, 34.05), (-90.2, 38.6), (-0.1, 51.5), (151.2, -33.9), (13.4, 52.5)])
def test_a_few_swapped_rows_anywhere(lon, lat, tmp_path):
    noise = np.arange(20) / 1000
    longitudes, latitudes = lon + noise, lat + noise
    longitudes[:3], latitudes[:3] = latitudes[:3].copy(), longitudes[:3].copy()
    report = check_incidents(make(tmp_path, longitudes, latitudes))
    assert dict(report.reasons) == {"swapped latitude and longitude": 3}


def test_whole_file_swapped(tmp_path):
    file = make(tmp_path, [34.05, 34.06], [-118.25, -118.26])
    report = check_incidents(file)
    assert dict(report.reasons) == {"swapped latitude and longitude": 2}
    assert any("wrong way round" in warning for warning in report.warnings)
    assert read_incidents(file, mapping={"lon": "lat", "lat": "lon"}).report.kept == 2


def test_x_and_y_in_degrees(tmp_path):
    file = make(tmp_path, [-122.42, -122.41], [37.76, 37.77], names=("X", "Y"))
    assert "degrees" in read_incidents(file).report.facts["place"]


def test_projected_coordinates_need_a_crs(tmp_path):
    file = make(tmp_path, [901374.6, 901474.6], [1019237, 1019337], names=("X", "Y"))
    with pytest.raises(InputError, match=r"projected coordinates.*901375.*crs = "):
        check_incidents(file)
    feet = read_incidents(file, crs="ESRI:102696")
    back = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True).transform(*feet.frame[["x", "y"]].iloc[0])
    np.testing.assert_allclose(back, (-90.215857, 38.632402), atol=2e-6)


def test_place_as_text(tmp_path):
    n = 6
    texts = [f"1 MAIN ST\nCity, MA\n(38.6{i}, -90.2)" for i in range(3)] + [f"POINT (-90.2 38.6{i})" for i in range(2)]
    table = pd.DataFrame({"date": ["2024-01-01 10:00"] * n, "offense": "theft", "Location": [*texts, "2 MAIN ST"]})
    table.to_csv(tmp_path / "t.csv", index=False)
    report = read_incidents(tmp_path / "t.csv").report
    assert (report.read, report.kept, dict(report.reasons)) == (6, 5, {"no coordinate": 1})


def test_decimal_comma(tmp_path):
    (tmp_path / "t.csv").write_text("datum;zeit;lat;lon;kind\n1.2.2024;10:00;52,52;13,40;theft\n")
    incidents = read_incidents(tmp_path / "t.csv", mapping={"time": "datum", "clock": "zeit"})
    assert "EPSG:32633" in incidents.report.facts["CRS"]
    assert incidents.frame["time"].dt.hour.tolist() == [10]


def test_far_rows_are_told_without_a_boundary(tmp_path):
    report = check_incidents(make(tmp_path, [-90.2] * 20 + [-80.0], [38.6] * 20 + [38.6]))
    assert report.kept == 21
    assert any("more than 100 km" in warning for warning in report.warnings)


def test_zones_of_a_city(tmp_path):
    import geopandas as gpd

    edge = box()
    west, south, east, north = edge.bounds
    zones = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(west, south, (west + east) / 2, north)], crs=UTM)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[zones.geometry.iloc[0].centroid], crs=UTM)
    city = City(edge, zones, sites)
    incidents = read_incidents(make(tmp_path, [-90.25, -90.15, -91.0], [38.6, 38.6, 38.6]), city)
    assert incidents.frame["zone"].tolist() == [0]
    assert incidents.zones == 1
    assert dict(incidents.report.reasons) == {"outside the boundary": 1, "in no zone": 1}

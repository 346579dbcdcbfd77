"""Boundary, zones, stations, districts, streets, incidents that do not lie in one city: told, with what would fit."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.data import CitySource, IncidentSource
from beatwright.network import RoadSource
from beatwright.study.file.input_files import check_streets

CITIES = {
    "Boston": (-71.06, 42.36), "Lima": (-77.04, -12.05), "London": (0.0, 51.5), "Lagos": (3.4, 6.5),
    "Delhi": (77.2, 28.6), "Sao Paulo": (-46.6, -23.5), "Nairobi": (36.8, -1.3), "Cape Town": (18.4, -33.9),
    "Halifax": (-63.6, 44.65), "Kolkata": (88.36, 22.57), "Berlin": (13.4, 52.5), "Miami": (-80.2, 25.8),
}  # fmt: skip
# So near a pole with latitude first that no UTM zone is there.
POLAR = ("Kolkata", "Miami")
EXCHANGED = "With longitude and latitude exchanged it would fit"


def box(lon, lat, size=0.06):
    return shapely.box(lon - size, lat - size, lon + size, lat + size)


def write(folder, name, *shapes):
    features = [
        {"type": "Feature", "properties": {"id": f"{number}"}, "geometry": json.loads(shapely.to_geojson(shape))}
        for number, shape in enumerate(shapes)
    ]
    (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def incidents(folder, lon, lat, boundary, **options):
    rng = np.random.default_rng(5)
    table = pd.DataFrame(
        {
            "time": pd.date_range("2023-01-01", periods=100, freq="D").strftime("%Y-%m-%d 10:00"),
            "kind": "ROBBERY",
            "lon": lon + rng.uniform(-0.05, 0.05, 100),
            "lat": lat + rng.uniform(-0.05, 0.05, 100),
        }
    )
    table.to_csv(folder / "records.csv", index=False)
    write(folder, "boundary", boundary)
    frame = CitySource(boundary="boundary.geojson").frame(folder)
    return IncidentSource("records.csv", **options).read(folder, boundary=frame.boundary, crs=frame.crs)


@pytest.mark.parametrize("name", CITIES)
def test_a_boundary_with_latitude_first_is_told_by_the_incidents(name, tmp_path):
    lon, lat = CITIES[name]
    assert len(incidents(tmp_path, lon, lat, box(lon, lat))) == 100
    words = rf"100 of 100 rows do not lie in the boundary.* km from.*{EXCHANGED}"
    with pytest.raises(InputError, match="is latitude first" if name in POLAR else words):
        incidents(tmp_path, lon, lat, box(lat, lon))


@pytest.mark.parametrize("name", ["Boston", "London", "Lagos"])
def test_swapped_rows_put_right_into_a_wrong_boundary_are_told(name, tmp_path):
    lon, lat = CITIES[name]
    found = incidents(tmp_path, lon, lat, box(lat, lon), swapped="mend")
    assert any("100 of 100 rows do not lie in the boundary" in said and EXCHANGED in said for said in
               found.report.warnings)  # fmt: skip


@pytest.mark.parametrize("name", ["Boston", "Lima", "Delhi", "Sao Paulo", "Miami"])
def test_a_boundary_without_its_minus_is_told(name, tmp_path):
    lon, lat = CITIES[name]
    with pytest.raises(InputError, match=r"With the sign of the longitude changed it would fit"):
        incidents(tmp_path, lon, lat, box(-lon, lat))


@pytest.mark.parametrize("there", ["Lima", "London", "Miami"])
def test_the_boundary_of_another_city_is_told_with_its_distance(there, tmp_path):
    with pytest.raises(InputError, match=r"[\d,]+ km from the boundary .* Check that both are of the same city"):
        incidents(tmp_path, *CITIES["Boston"], box(*CITIES[there]))


def complaints(folder, boundary, **layers):
    write(folder, "boundary", boundary)
    for option, shape in layers.items():
        write(folder, option, shape)
    source = CitySource(boundary="boundary.geojson", **{option: f"{option}.geojson" for option in layers})
    return source, source.unreadable(folder)


@pytest.mark.parametrize("name", [name for name in CITIES if name not in POLAR])
def test_the_boundary_is_named_where_all_others_agree(name, tmp_path):
    lon, lat = CITIES[name]
    _, said = complaints(
        tmp_path, box(lat, lon), zones=box(lon, lat), current=shapely.Point(lon, lat), parents=box(lon, lat)
    )
    assert [text.split(":")[0] for text in said] == [
        "[city] zones", "[city] current", "[city] parents", "[city] boundary"
    ]  # fmt: skip
    assert all(" km from the boundary" in text and EXCHANGED in text for text in said[:3])


@pytest.mark.parametrize("option", ["zones", "current", "parents", "population", "sites"])
@pytest.mark.parametrize("name", ["Boston", "London", "Lagos"])
def test_each_layer_away_is_told(option, name, tmp_path):
    lon, lat = CITIES[name]
    shape = shapely.Point if option in ("current", "sites") else box
    source, said = complaints(tmp_path, box(lon, lat), **{option: shape(lat, lon)})
    assert len(said) == 1
    assert said[0].startswith(f"[city] {option}: lies ")
    assert EXCHANGED in said[0]
    if option != "population":  # without its columns it fails first
        with pytest.raises(InputError, match=EXCHANGED):
            source.build(tmp_path, source.frame(tmp_path))


@pytest.mark.parametrize("name", CITIES)
def test_layers_of_one_city_are_not_doubted(name, tmp_path):
    lon, lat = CITIES[name]
    wide = box(lon, lat, size=2.0)
    outside = shapely.Point(lon + 0.1, lat)
    _, said = complaints(tmp_path, box(lon, lat), zones=wide, population=wide, current=outside)
    assert said == ()


@pytest.mark.parametrize(("lon", "lat"), [(42.3, -71.1), (22.5, 83.6), (-12.0, -77.0)])
def test_a_city_towards_a_pole_is_told(lon, lat, tmp_path):
    _, said = complaints(tmp_path, box(lon, lat))
    assert "lies where no city is" in said[0]


@pytest.mark.parametrize("name", ["Boston", "London", "Lima"])
def test_streets_away_are_told(name, tmp_path):
    lon, lat = CITIES[name]
    write(tmp_path, "boundary", box(lon, lat))
    frame = CitySource(boundary="boundary.geojson").frame(tmp_path)
    for streets, right in ((shapely.LineString([(lon, lat), (lon + 0.01, lat)]), True),
                           (shapely.LineString([(lat, lon), (lat + 0.01, lon)]), False)):  # fmt: skip
        gpd.GeoDataFrame(geometry=[streets], crs=4326).to_parquet(tmp_path / "streets.parquet")
        roads = RoadSource(edges="streets.parquet").read(tmp_path, frame.crs)
        if right:
            check_streets(roads, frame)
        else:
            with pytest.raises(InputError, match=rf"\[network\] edges: lies [\d,]+ km from .*{EXCHANGED}"):
                check_streets(roads, frame)


@pytest.mark.parametrize("name", ["Boston", "Lima", "Delhi", "Sao Paulo", "Nairobi"])
@pytest.mark.parametrize("change", [lambda lon, lat: (lat, lon), lambda lon, lat: (lon + 90, lat)])
def test_streets_on_the_other_side_of_the_globe_are_told(name, change, tmp_path):
    lon, lat = CITIES[name]
    x, y = change(lon, lat)
    write(tmp_path, "boundary", box(lon, lat))
    write(tmp_path, "streets", shapely.LineString([(x, y), (x + 0.01, y)]), shapely.LineString([(x, y), (x, y + 0.01)]))
    frame = CitySource(boundary="boundary.geojson").frame(tmp_path)
    with pytest.raises(InputError, match=r"\[network\].*(lies [\d,]+ km from|cannot be measured with the city)"):
        check_streets(RoadSource(edges="streets.geojson").read(tmp_path, frame.crs), frame)

"""The files of a map: read again as they were written, whole, by those who read incidents."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.data import digitize, read_incidents, write_digitized
from beatwright.data.digitize.digitized_files import is_digitized, need_period
from beatwright.data.digitize.score_gap import threshold_between


@pytest.fixture
def found(drawing, disc, stamp, corners):
    city = np.full((90, 120, 3), 240, np.uint8)
    stamp(city, disc, 40, 60)
    stamp(city, disc, 10, 20)
    blue = disc.copy()
    blue[..., :3] = disc[..., [2, 1, 0]]
    stamp(city, blue, 60, 90)
    return digitize(city, {"=robo": disc, "hurto é": blue}, corners, crs="EPSG:32718", scales=[1], rotations=[0])


def test_the_csv_is_read_as_incidents(found, tmp_path):
    path = write_digitized(found, tmp_path / "incidents.csv", period="2016-05")
    incidents = read_incidents(path)
    assert len(incidents) == 3
    assert sorted(incidents.frame["x"]) == pytest.approx(sorted(found.frame["x"]), abs=0.05)
    table = pd.read_csv(path, encoding="utf-8")
    assert table["kind"].tolist() == ["'=robo", "'=robo", "hurto é"]
    assert table["date"].tolist() == ["2016-05"] * 3
    assert table["lon"].tolist() == pytest.approx(found.frame["lon"].tolist(), abs=1e-6)


def test_a_geopackage_keeps_the_crs_and_geojson_has_degrees(found, tmp_path):
    package = gpd.read_file(write_digitized(found, tmp_path / "incidents.gpkg"))
    assert package.crs.to_epsg() == 32718
    assert package.geometry.x.tolist() == pytest.approx(found.frame["x"].tolist())
    assert package["kind"].tolist() == found.frame["kind"].tolist()
    features = json.loads(write_digitized(found, tmp_path / "i.geojson").read_text(encoding="utf-8"))["features"]
    assert [one["geometry"]["coordinates"][0] for one in features] == pytest.approx(found.frame["lon"].tolist())
    assert [one["properties"]["ambiguous"] for one in features] == [False, False, False]


def test_our_own_files_are_known_and_others_are_not(found, tmp_path):
    for name in ("a.csv", "a.gpkg", "a.geojson"):
        path = write_digitized(found, tmp_path / name, period="2016-05-31")
        assert is_digitized(path.read_bytes()[:65_536].decode("utf-8", "replace"))
    assert is_digitized(found.picture[:65_536].decode("utf-8", "replace"))
    assert not is_digitized("id,kind,lon,lat\n1,theft,0,0\n")
    assert not is_digitized("\x89PNG")


@pytest.mark.parametrize("text", ["May 2016", "2016-13", "2016-02-30", "", "16-05", "2016-05-31 10:00"])
def test_a_period_that_is_none_is_told(text):
    with pytest.raises(ParameterError, match="must be a month such as 2016-05"):
        need_period(text)


def test_an_unknown_ending_is_told(found, tmp_path):
    with pytest.raises(ParameterError, match=r"\.csv, \.gpkg, \.geojson"):
        write_digitized(found, tmp_path / "incidents.xls")
    assert list(tmp_path.iterdir()) == []


def test_a_map_without_symbols_writes_an_empty_table(drawing, disc, corners, tmp_path):
    none = digitize(
        np.full((90, 120, 3), 240, np.uint8), {"theft": disc}, corners, crs=32718, scales=[1], rotations=[0]
    )
    for name in ("a.csv", "a.gpkg", "a.geojson"):
        write_digitized(none, tmp_path / name, period="2016")
    assert pd.read_csv(tmp_path / "a.csv").empty
    assert gpd.read_file(tmp_path / "a.gpkg").empty


@pytest.mark.parametrize(
    ("scores", "threshold"),
    [([], 0.525), ([0.9], 0.525), ([0.46, 0.5, 0.59], 0.545), ([0.57] * 3, 0.51), ([0.47, 0.8], 0.535)],
)
def test_the_threshold_lies_in_the_widest_gap(scores, threshold):
    assert threshold_between(scores, 0.45, 0.6) == pytest.approx(threshold)

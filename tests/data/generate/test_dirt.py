"""Every fault of the file is known, and everything else in it is as it happened."""

from dataclasses import fields

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from beatwright.core import ParameterError
from beatwright.data import Dirt, generate_city, read_incidents


@pytest.fixture(scope="module")
def dirty():
    return generate_city(seed=3, size=6, weeks=30, dirty=True)


def test_faults_come_at_the_stated_rates(dirty):
    seen = dirty.truth.faults["fault"].value_counts()
    for field in fields(Dirt):
        assert seen.get(field.name, 0) == round(field.default * len(dirty.truth.events))
    assert len(dirty.records) == len(dirty.truth.events) + seen["duplicate"]
    assert dirty.truth.faults["row"].is_unique


def test_every_fault_is_there_and_no_other(dirty):
    records, faults = dirty.records, dirty.truth.faults.set_index("row")["fault"]
    label = faults.reindex(np.arange(1, len(records) + 1)).fillna("").to_numpy()
    lon, lat = (pd.to_numeric(records[name], errors="coerce") for name in ("Longitude", "Latitude"))
    np.testing.assert_array_equal((records["Longitude"] == "") & (records["Latitude"] == ""), label == "missing")
    np.testing.assert_array_equal((lon == 0) & (lat == 0), label == "zero")
    np.testing.assert_array_equal((lon > 30) & (lat < -90), label == "swapped")
    limit = gpd.GeoSeries([dirty.boundary], crs=dirty.crs).to_crs(4326).total_bounds
    np.testing.assert_array_equal((lat > limit[3]) & (lon < -90), label == "outside")
    np.testing.assert_array_equal(records["Occurred"] == "UNKNOWN", label == "unreadable")
    np.testing.assert_array_equal(records["Offense"] == "ZZ-9999", label == "unknown_kind")
    np.testing.assert_array_equal(records["Incident ID"].duplicated(), label == "duplicate")
    np.testing.assert_array_equal(records.duplicated(), label == "duplicate")
    for fault, clock in (("noon", "12:00"), ("midnight", "00:00")):
        assert (records.loc[label == fault, "Occurred"].str[-5:] == clock).all()


def test_clean_rows_are_what_happened(dirty):
    """To the centimetre and the minute, for every row without a fault."""
    clean = dirty.records.drop(index=dirty.truth.faults["row"] - 1).set_index("Incident ID")
    events = dirty.truth.events.set_index("id").loc[clean.index]
    points = gpd.GeoSeries(
        gpd.points_from_xy(clean["Longitude"].astype(float), clean["Latitude"].astype(float)), crs=4326
    ).to_crs(dirty.crs)
    assert np.abs(points.x.to_numpy() - events["x"].to_numpy()).max() < 0.02
    assert np.abs(points.y.to_numpy() - events["y"].to_numpy()).max() < 0.02
    assert (pd.to_datetime(clean["Occurred"]) == events["time"]).all()
    assert (clean["Offense"] == events["kind"]).all()


def test_dirt_changes_the_file_alone(dirty):
    clean = generate_city(seed=3, size=6, weeks=30)
    assert len(clean.truth.faults) == 0
    pd.testing.assert_frame_equal(clean.truth.events, dirty.truth.events)
    assert clean.incidents() == dirty.incidents()


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({"zero": -0.1}, r"The 'zero' parameter of Dirt must be a number in \[0, 0.9\]. Got -0.1."),
        ({"zero": 0.5, "noon": 0.5}, "must sum to at most 0.9"),
        ({"zero": "some", "swapped": None}, "Several things are wrong"),
    ],
)
def test_wrong_rates_are_told(rates, said):
    with pytest.raises(ParameterError, match=said):
        Dirt(**rates)


def test_a_single_fault():
    generated = generate_city(seed=3, size=6, weeks=10, dirty=Dirt(0.5, 0, 0, 0, 0, 0, 0, 0, 0))
    assert set(generated.truth.faults["fault"]) == {"missing"}
    assert (generated.records["Latitude"] == "").mean() == pytest.approx(0.5, abs=0.001)


def test_districts_hold_their_incidents(dirty):
    clean = dirty.records.drop(index=dirty.truth.faults["row"] - 1).set_index("Incident ID")
    events = dirty.truth.events.set_index("id").loc[clean.index]
    points = gpd.GeoSeries(gpd.points_from_xy(events["x"], events["y"]), crs=dirty.crs)
    home = dirty.districts.geometry.loc[clean["District"]].reset_index(drop=True)
    assert points.distance(home).max() < 0.02


def test_reading_finds_exactly_the_faulty_rows(dirty, tmp_path):
    """Row by row, through the reading code that real data take."""
    folder = dirty.write(tmp_path)
    read = read_incidents(folder / "incidents.csv", dirty.city())
    faults = dirty.truth.faults
    unusable = faults[~faults["fault"].isin(["noon", "midnight", "unknown_kind"])]
    assert sorted(read.report.dropped["row"].astype(int)) == unusable["row"].to_list()
    assert len(read) == read.report.kept == len(dirty.records) - len(unusable)
    counts = sorted(unusable["fault"].value_counts())
    assert sorted(read.report.reasons.values()) == counts
    for word in ("ZZ-9999", "noon", "midnight"):
        assert any(word in warning for warning in read.report.warnings)

"""One call, one seed: the same city every time, as files, as nouns, in time."""

import hashlib
import time

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Demand, ParameterError, Severity
from beatwright.data import CitySize, CitySource, generate_city
from beatwright.data.generate import BLOCK_GROUPS, KINDS
from beatwright.data.incidents.rows.kind_table import KindTable


def fingerprints(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_seed_same_bytes(tmp_path):
    one = generate_city(seed=11, size=5, weeks=20, dirty=True).write(tmp_path / "one")
    two = generate_city(seed=11, size=5, weeks=20, dirty=True).write(tmp_path / "two")
    other = generate_city(seed=12, size=5, weeks=20, dirty=True).write(tmp_path / "other")
    assert fingerprints(one) == fingerprints(two)
    assert all(fingerprints(one)[name] != mark for name, mark in fingerprints(other).items())
    assert set(fingerprints(one)) == {
        "blockgroups.gpkg",
        "boundary.gpkg",
        "districts.gpkg",
        "incidents.csv",
        "nodes.gpkg",
        "posts.csv",
        "river.gpkg",
        "stations.csv",
        "streets.gpkg",
    }


def test_writing_leaves_other_files_alone(tmp_path):
    (tmp_path / "study.toml").write_text("mine")
    generated = generate_city(seed=11, size=5, weeks=2)
    generated.write(tmp_path)
    first = fingerprints(tmp_path)
    generated.write(tmp_path)
    assert fingerprints(tmp_path) == first
    assert (tmp_path / "study.toml").read_text() == "mine"


def test_incidents_do_not_move_the_streets():
    one = generate_city(seed=4, size=6, weeks=5)
    two = generate_city(seed=4, size=6, weeks=30, branching=0.3, dirty=True)
    assert one.city() == two.city()
    assert one.edges.equals(two.edges)


def test_a_small_city_takes_seconds():
    start = time.process_time()
    generated = generate_city(seed=0)
    assert time.process_time() - start < 5
    assert 13_500 < len(generated.truth.events) < 16_500
    assert len(generated.block_groups) == 60


def test_the_files_are_read_back_as_the_city(tmp_path):
    """Through the reading code that real data take."""
    generated = generate_city(seed=1, size=6, weeks=20)
    folder = generated.write(tmp_path)
    source = CitySource(
        boundary="boundary.gpkg",
        zones="400 m",
        population="blockgroups.gpkg",
        population_columns=("population",),
        parents="districts.gpkg",
        current="posts.csv",
        name=generated.name,
    )
    read = source.build(folder, source.frame(folder))
    made = generated.city("400 m")
    assert read.zone_ids == made.zone_ids
    assert read.boundary.equals_exact(made.boundary, 1e-6)
    assert read.zones["population"].sum() == pytest.approx(generated.block_groups["population"].sum())
    np.testing.assert_array_equal(read.zones["parent"], made.zones["parent"])
    assert read.site_ids == made.site_ids
    np.testing.assert_allclose(read.site_xy[read.current_sites], made.site_xy[made.current_sites], atol=0.02)


def test_nouns_fit_together():
    generated = generate_city(seed=1, size=6, weeks=20)
    for zones in ("500 m", "9x7", 650.0, BLOCK_GROUPS):
        city = generated.city(zones)
        incidents = generated.incidents(city)
        assert len(incidents) == len(generated.truth.events)
        assert (incidents.frame["zone"] >= 0).all()
        assert incidents.hours == 20 * 168
        observed, truth = Demand.observed(incidents), generated.truth.demand(city)
        assert observed.severity == truth.severity
        assert observed.hours == truth.hours
        assert observed.calls == pytest.approx(truth.calls, rel=0.1)
        assert np.corrcoef(observed.expected.ravel(), truth.expected.ravel())[0, 1] > 0.8
        assert len(city.current_sites) == len(generated.posts)
        assert city.zones["population"].sum() == pytest.approx(generated.block_groups["population"].sum())
        assert set(city.zones["parent"]) <= set(generated.districts.index)
    assert generated.incidents().zones == len(generated.city().zones)
    named = [column for column in city.zones if str(column).startswith("population_")]
    assert len(named) == 3


def test_three_years_end_with_a_year():
    generated = generate_city(seed=0, size=5)
    assert generated.truth.intensity.end == pd.Timestamp("2024-01-01")
    past, future = generated.incidents().split("2023-01-02")
    assert (past.hours, future.hours) == (104 * 168, 52 * 168)


def test_kinds_have_the_severity_that_reading_gives_them():
    names = Severity.default().names
    found = KindTable.default().match([kind.name for kind in KINDS])
    assert [names[k] for k in found] == [kind.severity for kind in KINDS]
    assert sum(kind.share for kind in KINDS) == pytest.approx(1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": -1}, r"The 'seed' parameter of generate_city must be an integer in \[0, inf\). Got -1."),
        ({"size": "huge"}, r"must be one of small, medium, large, a width in \[4, 40\] kilometres.*Got 'huge'"),
        ({"size": 2}, "Got 2"),
        ({"weeks": 0}, "'weeks' parameter"),
        ({"start": "soon"}, "'start' parameter of generate_city must be a day such as '2021-01-04'. Got 'soon'."),
        ({"start": "2021-01-04 12:30"}, "'start'"),
        ({"branching": 0.9}, "'branching'"),
        ({"decay": 0}, "'decay'"),
        ({"spread": 1}, "'spread'"),
        ({"dirty": "very"}, "'dirty' parameter of generate_city must be True, False or a Dirt. Got 'very'."),
        ({"weeks": 0, "decay": 0}, "Several things are wrong"),
    ],
)
def test_wrong_parameters_are_told(options, said):
    with pytest.raises(ParameterError, match=said):
        generate_city(**options)


def test_wrong_sizes_are_told():
    with pytest.raises(ParameterError, match="'width' parameter of CitySize must be a number in"):
        CitySize(width=1)
    with pytest.raises(ParameterError, match="Several things are wrong"):
        CitySize(block_groups=3, districts=9)


@pytest.mark.slow
def test_a_large_city_of_twelve_years():
    """As many incidents as St. Louis recorded."""
    generated = generate_city(seed=0, size="large", weeks=624)
    assert 580_000 < len(generated.truth.events) < 620_000
    assert len(generated.block_groups) == 400

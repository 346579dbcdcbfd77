"""Every file that a study names is read before anything is planned, and every complaint told at once."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.core import InputError
from beatwright.planning import PMedian
from beatwright.study import read_study, run_study

SQUARE = [[-90.25, 38.6], [-90.2, 38.6], [-90.2, 38.65], [-90.25, 38.65], [-90.25, 38.6]]
GOOD_KINDS = "pattern,class\nTHEFT,low\n"
STUDY = """
[study]
holdout = "2023-01-01"
[incidents]
file = "calls.csv"
kinds = "kinds.csv"
[city]
boundary = "boundary.geojson"
zones = "4x4"
sites = "zones"
{city}
[network]
{network}
[[planning]]
step = "CurrentPosts"
file = "stations.csv"
tolerance = 5000
[[planning]]
step = "CurrentDistricts"
file = "beats.geojson"
id_column = "beat"
[[planning]]
step = "PMedian"
p = 2
"""


def layer(ring, **properties):
    import json

    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def written(folder, city="", network="", **files):
    """Write a study of good files, with those given in their place; None: the file is missing."""
    draw = np.random.default_rng(3)
    time = pd.Timestamp("2022-01-01") + pd.to_timedelta(draw.integers(0, 700 * 1440, 400), unit="min")
    lon, lat = draw.uniform(-90.24, -90.21, 400), draw.uniform(38.61, 38.64, 400)
    calls = pd.DataFrame({"time": time.strftime("%Y-%m-%d %H:%M"), "kind": "THEFT", "lon": lon, "lat": lat})
    good = {
        "calls.csv": calls.to_csv(index=False),
        "kinds.csv": GOOD_KINDS,
        "boundary.geojson": layer(SQUARE, name="town"),
        "stations.csv": "name,lon,lat\nCentral,-90.22,38.62\n",
        "beats.geojson": layer(SQUARE, beat="A"),
    }
    for name, text in {**good, **files}.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY.format(city=city, network=network), encoding="utf-8")
    return folder / "study.toml"


@pytest.fixture
def refused(tmp_path, monkeypatch):
    """Run a study that must be refused before any planner solves; return what was said."""

    def solve(self, problem, plan=None):
        raise AssertionError("a planner ran")

    monkeypatch.setattr(PMedian, "solve", solve)

    def run(**files):
        with pytest.raises(InputError) as caught:
            run_study(read_study(written(tmp_path, **files)), tmp_path / "case")
        assert not (tmp_path / "case").exists()
        return str(caught.value)

    return run


def test_three_bad_files_are_told_at_once(refused):
    said = refused(
        **{"stations.csv": None, "beats.geojson": layer(SQUARE, sector="A"), "kinds.csv": "pattern,class\nTHEFT,loww\n"}
    )
    for part in ("stations.csv' does not exist", "no column 'beat'", "kinds.csv", "loww"):
        assert part in said
    assert said.count("\n  - ") == 3


BAD = {
    "no stations": ({"stations.csv": None}, "stations.csv' does not exist"),
    "stations without coordinates": ({"stations.csv": "label,phone\nA,1\n"}, "neither site ids"),
    "stations without rows": ({"stations.csv": "name,lon,lat\n"}, "has no rows"),
    "stations far away": ({"stations.csv": "name,lon,lat\nA,-80.0,30.0\n"}, "m from the nearest site"),
    "no districts": ({"beats.geojson": None}, "beats.geojson' does not exist"),
    "districts with another column": ({"beats.geojson": layer(SQUARE, sector="A")}, "no column 'beat'"),
    "districts elsewhere": (
        {"beats.geojson": layer([[x + 20, y] for x, y in SQUARE], beat="A")},
        "No zone meets any district",
    ),
    "districts that are no layer": ({"beats.geojson": "{"}, "beats.geojson"),
    "no kinds": ({"kinds.csv": None}, "kinds.csv' does not exist"),
    "kinds without a class": ({"kinds.csv": "word,meaning\na,b\n"}, "kinds.csv"),
    "no incidents": ({"calls.csv": None}, "calls.csv"),
    "incidents without columns": ({"calls.csv": "a,b\n1,2\n3,4\n"}, "are not recognised"),
    "no boundary": ({"boundary.geojson": None}, "boundary.geojson' does not exist"),
    "a boundary of text": ({"boundary.geojson": "hello"}, "boundary"),
    "no parents": ({"city": 'parents = "wards.gpkg"'}, "[city] parents: The file"),
    "parents with another column": (
        {"city": 'parents = "beats.geojson"\nparent_id = "ward"'},
        "there is no column 'ward'",
    ),
    "no population": ({"city": 'population = "blocks.gpkg"'}, "[city] population: The file"),
    "no streets": ({"network": 'edges = "streets.gpkg"'}, "[network] edges: The file"),
    "streets that are polygons": ({"network": 'edges = "beats.geojson"'}, "Streets must be lines"),
}


@pytest.mark.parametrize("case", BAD)
def test_each_bad_file_is_told_before_any_planner_runs(refused, case):
    files, said = BAD[case]
    assert said in refused(**files)


@pytest.mark.parametrize("case", [name for name in BAD if "far away" not in name and "elsewhere" not in name])
@pytest.mark.parametrize("other", ["no stations", "no kinds"])
def test_a_bad_file_does_not_hide_another(refused, case, other):
    if case in (other, "stations without coordinates", "stations without rows", "kinds without a class"):
        return
    told = refused(**{**BAD[case][0], **BAD[other][0]})
    assert BAD[case][1] in told
    assert BAD[other][1] in told


@pytest.mark.parametrize("kinds", [None, "word,meaning\na,b\n", "pattern,class\nTHEFT,loww\n"])
@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ("a,b\n1,2\n3,4\n", "are not recognised"),
        ("time,kind,lon,lat\nsoon,THEFT,-90.22,38.62\n", "unreadable time"),
        ("time,kind,lon,lat\n2022-05-01 10:00,THEFT,2.3,48.8\n", "km from the boundary"),
    ],
)
def test_a_bad_table_of_kinds_does_not_hide_the_incidents(refused, kinds, calls, words):
    said = refused(**{"kinds.csv": kinds, "calls.csv": calls})
    assert "kinds.csv" in said
    assert words in said


LINES = '[incidents]\nfile = "calls.csv"\n{incidents}\n[city]\n{city}\n[network]\n{network}\n'


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"network": 'edges = "beats.geojson"'}, "Streets must be lines"),
        ({"network": 'edges = "none.gpkg"'}, "[network] edges:"),
        ({"city": 'current = "none.csv"'}, "[city] current:"),
        ({"city": 'zones = "beats.geojson"\nzone_id = "ward"'}, "no column 'ward'"),
        ({"city": 'parents = "none.gpkg"'}, "[city] parents:"),
        ({"incidents": 'kinds = "none.csv"'}, "none.csv"),
        ({"incidents": 'mapping = "none.toml"'}, "none.toml"),
    ],
)
def test_a_study_of_a_few_lines_is_told_every_complaint(tmp_path, given, words):
    written(tmp_path, **{"calls.csv": "a,b\n1,2\n3,4\n"})
    (tmp_path / "study.toml").write_text(LINES.format(**{"incidents": "", "city": "", "network": "", **given}))
    with pytest.raises(InputError) as caught:
        read_study(tmp_path / "study.toml")
    assert words in str(caught.value)
    assert "are not recognised" in str(caught.value)


def test_layers_streets_and_incidents_away_from_the_boundary_are_told_together(refused):
    away = layer([[y, x] for x, y in SQUARE], name="town")
    streets = away.replace("Polygon", "MultiLineString")
    said = refused(
        city='current = "stations.csv"',
        network='edges = "streets.geojson"',
        **{"boundary.geojson": layer([[x + 60, y] for x, y in SQUARE]), "streets.geojson": streets},
    )
    assert "[city] current: lies" in said
    assert "rows do not lie in the boundary" in said


def test_incidents_and_streets_are_told_together(refused):
    said = refused(**{"calls.csv": "a,b\n1,2\n3,4\n", "network": 'edges = "beats.geojson"'})
    assert "Streets must be lines" in said
    assert re.search("column|heading", said)


def test_posts_and_districts_that_do_not_fit_the_city_are_told_together(refused):
    said = refused(**{**BAD["stations far away"][0], **BAD["districts elsewhere"][0]})
    assert "m from the nearest site" in said
    assert "No zone meets any district" in said

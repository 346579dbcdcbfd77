"""Small files from public reports of faults, through the command line: what came out wrong there is right here."""

import shutil
import subprocess
import sys

import pytest

from beatwright.cli import commands as cli
from beatwright.data.city.layer import read_layer
from beatwright.network import RoadSource


def told_by(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("projected", ["projected.geojson", "736,672", "no degrees", "file_crs"]),
        ("swapped", ["swapped.geojson", "longitude and latitude are swapped"]),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_boundary_that_is_not_in_degrees_is_told(cases, tmp_path, capsys, name, words, command):
    folder = shutil.copytree(cases / "10_boundary_not_in_degrees", tmp_path / "case")
    arguments = {
        "run": ["run", "-q", folder / f"{name}.toml", "-o", tmp_path / "out"],
        "check": ["check", "-q", "--boundary", folder / f"{name}.geojson", folder / "inc.csv"],
    }
    code, _, err = told_by(capsys, *arguments[command])
    assert code in (1, 2)
    assert all(word in err for word in words), err
    assert not (tmp_path / "out").exists()


def test_one_reversible_street_leaves_the_others_usable(cases):
    roads = RoadSource(edges="streets.gpkg").read(cases / "12_oneway_reversible", 32615)
    notes = " ".join(roads.notes)
    assert "'alternating' (1), 'reversible' (1)" in notes
    assert "both ways" in notes
    assert "2 of 24 are one-way" in notes


def test_the_solver_prints_nothing_of_its_own(cases):
    call = [sys.executable, str(cases / "19_solver_banner_on_stdout" / "show.py")]
    done = subprocess.run(call, capture_output=True, text=True, check=True, timeout=600)
    assert done.stdout == ""


def test_a_boundary_that_is_a_collection_is_its_polygon(cases, capsys):
    folder = cases / "20_osm_boundary_collection"
    code, out, err = told_by(capsys, "check", "-q", "--boundary", folder / "boundary.geojson", folder / "inc.csv")
    assert (code, err) == (0, "")
    assert "400 rows read, 400 kept" in out


@pytest.mark.parametrize("name", ["pointxy", "location", "wkt", "dots", "wgs"])
def test_stations_are_found_under_the_headings_of_incidents(cases, name):
    file = cases / "16_stations_table_headings" / f"{name}.csv"
    layer = read_layer(file, crs="EPSG:32615", file_crs="EPSG:4326")
    assert len(layer) == 2
    places = layer.table.to_crs(4326).geometry
    lon, lat = places.x, places.y
    assert lon.between(-90.4, -90.1).all()
    assert lat.between(38.5, 38.8).all()

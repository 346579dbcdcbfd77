"""Files hold no clock: the same case, written at another time, gives the same bytes."""

import hashlib
import time
import zipfile

import pytest

from beatwright.base.vector.geopackage_layers import write_layers
from beatwright.show import write_geopackage, write_workbook
from beatwright.show.files.district_files import write_shapefiles


def fingerprints(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def write_all(case, folder):
    folder.mkdir()
    write_geopackage(case, folder / "plan.gpkg")
    write_workbook(case, folder / "plan.xlsx")
    write_shapefiles(case, folder / "shapes")
    return fingerprints(folder)


def test_the_next_second_gives_the_same_bytes(case, tmp_path):
    first = write_all(case, tmp_path / "one")
    time.sleep(2.1)  # a zip counts in steps of two seconds
    assert write_all(case, tmp_path / "two") == first


def test_no_date_of_today_stands_in_a_file(case, tmp_path):
    write_all(case, tmp_path / "one")
    today = time.strftime("%Y-%m-%d", time.gmtime()).encode()
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file():
            assert today not in path.read_bytes(), path.name
    with zipfile.ZipFile(tmp_path / "one" / "plan.xlsx") as book:
        assert all(today not in book.read(name) for name in book.namelist())
    for path in (tmp_path / "one" / "shapes").glob("*.dbf"):
        assert path.read_bytes()[1:4] == bytes([100, 1, 1])  # 2000-01-01


@pytest.mark.parametrize("seconds", [0.0, 0.002, 0.01])
def test_a_clock_that_moves_on_between_layers_leaves_no_trace(case, tmp_path, seconds):
    layer = case.problem.city.zones
    for name in ("one", "two"):
        for number, _ in enumerate(write_layers({"a": layer, "b": layer, "c": layer}, tmp_path / f"{name}.gpkg")):
            time.sleep(seconds * number if name == "two" else 0)
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()

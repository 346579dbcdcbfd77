"""`beatwright digitize`: the files it writes, those it does not touch, and one sentence for what is wrong."""

import csv

import numpy as np
import pytest
from PIL import Image

from beatwright.cli import commands as cli

pytest.importorskip("cv2", reason="digitizing needs the extra digitize: pip install '.[digitize]'")


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture
def inputs(tmp_path):
    """Write a map with two symbols, its template and control points, and return the arguments that digitize it."""
    symbol = np.full((12, 12, 3), (200, 20, 30), np.uint8)
    symbol[4:8, 3:9] = 255
    city = np.full((60, 80, 3), 235, np.uint8)
    city[10:22, 20:32] = city[40:52, 50:62] = symbol
    Image.fromarray(city).save(tmp_path / "map.png")
    Image.fromarray(symbol).save(tmp_path / "theft.png")
    rows = [(0, 0, -77.1, -12.05), (79, 0, -77.09, -12.05), (0, 59, -77.1, -12.0575), (79, 59, -77.09, -12.0575)]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    (tmp_path / "points.csv").write_text(f"pixel_x,pixel_y,lon,lat\n{text}\n", encoding="utf-8")
    return [
        *("digitize", tmp_path / "map.png", "--template", f"theft={tmp_path / 'theft.png'}"),
        *("--control-points", tmp_path / "points.csv", "--scales", "1", "--rotations", "0", "--quiet"),
        *("--output", tmp_path / "out.csv"),
    ]


def test_it_writes_the_incidents_and_the_picture_and_check_reads_them(capsys, inputs, tmp_path):
    code, out, err = call(capsys, *inputs, "--date", "2016-05")
    assert (code, err) == (0, "")
    assert "2 symbols found: 2 of theft." in out
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["kind"] for row in rows] == ["theft", "theft"]
    with Image.open(tmp_path / "out-check.png") as picture:
        assert picture.size[0] == 80
    code, out, _ = call(capsys, "check", tmp_path / "out.csv", "--quiet")
    assert (code, "2 rows read, 2 kept" in out) == (0, True)
    assert call(capsys, *inputs)[0] == 0  # our own files are written over


def test_without_a_date_it_says_that_a_map_has_no_times(capsys, inputs):
    assert "give --date" in call(capsys, *inputs)[1]


@pytest.mark.parametrize("name", ["out.csv", "out-check.png"])
def test_a_foreign_file_is_not_overwritten_unless_forced(capsys, inputs, tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    code, _, err = call(capsys, *inputs)
    assert code == 1
    assert "beatwright did not write it" in err
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert call(capsys, *inputs, "--force")[0] == 0


def test_an_input_is_never_overwritten(capsys, inputs, tmp_path):
    code, _, err = call(capsys, *inputs, "--picture", tmp_path / "map.png", "--force")
    assert code == 1
    assert "is read as an input" in err


@pytest.mark.parametrize(
    ("extra", "code", "said"),
    [
        (["--template", "theft"], 2, "must have the form KIND=VALUE"),
        (["--template", "theft=x.png"], 2, "names 'theft' twice"),
        (["--template", "fire=none.png"], 1, "does not exist"),
        (["--scales", "one"], 2, "--scales must be numbers"),
        (["--scales", "0"], 2, "'scales' parameter"),
        (["--date", "May"], 2, "must be a month such as 2016-05"),
        (["--output", "incidents.xls"], 2, "are written as .csv, .gpkg, .geojson"),
        (["--anchor", "fire=bottom"], 2, "names 'fire', which has no template"),
        (["--anchor", "botom"], 2, "must be one of 'centre'"),
        (["--world-file", "map.pgw"], 2, "not both"),
        (["--crs", "EPSG:0"], 1, "is not a known CRS"),
        (["--templat", "a=b"], 2, "--template"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_exit_code(capsys, inputs, extra, code, said):
    got, _, err = call(capsys, *inputs, *extra)
    assert (got, said in err) == (code, True), err


def test_all_that_is_wrong_is_told_at_once(capsys, inputs, tmp_path):
    """Before the search: options that cannot be read, files that are missing or in the way, and what places the map."""
    (tmp_path / "out-check.png").write_text("mine", encoding="utf-8")
    (tmp_path / "points.csv").write_text("pixl_x,pixel_y,lon,lat\n0,0,-77,x\n", encoding="utf-8")
    code, out, err = call(
        capsys, *inputs, "--template", "fire=none.png", "--template", "smoke", "--scales", "one", "--rotations", "999",
        "--threshold", "7", "--anchor", "ash=bottom", "--date", "May", "--crs", "EPSG:0",
    )  # fmt: skip
    assert (code, out) == (2, "")
    for said in (
        "--template 'smoke' must have the form KIND=VALUE", "none.png' does not exist", "--scales must be numbers",
        "'rotations' parameter of digitize", "'threshold' parameter of digitize", "names 'ash', which has no template",
        "must be a month such as 2016-05", "has no column pixel_x. Did you mean 'pixl_x'?",
        "no number in the column 'lat' of row 1", "is not a known CRS: 'EPSG:0'", "beatwright did not write it",
    ):  # fmt: skip
        assert " ".join(err.split()).count(said) == 1, (said, err)
    assert (tmp_path / "out-check.png").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "out.csv").exists()


def test_wrong_files_alone_are_an_error_of_the_input(capsys, inputs, tmp_path):
    (tmp_path / "theft.png").unlink()
    (tmp_path / "points.csv").unlink()
    code, _, err = call(capsys, *inputs)
    plain = " ".join(err.split())
    assert (code, plain.count("does not exist")) == (1, 2)


def test_incidents_and_picture_are_two_files(capsys, inputs, tmp_path):
    code, _, err = call(capsys, *inputs, "--picture", tmp_path / "out.csv")
    assert code == 2
    assert "cannot both be" in err


def test_a_map_without_symbols_is_a_warning(capsys, inputs, tmp_path):
    Image.fromarray(np.full((60, 80, 3), 235, np.uint8)).save(tmp_path / "map.png")
    code, out, _ = call(capsys, *inputs)
    assert code == 0
    assert out.startswith("Nothing on this map looks like theft.")


def test_a_table_in_place_of_a_map_is_told(capsys, inputs, tmp_path):
    (tmp_path / "map.png").write_text("id,kind\n", encoding="utf-8")
    code, _, err = call(capsys, *inputs)
    assert code == 1
    assert "is no PNG, JPEG or BMP picture" in err

"""A study file written from a file of incidents runs at once, and nothing is overwritten."""

import json
import tomllib

import pytest

from beatwright.core import InputError
from beatwright.study import read_study
from beatwright.study.file.first_study_file import start_study

HEADINGS = ("When", 'Say "when"', "it's\\when", "Fecha, hora")


def written(folder, heading="Occurred"):
    quoted = '"' + heading.replace('"', '""') + '"'
    lines = [f"{quoted},Offense,Longitude,Latitude"]
    lines += [
        f"20{21 + n % 3}-0{1 + n % 9}-1{n % 10} 1{n % 10}:15,THEFT,{-90.2 + n % 20 / 500},{38.6 + n // 20 / 500}"
        for n in range(400)
    ]
    (folder / "calls.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder / "calls.csv"


def test_the_study_file_runs_at_once_and_says_what_the_bare_file_says(sketched, tmp_path):
    file = written(tmp_path)
    target = start_study(file)
    study, bare = read_study(target), read_study(file)
    assert study.options.holdout == bare.options.holdout
    assert study.planners == bare.planners
    assert study.incidents.mapping["time"] == "Occurred"
    case = sketched(study)
    manifest = json.loads((tmp_path / "case" / "manifest.json").read_text(encoding="utf-8"))
    for name, _ in study.planners:
        assert manifest["seconds"][f"plan: {name}"] >= 0
    assert case.main == study.main


@pytest.mark.parametrize("heading", HEADINGS)
def test_odd_headings_stay_whole(tmp_path, heading):
    from beatwright.base.files.toml_text import toml_string

    assert tomllib.loads(f"time = {toml_string(heading)}")["time"] == heading


def test_a_file_that_exists_is_never_overwritten(tmp_path):
    file = written(tmp_path)
    (tmp_path / "calls.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="never overwritten"):
        start_study(file)
    assert (tmp_path / "calls.toml").read_text(encoding="utf-8") == "mine"


def test_what_is_commented_out_can_be_taken_in(tmp_path):
    text = start_study(written(tmp_path)).read_text(encoding="utf-8")
    lines = [
        line[2:] if line.startswith(("# [", "# posts", "# districts", "# edges", "# within")) else line
        for line in text.split("\n")
    ]
    tables = tomllib.loads("\n".join(lines).replace("# boundary =", "boundary ="))
    assert tables["city"]["boundary"] == "boundary.gpkg"
    assert tables["today"] == {"posts": "stations.csv", "districts": "beats.gpkg"}
    assert tables["planning"][-1]["step"] == "PMedian", "the last one is recommended"
    assert tables["incidents"]["file"] == "calls.csv"


def test_options_of_plans_that_were_chosen_can_be_set(tmp_path):
    study = read_study(written(tmp_path), settings=["planning.p=5", "city.zones=1 km"])
    assert [planner.p for _, planner in study.planners] == [5, 5, 5]
    assert study.city.zones == "1 km"
    assert not any("Zones are squares" in note for note in study.notes)

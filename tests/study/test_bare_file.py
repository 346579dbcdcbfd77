"""One file of incidents and nothing else makes a plan; what was chosen is told."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.core import StudyError
from beatwright.study import read_study
from beatwright.study.file.guesses import RULES

TOWN = (-90.2, 38.63)


def written(folder, rows=600, days=900, strays=0, spread=0.02, name="calls.csv"):
    draw = np.random.default_rng(7)
    lon, lat = (centre + draw.normal(0, spread, rows) for centre in TOWN)
    lon[:strays] += 3.0
    time = pd.Timestamp("2021-03-01") + pd.to_timedelta(draw.integers(0, days * 1440, rows), unit="min")
    table = pd.DataFrame({"time": time.strftime("%Y-%m-%d %H:%M"), "kind": "THEFT", "lon": lon, "lat": lat})
    table.to_csv(folder / name, index=False)
    return folder / name


@pytest.mark.parametrize(
    "text", ["", '[incidents]\nfile = "calls.csv"\n', '[study]\n[incidents]\nfile = "calls.csv"\n']
)
def test_a_bare_file_and_a_study_of_two_lines_are_the_same_study(tmp_path, text):
    file = written(tmp_path)
    if text:
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    study = read_study(tmp_path / "study.toml" if text else file)
    assert study.options.holdout == read_study(file).options.holdout
    assert [name for name, _ in study.planners] == [name for name, _ in read_study(file).planners]
    assert study.frame is not None
    assert "hull drawn around the incidents" in study.frame.notes[0]


@pytest.mark.parametrize(("strays", "rows"), [(0, 60), (1, 60), (0, 600), (1, 600), (5, 600), (12, 600)])
def test_the_hull_is_deaf_to_stray_points_and_keeps_the_others(tmp_path, strays, rows):
    frame = read_study(written(tmp_path, rows, strays=strays)).frame
    square_km = frame.boundary.area / 1e6
    assert square_km < 150, "the strays 260 km away are outside"
    said = float(re.search(r"\(([\d,.]+) km²\)", frame.notes[0])[1].replace(",", ""))
    assert said == pytest.approx(square_km, abs=0.06)
    outside = int(re.search(r"; ([\d,]+) of", frame.notes[0])[1])
    assert strays <= outside <= strays + 0.05 * rows


@pytest.mark.parametrize("days", [1, 2, 10, 90, 400, 729, 731, 1500])
def test_a_part_is_held_out_of_a_file_of_any_length(tmp_path, days):
    study = read_study(written(tmp_path, days=days))
    told = " ".join(study.notes)
    if days == 1:
        assert study.options.holdout == ""
        assert "no independent test" in told
        return
    assert study.options.holdout in told
    times = pd.to_datetime(pd.read_csv(tmp_path / "calls.csv")["time"], format="ISO8601")
    held = (times >= study.options.holdout).mean()
    assert 0.05 <= held <= 0.95 or days == 2
    if days > 731:
        assert "the last year" in told


def test_the_report_names_the_hull_and_what_was_chosen(sketched, tmp_path):
    study = read_study(written(tmp_path, 1500))
    case = sketched(study)
    report = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    for told in ("hull drawn around the incidents", "No posts of today", "Held out for judging", "straight line"):
        assert told in report
    assert case.manifest["options"]["planning"][-1]["step"] == "PMedian"


@pytest.mark.parametrize(("name", "told"), [("none.csv", "does not exist"), (".", "is a folder"), ("no.toml", "read")])
def test_what_is_no_file_is_told(tmp_path, name, told):
    with pytest.raises(StudyError, match=told):
        read_study(tmp_path / name)


def test_what_is_wrong_is_told_before_the_incidents_are_read(tmp_path):
    (tmp_path / "study.toml").write_text('[incidents]\nfile = "none.csv"\n[problem]\nwithn = 3\n', encoding="utf-8")
    with pytest.raises(StudyError, match="withn"):
        read_study(tmp_path / "study.toml")


@pytest.mark.parametrize(("posts", "fewest"), [(1, 1), (3, 1), (14, 3)])
def test_posts_of_today_that_are_given_are_what_plans_are_compared_with(tmp_path, posts, fewest):
    written(tmp_path)
    lines = [f"P{k},{TOWN[0] + 0.002 * k},{TOWN[1]}" for k in range(posts)]
    (tmp_path / "stations.csv").write_text("\n".join(["id,lon,lat", *lines]), encoding="utf-8")
    text = '[incidents]\nfile = "calls.csv"\n[city]\ncurrent = "stations.csv"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    study = read_study(tmp_path / "study.toml")
    assert [name for name, _ in study.planners] == ["today", *(f"{rule}(p={posts})" for rule in RULES)]
    assert (study.examiners[0].fewest, study.examiners[0].most) == (fewest, posts + 3)
    told = " ".join(study.notes)
    assert "No posts of today" not in told
    assert f"as many posts are placed as [city] current has, {posts}" in told


@pytest.mark.parametrize("step", ["Hindsight", "PairedIntervals"])
def test_steps_that_need_a_holdout_have_the_one_that_is_chosen(tmp_path, step):
    text = f'[incidents]\nfile = "calls.csv"\n[[examine]]\nstep = "{step}"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    written(tmp_path)
    assert read_study(tmp_path / "study.toml").options.holdout == "2022-08-18"
    written(tmp_path, days=1)
    with pytest.raises(StudyError, match="this study holds no"):
        read_study(tmp_path / "study.toml")

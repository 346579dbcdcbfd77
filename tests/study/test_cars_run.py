"""Cars of today from a file, judged by the clock and shown in the report."""

import numpy as np
import pytest
from typer.testing import CliRunner

from beatwright.cli import app
from beatwright.core import Case
from beatwright.examine import Crews
from beatwright.testing import check_examiner

HOURLY = "slots = 168\n"
TODAY = '[today]\nposts = "stations.csv"\ncars = "cars.csv"\n'
ALIKE = '[[planning]]\nstep = "CurrentCars"\ncars = 3\nname = "three cars"\non = "today"\n'
FEW = "[alternatives]\ncount = 0\n"


def judged(case, judge):
    return {said.plan: said for said in case.evaluations if said.judge == judge}


def test_beatwright_run_judges_the_cars_of_today(study_of, town, tmp_path):
    study_of(HOURLY + TODAY + FEW)
    command = ["run", str(tmp_path / "study.toml"), "--data", str(town), "--output", str(tmp_path / "case")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    case = Case.load(tmp_path / "case")
    delay = judged(case, "Delay")["today"]
    assert delay["car-hours on duty"] == 7 * (8 * 2 + 16 * 3)
    assert 0 < delay["delayed share"] < 0.1
    assert delay.table("post").frame["car-hours on duty"].tolist() == [7 * 40, 7 * 24]
    report = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert "delayed share" in report
    assert "It is assumed that one recorded incident stands for one call for service" in report


def test_another_number_of_cars_stands_beside_those_of_today(study_of, planned):
    case = planned(study_of(HOURLY + TODAY + ALIKE + FEW))
    said = judged(case, "Delay")
    assert set(said) == {"today", "three cars"}
    assert (case.base, case.main) == ("today", "three cars")
    assert case.evaluations[0].judge == "Delay", "what was decided anew is judged first"
    assert said["three cars"]["delayed share"] < said["today"]["delayed share"]
    assert any("differences of Delay have no interval" in note for note in said["today"].notes)


def test_an_examiner_draws_need_against_cars_and_the_maps(study_of, planned):
    case = planned(study_of(HOURLY + TODAY + ALIKE + '[[examine]]\nstep = "Crews"\n' + FEW))
    (found,) = case.findings
    assert [chart.name for chart in found.charts] == ["need", "workload", "from_outside"]
    need, workload, _ = found.charts
    delay, cube = (judged(case, judge)["three cars"] for judge in ("Delay", "Hypercube"))
    cars, lagging, load = (np.array(line.y) for line in need.panels[0].lines)
    assert cars.tolist() == [6.0] * 168
    assert lagging.sum() == pytest.approx(load.sum())
    assert lagging.tolist() == list(delay.table("hour")["load by the clock"].values)
    busy = dict(zip(cube.table("post").index, cube.table("post")["workload"].values, strict=True))
    beats = cube.table("zone")["beat"].values
    assert list(workload.values) == pytest.approx([100 * busy[beat] for beat in beats])
    assert found.sentences[0].startswith("The load of “three cars” is largest from ")
    assert check_examiner(Crews(), case) == found


def test_an_examiner_of_cars_says_where_nobody_judged_them(study_of, planned):
    case = planned(study_of(TODAY + '[[examine]]\nstep = "Crews"\n' + FEW))
    found = next(finding for finding in case.findings if finding.name == "crews")
    assert found.sentences[0].startswith("No judge said")
    assert not found.charts


def test_cars_that_nobody_can_judge_are_told(study_of, planned):
    case = planned(study_of(TODAY + FEW))
    assert {said.judge for said in case.evaluations} == {"Coverage"}
    assert any("Cars of today are not judged" in note for note in case.problem.city.notes)


def test_an_examiner_of_weeks_says_why_a_judge_of_hours_has_no_interval(study_of, planned):
    case = planned(study_of(HOURLY + TODAY + ALIKE + '[[examine]]\nstep = "PairedIntervals"\n' + FEW))
    (finding,) = case.findings
    assert any("differences of Delay have no interval" in sentence for sentence in finding.sentences)

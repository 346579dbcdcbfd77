"""A run with the judge Simulation: what the case keeps, what the report shows, and what a replay of it says."""

import dataclasses

import pytest

from beatwright.base.errors import InputError, StudyError
from beatwright.base.estimate import Estimate
from beatwright.base.progress import Clock, Silent
from beatwright.core import Calibration, Case, ClassCalibration, Evaluation, Plan, Post
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.evaluate import Simulation
from beatwright.study import run_study
from beatwright.study.replay.keep_traces import keep_traces
from beatwright.study.replay.replay_case import replay_case
from beatwright.testing import hourly_problem

HOURLY = "slots = 168\n"
CARS = (
    '[today]\nposts = "stations.csv"\ncars = "cars.csv"\n[[planning]]\nstep = "CurrentCars"\ncars = 3\non = "today"\n'
)
FEW = "[alternatives]\ncount = 0\n"
JUDGE = '[[evaluate]]\nstep = "Simulation"\nweeks = 4\nstart = "first"\n'
EXAMINE = '[[examine]]\nstep = "Dispatch"\n'


@pytest.mark.slow
def test_a_run_keeps_what_it_simulated_and_replay_gets_it_again(study_of, tmp_path):
    study = study_of(HOURLY + CARS + JUDGE + EXAMINE + FEW)
    case = run_study(study, tmp_path / "case")
    assert [trace.plan for trace in case.traces] == [case.main, case.base]
    assert Case.load(tmp_path / "case") == case
    again = replay_case(tmp_path / "case")
    assert not again.differences
    assert sum("same calls, same plan, same rules" in text for text in again.sentences) == 2
    assert sum("figures of the case's evaluation are the same" in text for text in again.sentences) == 2
    assert again.day >= 7, "a day of the warm-up is no worst day"
    (finding,) = (one for one in case.findings if one.name == "dispatch")
    assert {chart.name for chart in finding.charts} >= {"response_by_hour", "queue_by_hour", "cars_of_the_day"}
    assert len(finding.charts[0].panels) == 2
    report = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert all(sentence.split("“")[0] in report for sentence in finding.sentences)


def test_traces_beyond_the_limit_are_left_out(study_of, planned):
    study = study_of(HOURLY + CARS + JUDGE + FEW)
    case = planned(study)
    size = len(case.traces[0]) * 19 / 1e6
    for limit, kept in ((0.0, 0), (0.5 * size, 0), (1.2 * size, 1)):
        limited = dataclasses.replace(study, options=dataclasses.replace(study.options, traces=limit))
        assert len(keep_traces(limited, case.heldout, case.plans, Clock(Silent()))) == kept


def calibrated(file, **more):
    """Write a calibration with its defaults and some figures of our own."""
    values = {"calls_per_incident": 2.0, **more}
    names = ("one", "two", "three")
    scene = dict.fromkeys(("service", "first", "later"), (50.0, 1.0, 100))
    spread = dict.fromkeys(("service_spread", "first_spread", "later_spread"), (0.5, 0.1, 100))
    classes = [{"name": name, "cars": [(1.0, 0.0, 100)], **scene, **spread} for name in names]
    return made_calibration(classes, values).save(file)


def made_calibration(classes, values):
    def estimates(value):
        return tuple(Estimate(*one) for one in value) if isinstance(value, list) else Estimate(*value)

    told = [
        ClassCalibration(**{key: value if key == "name" else estimates(value) for key, value in one.items()})
        for one in classes
    ]
    figures = {name: Estimate(value, 0.1, 100) for name, value in values.items()}
    return Calibration("records of a test", tuple(told), **figures)


def test_a_study_judges_by_a_calibration_and_its_replay_needs_no_file(study_of, planned, town, tmp_path):
    calibrated(town / "calibration.toml", call_minutes=3.0, travel_factor=2.0)
    try:
        plain = planned(study_of(HOURLY + CARS + JUDGE + FEW))
        study = study_of(HOURLY + CARS + JUDGE + 'calibration = "calibration.toml"\n' + FEW)
        case = planned(study)
    finally:
        (town / "calibration.toml").unlink()
    before, after = (one.evaluations[0] for one in (plain, case))
    assert isinstance(after, Evaluation)
    assert after.problem == before.problem, "what was judged on is the same"
    assert after["mean travel"] == pytest.approx(2 * before["mean travel"], rel=0.1)
    assert after["mean response"] > before["mean response"] + 3
    assert any("those of records of a test" in note for note in after.notes)
    assert any("stands for 2 calls for service" in note for note in after.notes)
    assert any("order of urgency: one for high, two for medium, three for low." in note for note in after.notes)
    assert case.manifest["options"]["evaluate"][0]["calibration"] == "calibration.toml"
    assert "calibration.toml" in [one["file"] for one in case.manifest["inputs"]]
    again = replay_case(tmp_path / "planned")
    assert not again.differences
    assert sum("same calls, same plan, same rules" in text for text in again.sentences) == 2
    assert sum("figures of the case's evaluation are the same" in text for text in again.sentences) == 2
    bare = dataclasses.replace(case, traces=())
    with pytest.raises(StudyError, match="which the case does not hold"):
        replay_case(bare.save(tmp_path / "bare"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("missing.toml", None, "missing.toml"),
        ("study.toml", "[study]\n", "holds no calibration. Write one with: beatwright calibrate"),
        ("calls.csv", None, "holds no calibration"),
    ],
)
def test_a_wrong_calibration_is_told_before_anything_is_planned(study_of, planned, town, name, text, said):
    file = town / "no-calibration.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
        name = file.name
    study = study_of(HOURLY + CARS + JUDGE + f'calibration = "{name}"\n' + FEW)
    with pytest.raises(InputError, match=said) as told:
        planned(study)
    file.unlink(missing_ok=True)
    assert "[[evaluate]] Simulation" in str(told.value)


def test_the_trace_of_a_calibrated_judge_holds_the_calibration(tmp_path):
    judge = Simulation(weeks=1, start="first", calibration=str(calibrated(tmp_path / "c.toml")))
    plan = Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,)))
    made = judge.traced(hourly_problem(), plan)
    kept = DispatchTrace.load(made.trace.save(tmp_path / "trace.parquet"))
    (tmp_path / "c.toml").unlink()
    again = Simulation(**kept.options).traced(hourly_problem(), plan)
    assert again.trace == kept

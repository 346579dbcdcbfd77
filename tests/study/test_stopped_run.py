"""Ctrl-C while plans are judged by simulation: the case is written on the weeks done, and the command says so."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from beatwright.core import Case
from beatwright.evaluate import Simulation
from beatwright.study.replay.replay_case import replay_case

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

# The second plan waits for a Ctrl-C when two of its years are done, and with `again` for another one as soon as plans
# are judged on these weeks. The report is not drawn. Nobody has to be quick, neither those who press nor the run.
PLAYED = """
import sys, time
import beatwright.__main__ as command
from beatwright import supervisor
if not {again}:
    supervisor._GRACE = 0.0
def load(usual=command._load):
    usual()
    import beatwright.study
    from beatwright.base import interrupts
    interrupts._ECHO = 1e-9 if {again} else 600.0
    from beatwright.evaluate import Simulation
    sys.modules["beatwright.study.run_study"].write_outputs = lambda *given, **more: None
    years, met = Simulation._years, []
    def waiting(self, setting, stopped, weeks):
        met.append(weeks)
        for number, each in enumerate(years(self, setting, stopped, weeks), 1):
            if len(met) == 2 and number == 2:
                print("ready", file=sys.stderr, flush=True)
                while not stopped():
                    time.sleep(0.01)
            if {again} and weeks == 104:
                print("again", file=sys.stderr, flush=True)
                time.sleep(600)
            yield each
    Simulation._years = waiting
command._load = load
sys.argv = ["beatwright", "run", {study!r}, "--data", {town!r}, "-q", "-o", "out", "--jobs", {jobs!r}]
command.main()
"""
STUDY = """
slots = 168
[today]
posts = "stations.csv"
cars = "cars.csv"
[[planning]]
step = "CurrentCars"
cars = 3
on = "today"
[[evaluate]]
step = "Simulation"
weeks = 520
start = "first"
[alternatives]
count = 0
"""


@pytest.fixture
def started(study_of, town, tmp_path):
    """Return what starts a run in a group of its own: ``started("2")`` works in two processes."""
    study_of(STUDY)
    (tmp_path / "here").mkdir()

    def start(jobs: str, again: bool = False) -> subprocess.Popen[str]:
        told = {"study": str(tmp_path / "study.toml"), "town": str(town), "jobs": jobs, "again": again}
        return subprocess.Popen(
            [sys.executable, "-c", PLAYED.format(**told)],
            cwd=tmp_path / "here",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # As from a terminal: whoever starts the tests in the background may have silenced Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
        )

    return start


def wait_for(line: str, process: subprocess.Popen[str]) -> None:
    told = []
    for text in process.stderr:
        told.append(text)
        if text == f"{line}\n":
            return
    raise AssertionError("".join(told))


@posix
@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "whole_group"), [("1", False), ("2", True)])
def test_a_run_goes_on_with_the_weeks_done(started, tmp_path, jobs, whole_group, group_is_gone):
    """A terminal sends Ctrl-C to the whole group, those at work too."""
    with started(jobs) as process:
        wait_for("ready", process)
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        said, told = process.communicate(timeout=600)
    # A process that has not begun to work may tell of the Ctrl-C, too.
    assert (process.returncode, told.splitlines()[-1] if whole_group else told.rstrip()) == (
        130,
        "Interrupted. The simulation stopped after 104 of 520 weeks. All plans were judged on these weeks; the case is "
        "in 'out'.",
    )
    assert group_is_gone(process.pid)
    folder: Path = tmp_path / "here"
    assert [path.name for path in folder.iterdir()] == ["out"]
    case = Case.load(folder / "out")
    assert case.manifest["stopped"] == {"after": 104, "of": 520}
    assert "Recommended:" in said
    assert len(case.evaluations) == 2
    for evaluation in case.evaluations:
        assert any("stopped after 104 weeks of 520" in note for note in evaluation.notes)
        response = next(m for m in evaluation.measures if m.name == "mean response")
        assert len(response.by_week) == 104
        assert response.interval is not None
    assert len({evaluation.calls for evaluation in case.evaluations}) == 1
    again = replay_case(folder / "out")
    assert not again.differences
    assert sum("figures of the case's evaluation are the same" in text for text in again.sentences) == 2


@posix
@pytest.mark.slow
def test_a_second_press_ends_the_run(started, tmp_path, group_is_gone):
    with started("1", again=True) as process:
        wait_for("ready", process)
        process.send_signal(signal.SIGINT)
        wait_for("again", process)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=600)[1]
    assert (process.returncode, told) == (130, "Interrupted. Nothing was changed.\n")
    assert group_is_gone(process.pid)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_judge_after_the_one_that_was_stopped_judges_as_many_weeks(study_of, planned, monkeypatch):
    year_of, pressed = Simulation._year, []

    def pressing(self, setting, year):
        if year == 1 and not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        return year_of(self, setting, year)

    monkeypatch.setattr(Simulation, "_year", pressing)
    second = '[[evaluate]]\nstep = "Simulation"\nweeks = 160\nstart = "first"\nplace = "scene"\n'
    streets = "[network]\nbetween_zones = true\n"
    case = planned(study_of(STUDY.replace("520", "156") + second + streets))
    assert case.manifest["stopped"] == {"after": 104, "of": 156}
    assert len(case.evaluations) == 4
    lengths = {len(m.by_week) for each in case.evaluations for m in each.measures if m.name == "mean response"}
    assert lengths == {104}
    told = [note for each in case.evaluations for note in each.notes if "The run was stopped" in note]
    assert sorted(note.split(";")[0][-9:] for note in told) == ["ks of 156", "ks of 156", "ks of 160", "ks of 160"]

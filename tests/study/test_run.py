"""A study runs from files to a case folder: same answer on any number of jobs, whole or not at all."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from beatwright.core import Case, InputError
from beatwright.study import compare_cases, read_study, run_study
from beatwright.study.demo import run_demo

STEPS = (
    "check the files",
    "read the boundary",
    "read incidents",
    "read the streets",
    "lay out zones and sites",
    "measure travel",
    "put incidents into zones",
    "foresee demand",
    "plan",
    "judge on held-out incidents",
    "write the report",
)


@pytest.fixture
def study_file(demo):
    return demo[1].with_name("out-city") / "study.toml"


@pytest.fixture
def lean_file(study_file, tmp_path):
    """Return the same study without its examiners."""
    text = study_file.read_text(encoding="utf-8")
    lean = tmp_path / "lean.toml"
    none = '[[examine]]\nstep = "Alternatives"\ncount = 0\n'
    lean.write_text(text[: text.index("# What every number")] + none, encoding="utf-8")
    return lean


def test_the_case_folder_reads_back_as_it_was(demo):
    case, folder = demo
    assert Case.load(folder) == case


def test_the_case_folder_holds_what_is_promised(demo):
    _, folder = demo
    for name in ("report.html", "plan.json", "plan.gpkg", "plan.geojson", "plan.xlsx", "comparison.csv", "dropped.csv"):
        assert (folder / name).stat().st_size > 0, name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {row["file"] for row in manifest["inputs"]} >= {"incidents.csv", "boundary.gpkg", "streets.gpkg"}
    assert set(manifest["seconds"]) >= set(STEPS)


def test_two_jobs_give_the_same_case(demo, study_file, planned):
    case, _ = demo
    assert planned(read_study(study_file), jobs=2) == case


def test_the_proven_plan_is_the_best_on_the_demand_it_was_made_for(demo):
    case, _ = demo
    from beatwright.core import compare
    from beatwright.evaluate import Coverage

    table = compare(case.plans, case.problem, Coverage()).table.loc["mean distance"]
    assert table[case.main] == pytest.approx(table.drop(case.base).min())
    assert case.plan(case.main).certificate.status == "optimal"


def test_held_out_incidents_are_not_planned_on(demo):
    case, _ = demo
    assert case.problem.demand != case.heldout.demand
    assert case.problem.city == case.heldout.city


def test_cases_compare(demo, study_file, lean_file, planned):
    case, folder = demo
    more = planned(read_study(lean_file, data=study_file.parent, settings=["planning.p=9"]))
    comparison = compare_cases([(str(folder), case), ("nine", more)])
    means = comparison.table.loc["mean distance"]
    assert len(means) == 3
    assert means[f"nine: {more.main}"] < means[f"{folder}: {case.main}"]


# A process of its own, to be killed at the step that is named; before, it tells what is in the folder at each.
KILLER = """
import json, os, signal, sys
from pathlib import Path
from beatwright.study import read_study, run_study
from beatwright.base.progress import Silent

file, data, folder, last = sys.argv[1:]

class KilledAtLast(Silent):
    def begin(self, step):
        files = {str(path): path.stat().st_size for path in sorted(Path(folder).rglob("*")) if path.is_file()}
        print(json.dumps([step, files]), flush=True)
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().begin(step)

run_study(read_study(file, data=data, settings=["planning.p=2"]), folder, listener=KilledAtLast())
"""


def _files(folder):
    return {str(path): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def _killed_at(step, file, data, folder):
    """Kill a run at a step, and return what the folder held when each step began."""
    command = [sys.executable, "-c", KILLER, str(file), str(data), str(folder), step]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_kill_leaves_the_previous_folder_whole(demo, study_file, lean_file, tmp_path, monkeypatch):
    """Nothing outlives a kill but what is on the disk, so one run shows what a kill at any of its steps leaves."""
    case, data, folder = demo[0], study_file.parent, tmp_path / "kept" / "case"
    shutil.copytree(demo[1], folder)
    before = _files(folder)
    told = dict(_killed_at(STEPS[-1], lean_file, data, folder))
    assert set(told) >= set(STEPS)
    assert all(files == before for files in (*told.values(), _files(folder))), told
    assert Case.load(folder) == case
    assert len(list(folder.parent.iterdir())) > 1, "a killed run leaves what it had begun"
    monkeypatch.setattr(sys.modules["beatwright.study.run_study"], "write_outputs", lambda *given, **more: None)
    run_study(read_study(lean_file, data=data), folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "what killed runs left is swept away"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_kill_at_any_step_leaves_the_previous_folder_whole(demo, study_file, lean_file, tmp_path, step):
    case, folder = demo[0], tmp_path / "kept" / "case"
    shutil.copytree(demo[1], folder)
    before = _files(folder)
    assert _killed_at(step, lean_file, study_file.parent, folder)[-1] == [step, before]
    assert _files(folder) == before
    assert Case.load(folder) == case


def test_a_folder_that_is_not_ours_is_never_replaced(study_file, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="did not write it"):
        run_study(read_study(study_file), tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_the_demo_needs_no_files(demo, study_file):
    assert len(demo[0].plans) == 5
    assert study_file.is_file()


@pytest.mark.slow
def test_the_demo_of_another_city_runs(tmp_path):
    assert len(run_demo(tmp_path / "out", seed=2).plans) == 5

"""A study runs from files to a case folder: same answer on any number of jobs, whole or not at all."""

import json
import os
import signal
import subprocess
import sys

import pytest

from beatwright.core import Case, InputError
from beatwright.study import compare_cases, read_study, run_study
from beatwright.study.demo import run_demo, write_demo

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


@pytest.fixture(scope="module")
def study_file(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo") / "city", seed=1)


@pytest.fixture(scope="module")
def first(study_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "case"
    return run_study(read_study(study_file), folder), folder


def test_the_case_folder_reads_back_as_it_was(first):
    case, folder = first
    assert Case.load(folder) == case


def test_the_case_folder_holds_what_is_promised(first):
    _, folder = first
    for name in ("report.html", "plan.json", "plan.gpkg", "plan.geojson", "plan.xlsx", "comparison.csv", "dropped.csv"):
        assert (folder / name).stat().st_size > 0, name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {row["file"] for row in manifest["inputs"]} >= {"incidents.csv", "boundary.gpkg", "streets.gpkg"}
    assert set(manifest["seconds"]) >= set(STEPS)


def test_two_jobs_give_the_same_case(first, study_file, tmp_path):
    case, _ = first
    assert run_study(read_study(study_file), tmp_path / "two", jobs=2) == case


def test_the_proven_plan_is_the_best_on_the_demand_it_was_made_for(first):
    case, _ = first
    from beatwright.core import compare
    from beatwright.evaluate import Coverage

    table = compare(case.plans, case.problem, Coverage()).table.loc["mean distance"]
    assert table[case.main] == pytest.approx(table.drop(case.base).min())
    assert case.plan(case.main).certificate.status == "optimal"


def test_held_out_incidents_are_not_planned_on(first):
    case, _ = first
    assert case.problem.demand != case.heldout.demand
    assert case.problem.city == case.heldout.city


def test_cases_compare(first, study_file, tmp_path):
    case, folder = first
    more = run_study(read_study(study_file, settings=["planning.p=9"]), tmp_path / "nine")
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

file, folder, last = sys.argv[1:]

class KilledAtLast(Silent):
    def begin(self, step):
        files = {str(path): path.stat().st_size for path in sorted(Path(folder).rglob("*")) if path.is_file()}
        print(json.dumps([step, files]), flush=True)
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().begin(step)

run_study(read_study(file, settings=["planning.p=2"]), folder, listener=KilledAtLast())
"""


def _files(folder):
    return {str(path): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def _killed_at(step, study_file, folder):
    """Kill a run at a step, and return what the folder held when each step began."""
    command = [sys.executable, "-c", KILLER, str(study_file), str(folder), step]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_kill_leaves_the_previous_folder_whole(first, study_file):
    """Nothing outlives a kill but what is on the disk, so one run shows what a kill at any of its steps leaves."""
    case, folder = first
    before = _files(folder)
    told = dict(_killed_at(STEPS[-1], study_file, folder))
    assert set(told) >= set(STEPS)
    assert all(files == before for files in (*told.values(), _files(folder))), told
    assert Case.load(folder) == case
    run_study(read_study(study_file), folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "what killed runs left is swept away"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_kill_at_any_step_leaves_the_previous_folder_whole(first, study_file, step):
    case, folder = first
    before = _files(folder)
    assert _killed_at(step, study_file, folder)[-1] == [step, before]
    assert _files(folder) == before
    assert Case.load(folder) == case


def test_a_folder_that_is_not_ours_is_never_replaced(study_file, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="did not write it"):
        run_study(read_study(study_file), tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_the_demo_needs_no_files(tmp_path):
    case = run_demo(tmp_path / "out", seed=2)
    assert len(case.plans) == 5
    assert (tmp_path / "out-city" / "study.toml").is_file()

"""The command `replay`: the same calls, the same plan, the same events; and what differs is said."""

import dataclasses
import re

import pytest

from beatwright.cli import commands as cli
from beatwright.core import Calls, Case, Plan, Post
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.evaluate import Simulation
from beatwright.testing import hourly_problem


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    problem = dataclasses.replace(hourly_problem(), officers_per_car=4)
    today = Plan((Post("s2"), Post("s5")), name="today", crews=((2,), (1,)))
    other = Plan((Post("s1"), Post("s4"), Post("s6")), name="<b>other</b>", crews=((1,), (1,), (2,)))
    bare = Plan(districts=dict.fromkeys(problem.city.zone_ids, "one"), name="bare")
    case = Case("replayed", problem, problem, (today, other, bare), main="<b>other</b>", base="today")
    return case.save(tmp_path_factory.mktemp("replay") / "case")


def test_both_plans_answer_the_same_calls(capsys, folder, tmp_path):
    page = tmp_path / "replay.html"
    code, out, _ = call(capsys, "replay", folder, "--weeks", 2, "-o", page, "-q")
    assert code == 0
    assert re.search(r"\n +today +<b>other</b>\ncalls +(\d+) +\1\n", out)
    assert "The events give the times of every call that the simulation gave, to the last digit." in out
    assert re.search(rf"\nAnimation of \w+day, day \d+: {page}\n", out)
    assert page.read_text(encoding="utf-8").count('class="map"') == 2


@pytest.mark.slow
def test_any_number_of_jobs_gives_the_same(capsys, folder, tmp_path):
    page, told = tmp_path / "replay.html", set()
    for jobs in (1, 2):
        _, out, _ = call(capsys, "replay", folder, "--weeks", 2, "-o", page, "-q", "--jobs", jobs)
        told.add((out, page.read_bytes()))
    assert len(told) == 1


def test_a_trace_is_written_then_checked_under_its_own_rules(capsys, folder, tmp_path):
    file = tmp_path / "trace.parquet"
    arguments = ("replay", folder, "--plan", "today", "--trace", file, "-q")
    code, out, _ = call(capsys, *arguments, "--weeks", 1, "--seed", 4, "--set", "order=age", "--set", "reserve=[0, 1]")
    assert (code, f"Trace: {file}" in out) == (0, True)
    kept = DispatchTrace.load(file)
    assert kept.options["order"] == "age"
    code, out, _ = call(capsys, *arguments)
    assert code == 0
    assert "same calls, same plan, same rules as in the trace that was kept" in out
    assert DispatchTrace.load(file) == kept
    code, out, err = call(capsys, *arguments, "--seed", 5, "--set", "order=class")
    said = "is not as in the trace that was kept. The calls are others. The rules are others."
    assert (code, said in err, "mean response" in out) == (1, True, True), "the figures are shown all the same"
    code, _, err = call(capsys, "replay", folder, "--plan", "<b>other</b>", "--trace", file, "-q")
    assert (code, "The plan decides otherwise." in err) == (1, True)


def test_the_traces_of_a_case_are_checked(capsys, folder, tmp_path):
    file = tmp_path / "trace.parquet"
    call(capsys, "replay", folder, "--plan", "today", "--trace", file, "--weeks", 1, "-q")
    case = Case.load(folder)
    kept = dataclasses.replace(case, traces=(DispatchTrace.load(file),))
    again = Case.load(kept.save(tmp_path / "kept"))
    assert again == kept
    assert again != case
    code, out, _ = call(capsys, "replay", tmp_path / "kept", "-q")
    assert (code, "“today”: same calls, same plan, same rules" in out) == (0, True)
    code, out, _ = call(capsys, "replay", tmp_path / "kept", "-q", "--set", "order=age")
    assert (code, "so nothing is compared with what it holds" in out) == (0, True)
    touched = dataclasses.replace(case, traces=(dataclasses.replace(kept.traces[0], problem_digest="another"),))
    touched.save(tmp_path / "touched")
    code, _, err = call(capsys, "replay", tmp_path / "touched", "-q")
    assert (code, "The answer is not the one that was kept." in err) == (1, True)
    assert "The problem is another." in err


def test_the_evaluation_of_a_case_is_judged_again(capsys, folder, tmp_path):
    case, judge = Case.load(folder), Simulation(weeks=2, seed=3)
    judged = judge.score(case.heldout, case.plan("today"))
    study = {"options": {"evaluate": [{"step": "Coverage"}, {"step": "Simulation", "weeks": 2, "seed": 3}]}}
    dataclasses.replace(case, evaluations=(judged,), manifest=study).save(tmp_path / "judged")
    arguments = ("replay", tmp_path / "judged", "--plan", "today", "-q")
    code, out, _ = call(capsys, *arguments)
    assert (code, f"all {len(judged.measures)} figures of the case's evaluation are the same" in out) == (0, True)
    code, out, _ = call(capsys, *arguments, "--set", "place=post", "--set", "leave=together")
    assert (code, "so nothing is compared with what it holds" in out) == (0, True)
    wrong = dataclasses.replace(judged, measures=(dataclasses.replace(judged.measures[0], value=0.5),))
    for evaluation, said in (
        (wrong, "figures are others than in the case: "),
        (dataclasses.replace(judged, calls="others"), "the calls are others than those that it was judged on"),
    ):
        altered = dataclasses.replace(case, evaluations=(evaluation,), manifest=study)
        code, _, err = call(capsys, "replay", altered.save(tmp_path / "altered"), "--plan", "today", "-q")
        assert (code, said in err, "judged again" in err or "judged on" in err) == (1, True, True)


def test_a_study_that_gives_the_judge_no_seed_gives_it_its_own(capsys, folder, tmp_path):
    case = Case.load(folder)
    judged = Simulation(weeks=2, seed=0).score(case.heldout, case.plan("today"))
    study = {"seed": 0, "options": {"evaluate": [{"step": "Simulation", "weeks": 2}]}}
    dataclasses.replace(case, evaluations=(judged,), manifest=study).save(tmp_path / "judged")
    code, out, err = call(capsys, "replay", tmp_path / "judged", "--plan", "today", "-q")
    assert (code, "evaluation are the same to the last digit" in out) == (0, True), err


def test_calls_of_a_file_and_a_day_of_theirs(capsys, folder, tmp_path):
    problem = Case.load(folder).heldout
    calls = Calls.drawn(problem.demand, 1, 8, severity=problem.severity, officers_per_car=4)
    file = calls.save(tmp_path / "calls.parquet")
    page = tmp_path / "one.html"
    code, out, _ = call(capsys, "replay", folder, "--calls", file, "--plan", "today", "--day", 3, "-o", page, "-q",
                        "--pictures", tmp_path / "pictures")  # fmt: skip
    assert (code, f"Animation of Wednesday, day 3: {page}" in out) == (0, True)
    assert page.read_text(encoding="utf-8").count('class="map"') == 1
    drawn = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert drawn == ["1-response_by_hour.png", "2-queue_by_hour.png", "3-cars_of_the_day.png"]


@pytest.mark.slow
def test_pictures_of_drawn_calls_show_who_helps_whom_too(capsys, folder, tmp_path):
    code, _, err = call(capsys, "replay", folder, "--plan", "today", "--weeks", 2, "-q", "--pictures", tmp_path)
    assert code == 0, err
    assert "4-cross_beat_flow.png" in [path.name for path in tmp_path.iterdir()]


def test_pictures_take_no_file_s_place_unasked(capsys, folder, tmp_path):
    mine = tmp_path / "1-response_by_hour.png"
    mine.write_bytes(b"years of work")
    code, _, err = call(capsys, "replay", folder, "--plan", "today", "-q", "--pictures", tmp_path)
    assert (code, "1-response_by_hour.png" in err, "--force" in err) == (1, True, True)
    code, _, err = call(capsys, "replay", folder, "--plan", "today", "-q", "--pictures", mine)
    assert (code, "is a file" in err) == (1, True)
    assert mine.read_bytes() == b"years of work"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--plan", "tody"), 2, "Did you mean 'today'"),
        (("--plan", "bare"), 2, "no plan 'bare' with posts"),
        (("--plan", "today", "--plan", "today"), 2, "one or two plans, each once"),
        (("--weeks", "1", "--day", "15"), 2, "number of a day from 1 to 14"),
        (("--set", "place"), 2, "NAME=VALUE"),
        (("--set", "plce=post"), 2, "place"),
        (("--set", "order=none"), 2, "'order' parameter of Simulation"),
        (("--calls", "missing.parquet", "--weeks", "2"), 2, "leave --weeks"),
        (("--calls", "missing.parquet"), 1, "missing.parquet"),
        (("--trace", "{own}", "--plan", "today"), 1, "no trace"),
        (("--output", "{own}"), 1, "beatwright did not write it"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, folder, tmp_path, arguments, code, said):
    own = tmp_path / "own.html"
    own.write_text("mine", encoding="utf-8")
    found, _, err = call(capsys, "replay", folder, "-q", *(each.format(own=own) for each in arguments))
    assert (found, said in err) == (code, True), err
    assert own.read_text(encoding="utf-8") == "mine"

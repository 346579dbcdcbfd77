"""The command tune: what it shows, what it keeps, that nothing is lost, and what it says where it cannot."""

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest

from beatwright.cli import commands as cli
from beatwright.core import Case, CyclicLine, Plan, Post, Roster, Shift, ShiftLine
from beatwright.planning.rosters.roster_tuning import RosterTuning
from beatwright.study.tuning import tune_roster
from beatwright.study.tuning.tuning_words import tuning_lines
from beatwright.testing import small_problem

SHIFTS = (Shift("D", 7, 8), Shift("N", 23, 8))
HOUR = np.arange(168) % 24
NEED = tuple(np.where((HOUR >= 7) & (HOUR < 15), 2.0, np.where((HOUR >= 23) | (HOUR < 7), 1.0, 0.0)))
LINES = (ShiftLine.on("D", range(5), 3), ShiftLine.on("D", (0, 1, 4, 5, 6), 1), ShiftLine.on("N", range(5), 2))


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(["tune", *map(str, arguments)])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    posts = (Post("s2"),)
    plans = (
        Plan(posts=posts, crews=((1,) * 168,), roster=Roster(SHIFTS, LINES, need=NEED), name="weekly"),
        Plan(posts=posts, name="no roster"),
        Plan(roster=Roster(SHIFTS, rotation=(CyclicLine(LINES[0].days, (1,)),), need=NEED), name="walked"),
    )
    problem = small_problem()
    return Case("small", problem, problem, plans, main="weekly", base="weekly").save(
        tmp_path_factory.mktemp("tune") / "case"
    )


@pytest.fixture
def case(untouched, tmp_path):
    return Path(shutil.copytree(untouched, tmp_path / "case"))


def test_it_shows_lines_shortage_and_repairs_and_changes_nothing(capsys, case):
    code, out, _ = call(capsys, case)
    assert code == 0
    for words in (
        "Plan 'weekly'", "   1         3  D off Sat Sun", "32 officer-hours short in a week", "Repair 3:",
        "One more officer on N would save 16", "32 hours of 168 bind", "Short most, by 1: Saturday 07:00-15:00, ",
        "23:00 to Sunday 15:00 and Sunday 23:00 to Monday 07:00.",
    ):  # fmt: skip
        assert words in out
    assert not (case / "plans" / "tuned.json").exists()


def test_changes_are_kept_and_the_next_call_goes_on_from_them(capsys, case):
    code, out, _ = call(capsys, case, "--move", "1=N off Mon Tue", "--lock", "3")
    assert code == 0
    assert "(before: 32)" in out
    assert "N off Sat Sun, locked" in out
    kept = Plan.load(case / "plans" / "tuned.json")
    assert (kept.made_by, kept.on, kept.name) == ("tune", "weekly", "tuned")
    assert [(line.shift, line.officers, line.locked) for line in kept.roster.lines] == [
        ("D", 2, False), ("D", 1, False), ("N", 2, True), ("N", 1, False),
    ]  # fmt: skip
    assert kept.crews[0] == tuple((kept.roster.cover.astype(int) // 2).tolist())
    code, out, _ = call(capsys, case, "--solve")
    assert "Solved from here: proven optimal" in out
    again = Plan.load(case / "plans" / "tuned.json")
    assert again.on == "weekly"
    assert again.notes == kept.notes
    assert LINES[2].days in [line.days for line in again.roster.lines if line.locked]
    assert Case.load(case).plan("weekly").roster.lines == LINES


def test_officers_come_and_go(case):
    more = tune_roster(case, add=["N off Sat Sun", "2"], drop=["1"], name="more")
    assert more.plan.roster.officers == 7
    assert tune_roster(case, plan="more").plan.name == "more"


def test_a_plan_that_somebody_put_there_stays(capsys, case):
    mine = Case.load(case).plan("weekly").save(case / "plans" / "mine.json").read_bytes()
    code, _, err = call(capsys, case, "--lock", "1", "--name", "mine")
    assert (code, "is not of beatwright tune, and stays" in err) == (2, True)
    assert (case / "plans" / "mine.json").read_bytes() == mine


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process that was forked")
def test_a_kill_in_the_middle_of_keeping_a_change_loses_nothing(case, monkeypatch):
    first = tune_roster(case, move=["1=N off Mon Tue"])
    child = os.fork()
    if child == 0:
        # Just before the new file takes the place of the old one.
        monkeypatch.setattr(Path, "replace", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        tune_roster(case, move=["1=N off Tue Wed"])
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert Plan.load(case / "plans" / "tuned.json") == first.plan
    assert tune_roster(case).plan == first.plan
    assert Case.load(case).plan("weekly").roster.lines == LINES


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--plan", "weakly"], "Did you mean 'weekly'?"),
        (["--plan", "no roster"], "has no roster to tune"),
        (["--plan", "walked"], "become a rotation"),
        (["--move", "1"], "LINE=LINE"),
        (["--move", "1=9"], "lines 1 to 3"),
        (["--lock", "X off Sat"], "no shift 'X'"),
        (["--lock", "D off Sat"], "no line D off Sat"),
        (["--add", "D off Sonntag Monday"], "Got son."),
        (["--add", "D off Sat Sun at s9"], "no lines at the post 's9'"),
        (["--add", "nights"], "reads like 'D off Sat Sun'"),
        (["--lock", "1", "--drop", "1"], "Nobody can leave the line D off Sat Sun"),
        (["--name", "../x", "--lock", "1"], "letters, digits"),
        (["--name", "weekly", "--lock", "1"], "has a plan 'weekly' already"),
    ],
)
def test_what_cannot_be_is_told(capsys, untouched, options, words):
    code, _, err = call(capsys, untouched, *options)
    assert code == 2
    assert words in err
    assert not list((untouched / "plans").glob("tuned*"))


def test_all_that_is_wrong_is_told_at_once(capsys, untouched):
    code, _, err = call(
        capsys, untouched, "--name", "weekly", "--lock", "7", "--lock", "D off Sat", "--drop", "N off Mon Tue", "--add",
        "X off Sonntag at s9", "--move", "1", "--move", "1=9", "--move", "2=8",
    )  # fmt: skip
    assert code == 2
    assert err.splitlines()[0] == "Error: The roster of the plan 'weekly' cannot be tuned so:"
    assert [line.strip(" -") for line in err.splitlines()[1:]] == [
        "The case has a plan 'weekly' already. Keep the new one under another name.",
        "The roster has lines 1 to 3. Got 7.",
        "The roster has no line D off Sat.",
        "Nobody can leave the line N off Mon Tue: nobody has it.",
        "The roster has no shift 'X'. Known: D, N.",
        "Days off are named Mon, Tue, Wed, Thu, Fri, Sat, Sun, or never. Got son.",
        "The roster has no lines at the post 's9'. Its lines are of the whole city: leave out 'at s9'.",
        "A move reads LINE=LINE, such as '3=D off Sat Sun'. Got '1'.",
        "The roster has lines 1 to 3. Got 9.",
        "The roster has lines 1 to 3. Got 8.",
    ]
    assert not list((untouched / "plans").glob("tuned*"))


def test_the_hours_of_a_fortnight_are_told_week_by_week():
    days = ("D", "D", "D", "D", "D", "", "") + ("D",) * 4 + ("", "", "")
    need = (*(float(7 <= hour % 24 < 15) for hour in range(120)), *[0.0] * 48)
    tuning = RosterTuning(Roster(SHIFTS[:1], (ShiftLine(days),), need=need * 2))
    told = "\n".join(tuning_lines(tuning))
    assert "Short most, by 1: Friday 07:00-15:00 in the second week." in told
    assert "Wednesday 07:00-15:00, Thursday 07:00-15:00 and Friday 07:00-15:00." in told


def test_a_folder_that_is_no_case_is_told(capsys, tmp_path):
    code, _, err = call(capsys, tmp_path)
    assert code == 1
    assert "no case folder" in err

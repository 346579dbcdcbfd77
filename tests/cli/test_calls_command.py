"""The command `calls`: draws them for a study or a case, writes them whole, and shows those of a file."""

import dataclasses

import pandas as pd
import pytest

import beatwright as bw
from beatwright.cli import commands as cli
from beatwright.core import Case
from beatwright.testing import hourly_problem, small_problem


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture
def case(tmp_path):
    problem = dataclasses.replace(hourly_problem(), officers_per_car=1)
    return Case("calls", problem, problem).save(tmp_path / "case")


def test_calls_of_a_case_are_drawn_written_and_shown(capsys, case, tmp_path):
    file = tmp_path / "calls.parquet"
    code, drawn, _ = call(capsys, "calls", case, "--weeks", 2, "--seed", 3, "--output", file, "--quiet")
    assert code == 0
    found = bw.Calls.load(file)
    problem = Case.load(case).problem
    assert found == bw.Calls.drawn(problem.demand, 2, 3, severity=problem.severity, officers_per_car=1)
    assert found.cars.max() == 8
    code, shown, _ = call(capsys, "calls", file)
    assert code == 0
    assert shown == f"{found.text}\n"
    assert drawn.startswith(shown)
    for part in ("calls in 2 weeks", "Seed 3", f"Digest {found.digest}", "medium", "Calls by hour of the week", "Sun "):
        assert part in shown
    code, again, _ = call(capsys, "calls", case, "--weeks", 2, "--seed", 3, "--output", file, "--quiet")
    assert (code, again) == (0, drawn)


def test_a_study_is_read_without_measuring_travel(capsys, tmp_path):
    times = pd.date_range("2023-01-02", periods=900, freq="7h13min")
    rows = [f"{n},{time:%Y-%m-%d %H:%M},THEFT,-90.2{n % 90:02d},38.6{n % 70:02d}" for n, time in enumerate(times)]
    file = tmp_path / "incidents.csv"
    file.write_text("Incident ID,Date/Time,Offense,Longitude,Latitude\n" + "\n".join(rows) + "\n", encoding="utf-8")
    code, _, err = call(capsys, "calls", file, "--weeks", 1, "--quiet")
    assert code == 2
    assert "Set slots = 168 in [problem]" in err
    code, out, _ = call(capsys, "calls", file, "--weeks", 1, "--set", "problem.slots=168", "--quiet")
    assert code == 0
    assert "in 1 week, drawn from recorded 2023" in out
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_done_is_one_sentence(capsys, case, tmp_path):
    file, other = tmp_path / "calls.parquet", tmp_path / "own.parquet"
    other.write_bytes(b"mine")
    assert call(capsys, "calls", case, "--weeks", 1, "--output", file, "--quiet")[0] == 0
    for arguments, code, says in (
        ((case, "--output", other), 1, "beatwright did not write it"),
        ((case, "--output", tmp_path), 1, "is a folder"),
        ((case, "--weeks", 0), 2, "weeks"),
        ((case, "--set", "problem.slots=168"), 2, "is a case"),
        ((file, "--output", other), 2, "holds calls already"),
        ((tmp_path,), 1, "is no case folder"),
        ((tmp_path / "none.toml",), 2, "cannot be read"),
    ):
        found = call(capsys, "calls", *arguments, "--quiet")
        assert (found[0], found[1]) == (code, "")
        assert says in found[2]
    assert other.read_bytes() == b"mine"
    assert call(capsys, "calls", case, "--weeks", 1, "--output", other, "--force", "--quiet")[0] == 0
    assert bw.Calls.load(other) == bw.Calls.load(file)


def test_demand_of_one_slot_is_one_sentence(capsys, tmp_path):
    problem = small_problem()
    code, _, err = call(capsys, "calls", Case("calls", problem, problem).save(tmp_path / "case"), "--quiet")
    assert code == 2
    assert "'small demand' is the same in every hour" in err


def test_no_file_that_a_study_reads_is_overwritten(capsys, tmp_path):
    study, incidents = tmp_path / "study.toml", tmp_path / "incidents.csv"
    rows = [f"{n},2023-01-{n + 1:02d} 08:00,THEFT,-90.2{n},38.6{n}" for n in range(9)]
    incidents.write_text("Incident ID,Date/Time,Offense,Longitude,Latitude\n" + "\n".join(rows), encoding="utf-8")
    study.write_text('[incidents]\nfile = "incidents.csv"\n\n[problem]\nslots = 168\n', encoding="utf-8")
    for target in (study, incidents):
        before = target.read_bytes()
        code, _, err = call(capsys, "calls", study, "--output", target, "--force", "--quiet")
        assert (code, "is read as an input" in err) == (1, True)
        assert target.read_bytes() == before

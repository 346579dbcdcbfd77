"""Every end of the command line has its exit code, and none is a traceback."""

import csv
import json
import os
import subprocess
import sys

import pytest

from beatwright.cli import commands as cli


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture(scope="module")
def incidents(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "incidents.csv"
    rows = "\n".join(f"{i},2024-01-{1 + i % 28:02d} {i % 24:02d}:17,THEFT,-90.2{i:03d},38.6{i:03d}" for i in range(90))
    path.write_text("Incident ID,Date/Time,Offense,Longitude,Latitude\n" + rows + "\n", encoding="utf-8")
    return path


def test_help_names_every_command(capsys):
    code, out, _ = call(capsys, "--help")
    assert code == 0
    for command in ("demo", "calls", "check", "digitize", "run", "compare", "reproduce", "serve", "steps", "user"):
        assert command in out
    assert "Exit codes" in out


def test_version(capsys):
    assert call(capsys, "--version")[:2] == (0, f"beatwright {cli.__version__}\n")


def test_a_misspelt_option_lists_the_known_ones(capsys):
    code, _, err = call(capsys, "run", "study.toml", "--sed", "3")
    assert code == 2
    assert "Did you mean '--seed'?" in err
    for option in ("--set", "--jobs", "--quiet", "--output"):
        assert option in err


def test_a_misspelt_command_lists_the_known_ones(capsys):
    code, _, err = call(capsys, "rnu")
    assert code == 2
    known = "bids, calibrate, calls, check, check-store, compare, demo, digitize, explore, forecast, leave, replay"
    assert f"{known}, reproduce, run, schemas, serve, start, steps, tune, user" in err


def test_a_missing_study_file_is_told(capsys, tmp_path):
    code, _, err = call(capsys, "run", tmp_path / "none.toml")
    assert code == 2
    assert "cannot be read" in err


def test_check_tells_and_exits_with_0(capsys, incidents):
    code, out, _ = call(capsys, "check", incidents, "--quiet")
    assert code == 0
    assert "90 rows read, 90 kept" in out


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\x00\x01\x02" * 500, b"Incident ID,Date/Time,Offense,Longitude,Latitude\n1,never,THEFT,,\n"],
    ids=["empty", "no known heading", "binary", "no usable row"],
)
def test_check_exits_with_1_where_the_file_cannot_be_used(capsys, tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    code, out, err = call(capsys, "check", path, "--quiet")
    assert code == 1
    assert "Error" in err or "cannot be used" in err
    assert len(out + err) < 4000


def test_check_of_a_study_file_says_which_command_reads_it(capsys, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text("[incidents]\nfile = 'incidents.csv'\n", encoding="utf-8")
    code, _, err = call(capsys, "check", path, "--quiet")
    assert code == 1
    assert "'study.toml' is a study file" in err
    assert "beatwright run study.toml" in err


def test_check_writes_the_rows_left_out(capsys, tmp_path, incidents):
    path = tmp_path / "some.csv"
    path.write_text(incidents.read_text(encoding="utf-8") + "x,2024-01-05 10:00,THEFT,0,0\n", encoding="utf-8")
    code, _, _ = call(capsys, "check", path, "--dropped", tmp_path / "dropped.csv", "--quiet")
    assert code == 0
    with (tmp_path / "dropped.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["row"], row["reason"]) for row in rows] == [("91", "coordinate (0, 0)")]


def test_check_shows_what_each_column_is_taken_for(capsys, tmp_path):
    (tmp_path / "calls.csv").write_text("when it was,Offense,lat,lon\nyesterday,THEFT,38.63,-90.2\n")
    code, out, _ = call(capsys, "check", tmp_path / "calls.csv", "--preview", "--quiet")
    assert code == 0
    assert "Offense      kind             THEFT" in out
    assert "Missing: time" in out
    mapped = ("--set", "incidents.mapping={time = 'when it was'}")
    _, out, _ = call(capsys, "check", tmp_path / "calls.csv", "--preview", *mapped, "--quiet")
    assert "when it was  time             yesterday" in out


def test_steps_lists_and_describes(capsys):
    code, out, _ = call(capsys, "steps")
    assert code == 0
    assert "PMedian" in out
    code, out, _ = call(capsys, "steps", "PMedian")
    assert code == 0
    assert "p : int (required)" in out
    code, _, err = call(capsys, "steps", "PMedain")
    assert code == 2
    assert "Did you mean 'PMedian'?" in err


def test_compare_tells_what_is_no_case(capsys, tmp_path):
    code, _, err = call(capsys, "compare", tmp_path, tmp_path)
    assert code == 1
    assert "no case folder" in err


def test_a_fault_of_our_own_is_not_a_traceback(capsys, monkeypatch):
    monkeypatch.setattr("beatwright.study.file.option_reference.list_steps", lambda: 1 / 0)
    code, _, err = call(capsys, "steps")
    assert code == 70
    assert "ZeroDivisionError" in err


def test_completion_is_offered():
    # Which shell is running is not asked: there may be none above a test.
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [sys.executable, "-m", "beatwright", "--show-completion", "bash"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "complete" in shown.stdout


def test_schemas_are_written_and_only_over_their_like(capsys, tmp_path):
    folder = tmp_path / "schemas"
    code, out, _ = call(capsys, "schemas", folder)
    assert code == 0
    written = sorted(path.name for path in folder.iterdir())
    assert [line.rpartition("/")[2] for line in sorted(out.splitlines())] == written
    assert len(written) == 6
    assert json.loads((folder / "plan.schema.json").read_text(encoding="utf-8"))["title"] == "Plan"
    assert call(capsys, "schemas", folder)[0] == 0
    (folder / "plan.schema.json").write_text("my own", encoding="utf-8")
    code, _, err = call(capsys, "schemas", folder)
    assert code == 1
    assert "plan.schema.json" in err
    assert call(capsys, "schemas", folder, "--force")[0] == 0

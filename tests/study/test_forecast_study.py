"""The command that keeps a journal: run again with newer records, it scores, adds and never changes."""

from dataclasses import replace

import pandas as pd
import pytest

from beatwright.cli import commands as cli
from beatwright.study.forecast_study import _unrecorded
from beatwright.testing import small_incidents


@pytest.fixture(scope="module")
def study(demo_city):
    return demo_city


@pytest.fixture
def run(study, tmp_path, capfd):
    """Return a function that runs the command and returns its code and all that it said."""

    def call(*options):
        place = ("-o", str(tmp_path / "out"), "-j", str(tmp_path / "journal"))
        with pytest.raises(SystemExit) as ended:
            cli.main(["forecast", str(study), *place, "--quiet", *options])
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code, said.out + said.err

    return call


def pages(place):
    return {path.relative_to(place): path.read_bytes() for path in sorted((place / "journal").rglob("*.json"))}


def test_week_after_week(run, tmp_path):
    code, said = run("--until", "2023-06-05")
    assert code == 0
    assert "5 June 2023 to 11 June 2023" in said
    before = pages(tmp_path)
    assert [path.name for path in before] == ["2023-06-05.json", "journal.json"]
    code, said = run("--until", "2023-06-14")
    assert code == 0
    assert "1 week foreseen is over" in said
    assert "taken as complete" not in said
    after = pages(tmp_path)
    assert {path: text for path, text in after.items() if path in before} == before
    assert sorted(path.as_posix() for path in set(after) - set(before)) == [
        "journal/foreseen/2023-06-12.json", "journal/scores/2023-06-05.json",
    ]  # fmt: skip
    assert "<bdi>foreseen</bdi>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--period", "fortnight"], "'period'"),
        (["--share", "2", "--until", "soon"], "'share' & 'soon' is no date"),
        (["--until", "1990-01-01"], "none is of before 1990-01-01"),
        (["--until", "2031-01-01"], "The last record is of & give the date up to which they are complete"),
        (["--until", "today"], "'today' is no date"),
        (["--until", "03/04/2024"], "'03/04/2024' is no date"),
        (["--perid", "day"], "--period"),
    ],
)
def test_wrong_options_are_told_and_nothing_is_begun(run, tmp_path, options, said):
    code, told = run(*options)
    assert code == 2
    assert all(each in told for each in said.split(" & "))
    assert not (tmp_path / "journal").exists()


def test_up_to_when_the_records_are_held_to_be_complete_is_told(run, tmp_path):
    code, said = run()
    assert code == 0
    assert "taken as complete before 2024-01-01 00:00, the day after the last of them" in said
    assert "taken as complete before 2024-01-01" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_journal_is_of_one_choice_of_incidents(run):
    assert run("--until", "2023-06-05")[0] == 0
    code, said = run("--until", "2023-06-12", "--set", 'incidents.offences="most severe"')
    assert code == 1
    assert "is of other incidents than asked for now" in said


def test_a_time_without_records_is_told():
    whole = small_incidents(weeks=10)
    gap = (pd.Timestamp("2023-01-16"), pd.Timestamp("2023-01-30"))
    rows = whole.frame[(whole.frame["time"] < gap[0]) | (whole.frame["time"] >= gap[1])]
    assert list(_unrecorded(whole)) == []
    assert "2023-01-16 to 2023-01-29." in next(_unrecorded(replace(whole, frame=rows, gaps=(gap,))))

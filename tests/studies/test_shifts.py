"""The study of shifts: published answers reached, sentences that say what the tables hold, a report with its words."""

import json
import re
from functools import partial

import numpy as np
import pytest

from beatwright.base.errors import InputError
from beatwright.cli import commands as cli
from beatwright.planning import CyclicRoster, NamedRules, line_breaks
from beatwright.studies import REPRODUCTIONS
from beatwright.studies.shifts import ShiftsStudy, benchmarks, reproduce_shifts
from beatwright.studies.shifts.benchmarks import (
    benchmark_files,
    benchmark_instances,
    published_covers,
    short_weeks,
    solved_rotation,
)
from beatwright.studies.shifts.instances import generated_contracts, published_rotation, week_of_need


def numbers(text):
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?(?<!,)", text)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("shifts")


@pytest.fixture(scope="module")
def study(folder) -> ShiftsStudy:
    """The study made cheap: one week, starts every four hours in place of all, one policy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("beatwright.studies.shifts.study.short_weeks", partial(short_weeks, range(3, 24, 4)))
        return reproduce_shifts(
            folder / "out", peaks=(6,), policies={2: ("12",)}, named_seconds=0.5, policy_seconds=9999.0, weeks=4
        )


def test_the_published_covers():
    table = published_covers()
    assert table["ours"].tolist() == table["published"].tolist() == [900, 32, 7, 55]
    assert set(table["proof"]) == {"proven optimal"}


def test_the_test_weeks_have_the_known_car_hours():
    assert [int(week_of_need(peak).sum()) for peak in (6, 25, 120)] == [937, 2577, 9856]


def test_the_published_rotation_keeps_every_rule():
    row, roster = solved_rotation()
    assert isinstance(roster, CyclicRoster)
    assert (row["uncovered"], row["rules broken"], roster.duty.shape) == (0, 0, (16, 7))
    assert line_breaks(roster.duty, published_rotation()[1]) == ()


def test_the_generated_contracts_are_those_of_the_rule():
    need, staff, rules = generated_contracts(10)
    assert (need.shape, need.sum(), len(staff)) == ((28, 3), 200, 10)
    assert [wish.day for wish in staff[0].wants_off] == [wish.day for wish in generated_contracts(30)[1][0].wants_off]
    assert rules.follows.tolist() == [[True, True, True], [False, True, True], [False, False, True]]


def test_instances_are_found_where_they_lie(tmp_path):
    assert benchmark_files(None) == {}
    inner = tmp_path / "benchmarks" / "shift_scheduling"
    inner.mkdir(parents=True)
    for name in ("Instance1.txt", "Instance2.txt", "Instance8.txt", "Instance10.txt"):
        (inner / name).write_text("")
    assert benchmark_files(tmp_path) == {2: inner / "Instance2.txt", 10: inner / "Instance10.txt"}


def test_it_is_in_the_list(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce"])
    assert stop.value.code == 0
    assert "shifts " in capsys.readouterr().out
    assert [one.name for one in REPRODUCTIONS] == sorted(one.name for one in REPRODUCTIONS)


@pytest.mark.slow
def test_sentences_say_what_the_tables_hold(study):
    said = study.findings
    assert "San Francisco and its data are not public" in said[0]
    assert numbers(said[1]) == [4, 4, 4, 900, 32, 7, 55]
    assert numbers(said[2]) == [3, 3, 3, 26, 25, 28]
    free, fixed = study.starts.to_dict("records")
    assert fixed["ours"] == fixed["known"] == 112
    fewer = round(100 * (1 - free["officer-hours short"] / fixed["officer-hours short"]))
    assert numbers(said[3])[-5:] == [
        *(free["officer-hours short"], free["largest shortage"], fixed["officer-hours short"], 2, fewer),
    ]
    assert "607, bound 607, known optimum 607; 6 shifts uncovered, 0 rules broken" in said[5]
    free, fixed = study.same.to_dict("records")
    assert free["officers"] == fixed["officers"]
    assert free["officer-hours short"] == 0 < fixed["officer-hours short"]
    assert f"{fixed['officer-hours short']:g} officer-hours a week" in said[8]
    any_hour, watches = study.policies["fewest officers"]
    assert any_hour < watches
    assert f"12 h from any hour {any_hour:g}, 12 h on fixed watches {watches:g}." in said[9]
    assert "instances 2, 3, 4, 5, 6, 7, 9, 10, 11, was left out" in said[10]


@pytest.mark.slow
def test_report_and_figures(study, folder):
    figures = json.loads((folder / "out" / "reproduce.json").read_text(encoding="utf-8"))
    assert (figures["study"], figures["findings"]) == ("shifts", list(study.findings))
    assert [row["ours"] for row in figures["covers"]] == [900, 32, 7, 55]
    assert figures["rosters"][2]["known"] is None
    report = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Interfaces 19(1), 4-24" in report
    shown = re.sub(r"<(svg|style).*?</\1>", "", report, flags=re.DOTALL)
    assert not re.search(r"\d[eE][+-]?\d|\binf\b|\bnan\b|\d\.\d{7}", shown)
    assert "proven optimal" in study.text


TEXT = (
    "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,E=7,2400,960,5,2,2,1\nSECTION_DAYS_OFF\nA,0\n"
    "SECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\nSECTION_COVER\n1,E,1,100,1\n"
)


def test_instances_of_the_benchmark_are_read_where_they_are(tmp_path, monkeypatch):
    (tmp_path / "Instance2.txt").write_text(TEXT)
    small = (np.ones((7, 1), dtype=np.int64), benchmark_instances(tmp_path)[2][1], NamedRules(shifts=("E",)))
    monkeypatch.setattr(benchmarks, "published_roster", lambda: small)
    monkeypatch.setattr(benchmarks, "generated_contracts", lambda *_: small)
    rows, missing = benchmarks.named_cases(benchmark_instances(tmp_path), 1.0)
    assert [row["instance"] for row in rows][-1] == "instance 2"
    assert (rows[-1]["known"], rows[-1]["rules broken"]) == (828, 0)
    assert missing == ("3", "4", "5", "6", "7", "9", "10", "11")


def test_instances_that_cannot_be_read_are_told_at_once_and_before_anything_runs(capsys, tmp_path):
    for number in (2, 3):
        (tmp_path / f"Instance{number}.txt").write_text(TEXT.replace("E,480,", f"E,long{number},"))
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce", "shifts", "--data", str(tmp_path), "--output", str(tmp_path / "out"), "--quiet"])
    told = capsys.readouterr().err
    assert stop.value.code == InputError.exit_code
    assert "Traceback" not in told
    assert "long2" in told
    assert "long3" in told
    assert not (tmp_path / "out").exists()

"""The teaching case, held to figures worked out twice by independent code, and the book's printed workloads."""

import json
import re

import pytest

from beatwright.base.progress import Clock, Silent
from beatwright.studies.nypd import NypdStudy, reproduce_nypd
from beatwright.studies.nypd.published import BOOK_WORKLOAD, PRECINCTS
from beatwright.studies.nypd.study import reproduce

NAMES = [one.name for one in PRECINCTS]


@pytest.fixture(scope="module")
def study() -> NypdStudy:
    return reproduce(Clock(Silent()))


def cars(table, row):
    return [int(number) for number in table.loc[row, NAMES]]


@pytest.mark.parametrize(
    ("bound", "expected"), [(0.25, (6, 4, 3, 4, 2, 6)), (0.10, (7, 5, 4, 5, 3, 7)), (0.05, (8, 5, 4, 5, 3, 8))]
)
def test_cars_for_a_bound(study, bound, expected):
    assert cars(study.meet, bound) == list(expected)
    assert study.meet.loc[bound, "all"] == sum(expected)


@pytest.mark.parametrize(
    ("total", "delayed"),
    [
        (20, 0.32199739),
        (22, 0.24065120),
        (24, 0.17042292),
        (26, 0.11894319),
        (28, 0.08310135),
        (30, 0.05934266),
        (32, 0.03947649),
    ],
)
def test_least_delayed_share_of_a_total(study, total, delayed):
    table = study.shared["delayed"]
    assert table.loc[total, "delayed"] == pytest.approx(delayed, abs=5e-9)
    assert sum(cars(table, total)) == total
    assert (table["proof"] == "proven optimal").all()


def test_cars_and_minutes_of_24(study):
    for figure in ("delayed", "wait", "response"):
        assert cars(study.shared[figure], 24) == [6, 4, 3, 3, 2, 6]
    assert study.sides.loc["response", "response"] == pytest.approx(7.3038848, abs=5e-8)
    assert cars(study.shared["urgent wait"], 24) == [5, 4, 3, 4, 2, 6]
    assert study.sides.loc["urgent wait", "urgent wait"] == pytest.approx(1.2147690, abs=5e-8)


@pytest.mark.parametrize(
    ("watch", "car_hours", "without", "proven", "greedy"),
    [
        ("20-04", 560, 21.62719780, 17.59892348, 0.0),
        ("20-04", 640, 10.58240722, 8.44355461, 0.0),
        ("18-04", 560, 21.62719780, 14.91375745, 0.0),
        ("18-04", 600, None, 10.15581907, 0.0683),
        ("18-04", 640, 10.58240722, 6.69319528, 0.0569),
        ("20-24", 560, 21.62719780, 21.22922893, 0.0052),
        ("20-24", 600, None, 14.63255472, 0.0227),
        ("20-24", 640, 10.58240722, 10.51318313, 0.0329),
    ],
)
def test_an_overlapping_watch(study, watch, car_hours, without, proven, greedy):
    row = study.overlay.loc[(watch, car_hours)]
    assert row["proven"] == pytest.approx(proven, abs=5e-9)
    assert row["greedy above"] == pytest.approx(greedy, abs=5e-5)
    assert without is None or row["without"] == pytest.approx(without, abs=5e-9)
    assert row["proof"] == "proven optimal"


def test_the_book(study):
    assert study.book["exact"].round(4).tolist() == list(BOOK_WORKLOAD)
    assert study.book["approximate"].tolist() == pytest.approx([0.56430122, 0.47131402, 0.46438476], abs=1e-7)


def test_sentences_say_what_the_tables_hold(study):
    said = [[float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)] for text in study.findings]
    for sentence, (bound, row) in zip(said, study.meet.iterrows(), strict=False):
        assert sentence == [100 * bound, row["all"], *row[NAMES]]
    shared = study.shared["delayed"]
    assert said[3][:7] == [24, *cars(shared, 24)]
    waiting = 100 * shared["delayed"]
    assert said[3][7:] == pytest.approx([waiting[24], 32, waiting[32]], abs=0.05)
    assert said[4] == pytest.approx([100 * study.overlay["saved"].min(), 100 * study.overlay["saved"].max()], abs=0.5)
    lost = study.overlay["greedy above"]
    watch, hours = lost.idxmax()
    assert said[5] == pytest.approx([100 * lost.max(), *map(float, watch.split("-")), hours], abs=0.05)
    off = (study.book["approximate"] / study.book["exact"] - 1).abs().max()
    assert said[6] == pytest.approx([100 * off], abs=0.05)


def test_report_and_figures(tmp_path):
    study = reproduce_nypd(tmp_path / "nypd")
    figures = json.loads((tmp_path / "nypd" / "reproduce.json").read_text(encoding="utf-8"))
    assert figures["findings"] == list(study.findings)
    assert len(figures["shared"]["delayed"]) == 18
    report = (tmp_path / "nypd" / "report.html").read_text(encoding="utf-8")
    assert "6 4 3 3 2 6" in report
    assert "1.0000" not in report, "cars are numbered 1, 2, 3"
    assert "proven optimal" in study.text

"""The picture of when incidents happen, and the sentence beside it."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.base.plain_text import spaced_percent
from beatwright.core import Incidents, ParameterError, Severity
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.show.figures.clock_of_week import clock_of_week, clock_sentence, hourless_sentence
from beatwright.show.figures.picture import png_bytes
from beatwright.show.figures.pictures import draw_pictures
from beatwright.show.report.html import write_report

SENTENCE = re.compile(
    r"Of the ([\d,]+) incidents? planned on, ([\d,]+) \(([\d.]+) %\) fall in the busiest hour, (\d\d):00 to (\d\d):00, "
    r"and ([\d,]+) \(([\d.]+) %\) on the busiest day, (\w+)\."
)


def incidents(times, precision="minute"):
    frame = pd.DataFrame(
        {
            "id": [str(i) for i in range(len(times))],
            "time": pd.to_datetime(times),
            "kind": "theft",
            "severity": 0,
            "x": 0.0,
            "y": 0.0,
            "zone": 0,
        }
    )
    return Incidents(frame, Severity.default(), 1, precision=precision)


@pytest.mark.parametrize("seed", range(12))
def test_sentence_says_what_the_counts_say(seed):
    counts = np.random.default_rng(seed).integers(0, 4000, 168)
    week = counts.reshape(7, 24)
    total, many, share, low, high, often, part, day = SENTENCE.fullmatch(clock_sentence(counts)).groups()
    assert int(total.replace(",", "")) == counts.sum()
    assert int(high) == int(low) + 1
    assert int(many.replace(",", "")) == week[:, int(low)].sum() == week.sum(axis=0).max()
    assert float(share) == pytest.approx(100 * week[:, int(low)].sum() / counts.sum(), abs=0.051)
    assert int(often.replace(",", "")) == week[WEEKDAYS.index(day)].sum() == week.sum(axis=1).max()
    assert float(part) == pytest.approx(100 * week[WEEKDAYS.index(day)].sum() / counts.sum(), abs=0.051)


def test_counts_are_those_of_the_local_hours():
    counts = incidents(["2024-01-01 00:10", "2024-01-07 23:59", "2024-01-02 13:00"]).week_counts
    assert np.flatnonzero(counts).tolist() == [0, 24 + 13, 167]


@pytest.mark.parametrize("precision", ["day", "month"])
def test_times_without_hours_give_no_counts(precision):
    assert incidents(["2024-01-01", "2024-01-02"], precision).week_counts is None


def test_wrong_counts_are_refused():
    for counts in (np.zeros(168, dtype=int), np.ones(24, dtype=int)):
        with pytest.raises(ParameterError, match="shape"):
            clock_of_week(counts)


@pytest.mark.parametrize("counts", [np.eye(1, 168, 5, dtype=int)[0], np.arange(168), np.full(168, 3)])
def test_same_counts_same_picture(counts):
    assert png_bytes(clock_of_week(counts), 50) == png_bytes(clock_of_week(counts), 50)


def test_report_has_the_picture_where_times_have_hours(case, tmp_path):
    counts = np.arange(168)
    assert "clock" in draw_pictures(case, hours=counts)
    text = write_report(case, tmp_path / "with.html", hours=counts).read_text(encoding="utf-8")
    assert spaced_percent(clock_sentence(counts)) in text
    assert "no time of day" not in text
    assert "When incidents happen" not in write_report(case, tmp_path / "without.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("count", [1, 2, 1234])
def test_report_says_how_many_are_not_in_the_picture(case, count, tmp_path):
    counts = np.arange(168)
    text = write_report(case, tmp_path / "with.html", hours=counts, without_hour=count).read_text(encoding="utf-8")
    (said,) = hourless_sentence(count, counts)
    assert said.startswith(f"{count:,} more ha")
    assert f"{spaced_percent(clock_sentence(counts, some_unknown=True))} {said}" in text
    assert "incidents planned on whose time of day is known, " in text


def test_report_says_why_there_is_no_picture(case, tmp_path):
    text = write_report(case, tmp_path / "none.html", without_hour=1234).read_text(encoding="utf-8")
    assert "The times of the 1,234 incidents give no hour, so no picture of the hours is drawn." in text
    assert "Hours are local time" not in text

"""Dates that stand for "not known" never reach the period."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import read_incidents

FORMS = (
    "1900-01-01", "1900-01-01 00:00", "1900-01-01T00:00:00.000", "1970-01-01", "1970-01-01 00:00:00",
    "1969-12-31 18:00", "1901-01-01", "2099-12-31", "2099-12-31 23:59", "2100-01-01", "2100-12-31",
    "1904-01-01", "1980-01-01", "1980-01-06", "2000-01-01", "2038-01-19", "2079-06-06", "2099-01-01",
)  # fmt: skip


def written(path, dates):
    rng = np.random.default_rng(1)
    n = len(dates)
    table = {"id": range(n), "date": dates, "offense": "THEFT", "longitude": -90.2 - rng.random(n) / 10}
    pd.DataFrame(table | {"latitude": 38.6 + rng.random(n) / 10}).to_csv(path, index=False)
    return path


def days(count, start="2023-01-01"):
    return [f"{day:%Y-%m-%d %H:%M}" for day in pd.date_range(start, periods=count, freq="29h")]


@pytest.mark.parametrize("text", FORMS)
def test_left_out_with_count_and_column(tmp_path, text):
    incidents = read_incidents(written(tmp_path / "a.csv", [text] * 9 + days(300)))
    assert len(incidents) == 300
    assert dict(incidents.report.reasons) == {"stray date": 9}
    assert incidents.start == pd.Timestamp("2023-01-01")
    assert incidents.end.year < 2025
    assert any("9 rows" in said and "'date'" in said and text[:10] in said for said in incidents.report.warnings)


BEYOND = (
    "9999-12-31", "9999-12-31T23:59:59", "9999/12/31", "12/31/9999", "31.12.9999 00:00", "0001-01-01",
    "01/01/0001", "0000-00-00", "0000-00-00 00:00:00", "1899-12-30", "12/30/1899", "1753-01-01", "1900-01-00",
    "1/0/1900", "1111-11-11", "2999-12-31",
)  # fmt: skip


@pytest.mark.parametrize("text", BEYOND)
def test_dates_out_of_range_are_counted_and_told(tmp_path, text):
    incidents = read_incidents(written(tmp_path / "a.csv", [text] * 9 + days(300)))
    reasons = dict(incidents.report.reasons)
    assert sum(reasons.values()) == 9
    assert set(reasons) <= {"time outside 1900-2100", "unreadable time"}
    said = [warning for warning in incidents.report.warnings if "none is known" in warning]
    assert len(said) == 1
    assert "9 rows" in said[0]
    assert f"{text} (9)" in said[0]
    assert not any("'time outside" in warning or "'unreadable" in warning for warning in incidents.report.warnings)


@pytest.mark.parametrize("text", ["9999-12-31", "1899-12-30", "0000-00-00"])
def test_other_dates_out_of_range_are_told_beside_them(tmp_path, text):
    incidents = read_incidents(written(tmp_path / "a.csv", [text] * 9 + ["2202-03-01"] * 2 + days(300)))
    (told,) = [said for said in incidents.report.warnings if "'time outside 1900-2100'" in said]
    assert told.startswith("2 rows (0.6%)")
    assert "'2202-03-01'" in told
    assert text not in told


@pytest.mark.parametrize("number", [0, -1, 1])
def test_seconds_of_naught_are_told(tmp_path, number):
    seconds = [int(pd.Timestamp(day).timestamp()) for day in days(300)]
    incidents = read_incidents(written(tmp_path / "a.csv", [number] * 9 + seconds))
    assert len(incidents) == 300
    assert any(f"{number} (9)" in said for said in incidents.report.warnings)


def test_other_unreadable_dates_are_not_taken_for_unknown_ones(tmp_path):
    incidents = read_incidents(written(tmp_path / "a.csv", ["soon", "2023-13-45", *days(300)]))
    assert not any("none is known" in said for said in incidents.report.warnings)


def test_records_of_those_years_stay(tmp_path):
    assert len(read_incidents(written(tmp_path / "a.csv", ["1970-01-01", *days(300, "1970-01-02")]))) == 301


@pytest.mark.parametrize("year", ["1980", "2000", "2001"])
def test_a_file_that_begins_on_such_a_day_stays(tmp_path, year):
    assert len(read_incidents(written(tmp_path / "a.csv", days(300, f"{year}-01-01")))) == 300


def test_a_file_of_one_such_day_stays(tmp_path):
    assert len(read_incidents(written(tmp_path / "a.csv", ["1970-01-01 10:00"] * 20))) == 20

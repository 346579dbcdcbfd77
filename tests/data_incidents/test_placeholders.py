"""Dates that stand for "not known" never reach the period."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import read_incidents

FORMS = (
    "1900-01-01", "1900-01-01 00:00", "1900-01-01T00:00:00.000", "1970-01-01", "1970-01-01 00:00:00",
    "1969-12-31 18:00", "1901-01-01", "2099-12-31", "2099-12-31 23:59", "2100-01-01", "2100-12-31",
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


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1899-12-30"])
def test_dates_out_of_range_are_counted(tmp_path, text):
    incidents = read_incidents(written(tmp_path / "a.csv", [text] * 9 + days(300)))
    assert dict(incidents.report.reasons) == {"time outside 1900-2100": 9}


def test_records_of_those_years_stay(tmp_path):
    assert len(read_incidents(written(tmp_path / "a.csv", ["1970-01-01", *days(300, "1970-01-02")]))) == 301


def test_a_file_of_one_such_day_stays(tmp_path):
    assert len(read_incidents(written(tmp_path / "a.csv", ["1970-01-01 10:00"] * 20))) == 20

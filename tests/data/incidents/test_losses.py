"""Rows that are left out in number are told with column, values and remedy; other calendars are named."""

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.data import check_incidents, read_incidents


def written(path, dates, **columns):
    rng = np.random.default_rng(1)
    n = len(dates)
    table = {"date": dates, "offense": "THEFT", "lon": -90.2 - rng.random(n) / 10, "lat": 38.6 + rng.random(n) / 10}
    pd.DataFrame(table | columns).to_csv(path, index=False)
    return path


def days(count):
    return [f"{day:%Y-%m-%d %H:%M}" for day in pd.date_range("2023-01-01", periods=count, freq="29h")]


@pytest.mark.parametrize(
    "text",
    ["soon", "2023-13-45 10:00", "Q3 2023", "?", "02/30/2023", "2023-02-03 31:00", "unbekannt", "Summer", "-", "x9"],
)
def test_unreadable_times_name_column_values_and_option(tmp_path, text):
    said = check_incidents(written(tmp_path / "a.csv", [text] * 25 + days(100))).warnings
    (told,) = [one for one in said if "'unreadable time'" in one]
    assert "25 rows (20.0%)" in told
    assert "'date'" in told
    assert f"'{text}'" in told
    assert "day_first" in told


def test_three_examples_at_most(tmp_path):
    said = check_incidents(written(tmp_path / "a.csv", ["bad 1", "bad 2", "bad 3", "bad 4"] * 8 + days(100))).warnings
    (told,) = [one for one in said if "'unreadable time'" in one]
    assert "'bad 1', 'bad 2', 'bad 3')" in told


def test_a_few_lost_rows_are_only_counted(tmp_path):
    report = check_incidents(written(tmp_path / "a.csv", ["soon"] * 5 + days(900)))
    assert report.reasons == {"unreadable time": 5}
    assert not any("unreadable" in said for said in report.warnings)


@pytest.mark.parametrize(
    "text",
    ["2202-03-01", "1066-10-14 12:00", "03/25/2202", "25.03.1023", "2150-01-01T10:00:00Z", "1898-12-30", "9998-12-31",
     "0002-01-01", "March 3, 2202", "3 Mar 1789"],
)  # fmt: skip
def test_years_out_of_range_have_a_reason_of_their_own(tmp_path, text):
    report = check_incidents(written(tmp_path / "a.csv", [text] * 3 + days(900)))
    assert report.reasons == {"time outside 1900-2100": 3}
    (told,) = [said for said in report.warnings if "'time outside 1900-2100'" in said]
    assert f"'{text}'" in told
    assert "3 rows" in told


@pytest.mark.parametrize(
    ("values", "reason", "remedy"),
    [
        ({"lon": [np.nan] * 30 + [-90.2] * 70}, "no coordinate", "Geocode"),
        ({"lon": [0.0] * 30 + [-90.2] * 70, "lat": [0.0] * 30 + [38.6] * 70}, "coordinate (0, 0)", "geocode"),
        ({"lon": [-9020000.0] * 30 + [-90.2] * 70}, "outside the world", "option crs"),
    ],
)
def test_places_lost_in_number_are_told(tmp_path, values, reason, remedy):
    rng = np.random.default_rng(1)
    arrays = {name: np.array(column) for name, column in values.items()}
    jitter = {name: array + (array != 0) * rng.random(100) / 50 for name, array in arrays.items()}
    said = check_incidents(written(tmp_path / "a.csv", days(100), **jitter)).warnings
    (told,) = [one for one in said if f"'{reason}'" in one]
    assert "30 rows (30.0%)" in told
    assert "'lon' and 'lat'" in told
    assert remedy in told


CALENDARS = [
    ("{d:02d}/{m:02d}/2566", "Buddhist"), ("2566-{m:02d}-{d:02d} 10:30", "Buddhist"),
    ("2566{m:02d}{d:02d}", "Buddhist"), ("{d} ส.ค. 2566", "Buddhist"), ("1444/{m:02d}/{d:02d}", "Hijri"),
    ("{d}-{m}-1444", "Hijri"), ("1402/{m:02d}/{d:02d}", "Jalali"), ("۱۴۰۲/{m:02d}/{d:02d}", "Jalali"),
    ("112/{m:02d}/{d:02d}", "Minguo"), ("112{m:02d}{d:02d}", "Minguo"), ("民國112年{m}月{d}日", "Minguo"),
    ("R5.{m}.{d}", "Reiwa"), ("令和5年{m}月{d}日", "Reiwa"), ("H30/{m}/{d}", "Reiwa"),
    ("5784-{m:02d}-{d:02d}", "Hebrew"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "name"), CALENDARS)
def test_other_calendars_are_refused_by_name(tmp_path, form, name):
    dates = [form.format(m=k % 12 + 1, d=k % 28 + 1) for k in range(60)]
    with pytest.raises(InputError, match=name) as refused:
        read_incidents(written(tmp_path / "a.csv", dates))
    assert "'date'" in str(refused.value)
    assert "Gregorian" in str(refused.value)


def test_no_row_left_says_why_and_what_helps(tmp_path):
    with pytest.raises(InputError, match="'unreadable time' in the column 'date'"):
        read_incidents(written(tmp_path / "a.csv", ["soon"] * 40), mapping={"time": "date"})


def swapped(path):
    return written(path, days(60), lon=38.6 + np.arange(60) / 500, lat=-120.2 - np.arange(60) / 500)


def test_swapped_rows_name_the_option_where_none_is_left(tmp_path):
    with pytest.raises(InputError, match='swapped = "mend"'):
        read_incidents(swapped(tmp_path / "a.csv"))

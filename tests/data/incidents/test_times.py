"""Times: every usual form, one rule per file, time zones, precision."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.data import read_incidents
from beatwright.data.incidents.clocks.times_of_day import read_clock
from beatwright.data.incidents.clocks.timezones import saving_faults
from beatwright.data.incidents.dates.date_texts import parse_moments

MOMENTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2099, 12, 31, 23, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.000",
    "%Y/%m/%d %I:%M:%S %p",
    "%d-%b-%Y %H:%M:%S",
    "%d %B %Y, %H:%M:%S",
    "%b %d, %Y %I:%M:%S %p",
    "%Y %b %d %I:%M:%S %p",
    "%a %d %b %Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y%m%dT%H%M%S",
    "%Y-%m-%d %H:%M:%S - %H:%M",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=8), st.sampled_from(FORMS))
def test_what_strftime_writes_is_read(moments, form):
    parsed = parse_moments(pa.array([f"{moment:{form}}" for moment in moments])).times(day_first=False)
    assert parsed.tolist() == moments


@settings(max_examples=60, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=8), st.booleans(), st.sampled_from("/-."))
def test_both_orders_of_day_and_month(moments, day_first, mark):
    form = f"%d{mark}%m{mark}%Y %I:%M:%S %p" if day_first else f"%m{mark}%d{mark}%Y %H:%M:%S"
    parsed = parse_moments(pa.array([f"{moment:{form}}" for moment in moments])).times(day_first=day_first)
    assert parsed.tolist() == moments


IMPOSSIBLE = (
    "2024-02-30|2023-02-29 10:00|2024-13-01|2024-01-01 24:01|2024-01-01 10:60|13:00 PM|soon|1/2|0204-01-01|2024-00-10|"
    "2024-01-01 13:00 PM|32/01/2024|Foo 3, 2024|2150-01-01|٢٠٢٤-١٣-٠١"
)


@pytest.mark.parametrize("text", IMPOSSIBLE.split("|"))
def test_impossible_times(text):
    got = parse_moments(pa.array([text])).times(day_first=True)
    assert np.isnat(got[0])


@pytest.mark.parametrize(
    "text", ["٢٠٢٤-٠٣-٠٩ ٠٨:٠٥", "۲۰۲۴-۰۳-۰۹ ۰۸:۰۵", "２０２４／０３／０９　０８：０５", "२०२४-०३-०९ ०८:०५"]
)
def test_digits_of_other_scripts(text):
    got = parse_moments(pa.array([text])).times(day_first=False)
    assert got[0] == np.datetime64("2024-03-09T08:05")


def test_the_end_of_the_day_is_the_next_midnight():
    got = parse_moments(pa.array(["2024-12-31 24:00"])).times(day_first=False)
    assert got[0] == np.datetime64("2025-01-01")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=1, max_size=8))
def test_times_of_day(times):
    seconds = [t.hour * 3600 + t.minute * 60 for t in times]
    run = [t.hour * 100 + t.minute for t in times]
    told = max(run) >= 100  # else the numbers may be hours
    for column in (
        pa.array([f"{t:%H:%M}" for t in times]),
        pa.array([f"{t:%I:%M %p}" for t in times]),
        pa.array([f"1900-01-01T{t:%H:%M:%S}" for t in times]),
        pa.array([f"{t:%H%M}" for t in times]),
        pa.array(times),
        *([pa.array([str(number) for number in run]), pa.array([f"{number}.0" for number in run])] if told else []),
    ):
        assert read_clock(column).tolist() == seconds
    if told:
        assert read_clock(pa.array(run)).tolist() == seconds


def make(folder, times, **more):
    n = len(times)
    table = pd.DataFrame({"time": times, "kind": "theft", "lon": -90.2, "lat": 38.6, **more})
    table["lon"] = -90.2 + np.arange(n) / 1000
    file = folder / "times.csv"
    table.to_csv(file, index=False)
    return file


def test_one_rule_for_the_whole_file(tmp_path):
    incidents = read_incidents(make(tmp_path, ["03/04/2024", "05/04/2024", "25/04/2024"]))
    assert incidents.frame["time"].dt.month.tolist() == [4, 4, 4]
    assert "day before month (as 1 row shows)" in incidents.report.facts["time"]


def test_no_date_decides(tmp_path):
    file = make(tmp_path, ["03/04/2024", "05/04/2024"])
    american, british = read_incidents(file), read_incidents(file, day_first="yes")
    assert american.frame["time"].dt.month.tolist() == [3, 5]
    assert any("No date tells" in warning for warning in american.report.warnings)
    assert british.frame["time"].dt.month.tolist() == [4, 4]
    assert not any("No date tells" in warning for warning in british.report.warnings)


def test_dates_that_contradict_each_other(tmp_path):
    incidents = read_incidents(make(tmp_path, ["13/04/2024", "14/04/2024", "04/15/2024", "01/02/2024"]))
    assert dict(incidents.report.reasons) == {"unreadable time": 1}
    assert incidents.report.dropped["detail"].tolist() == ["04/15/2024"]
    assert any("contradict" in warning for warning in incidents.report.warnings)


@pytest.mark.parametrize(
    ("times", "precision"),
    [
        (["2024-01", "2024-02", "2024-02"], "month"),
        (["2024-01-01", "2024-02-01", "2024-03-01"], "month"),
        (["2024-01-01", "2024-02-02", "2024-03-01"], "day"),
        (["2024-01-01 05:00", "2024-02-02 00:00", "2024-03-01 13:00"], "hour"),
        (["2024-01-01 05:00", "2024-02-02 00:01", "2024-03-01 13:00"], "minute"),
    ],
)
def test_precision(times, precision, tmp_path):
    assert read_incidents(make(tmp_path, times)).precision == precision


def test_months_cover_whole_months(tmp_path):
    incidents = read_incidents(make(tmp_path, ["2024-01", "2024-02"]))
    assert (incidents.start, incidents.end) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-01"))


@pytest.mark.parametrize(
    ("numbers", "form"),
    [
        ([1704110400, 1704114000], "seconds since 1970"),
        ([1704110400000, 1704114000000], "seconds since 1970"),
        ([45292.5, 45292.541666667], "days of a spreadsheet"),
        ([202401011200, 202401011300], "run together"),
        ([20240101120000, 20240101130000], "run together"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_numbers(numbers, form, suffix, tmp_path):
    file = make(tmp_path, numbers)
    if suffix == "parquet":
        pd.read_csv(file).to_parquet(tmp_path / "times.parquet")
    incidents = read_incidents(tmp_path / f"times.{suffix}", timezone="UTC")
    assert incidents.frame["time"].tolist() == [pd.Timestamp("2024-01-01 12:00"), pd.Timestamp("2024-01-01 13:00")]
    assert form in incidents.report.facts["time"]


def test_offsets_become_wall_time(tmp_path):
    file = make(tmp_path, ["2024-07-01T17:00:00Z", "2024-07-01 12:00:00-05:00", "2024-07-01T19:00+0200"])
    wall = read_incidents(file, timezone="America/Chicago")
    assert set(wall.frame["time"]) == {pd.Timestamp("2024-07-01 12:00")}
    written = read_incidents(file)
    assert any("in UTC, not in local time" in warning for warning in written.report.warnings)
    assert set(written.frame["time"].dt.hour) == {12, 17, 19}


def test_typed_times_with_a_zone(tmp_path):
    table = pd.read_csv(make(tmp_path, ["2024-07-01T17:00:00Z", "2024-01-01T17:00:00Z"]))
    table["time"] = pd.to_datetime(table["time"])
    table.to_parquet(tmp_path / "t.parquet")
    hours = read_incidents(tmp_path / "t.parquet", timezone="America/Chicago").frame["time"].dt.hour
    assert hours.tolist() == [11, 12]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4 * 366 * 48), min_size=1, max_size=30))
def test_daylight_saving_against_pandas(halves):
    local = np.datetime64("2021-01-01", "us") + np.array(halves) * np.timedelta64(30, "m")
    expected = [0, 0]
    for moment in local:
        single = pd.DatetimeIndex([moment])
        if single.tz_localize("Europe/London", ambiguous=True, nonexistent="NaT").isna()[0]:
            expected[0] += 1
        elif single.tz_localize("Europe/London", ambiguous="NaT").isna()[0]:
            expected[1] += 1
    assert saving_faults(local, "Europe/London") == tuple(expected)


def test_times_that_the_clocks_skipped_are_told(tmp_path):
    file = make(tmp_path, ["2024-03-10 02:30", "2024-11-03 01:30", "2024-05-05 05:05"])
    warnings = read_incidents(file, timezone="America/Chicago").report.warnings
    assert any(w.startswith("1 time cannot have been") for w in warnings)
    assert any(w.startswith("1 time is in an hour") for w in warnings)


def test_date_and_clock(tmp_path):
    table = pd.read_csv(make(tmp_path, ["1/2/2024", "1/3/2024", "1/4/2024"])).rename(columns={"time": "Incident Date"})
    table["Incident Time"] = ["23:15", "late", None]
    table.to_csv(tmp_path / "two.csv", index=False)
    incidents = read_incidents(tmp_path / "two.csv")
    expected = [pd.Timestamp("2024-01-02 23:15"), pd.Timestamp("2024-01-03"), pd.Timestamp("2024-01-04")]
    assert incidents.frame["time"].tolist() == expected
    assert dict(incidents.report.reasons) == {}
    assert any(w.startswith("2 rows have no time of day") and "'Incident Time'" in w for w in incidents.report.warnings)


def test_period(tmp_path):
    file = make(tmp_path, ["2023-12-31 23:59", "2024-01-01", "2024-12-31 10:00", "2025-01-01"])
    report = read_incidents(file, since=dt.date(2024, 1, 1), until="2025-01-01").report
    assert (report.kept, dict(report.reasons)) == (2, {"outside the period": 2})

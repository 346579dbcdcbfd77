"""Times of day judged by their column, days written as midnights of UTC, zones that the file names, halves of dates."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from beatwright.data import read_incidents
from beatwright.data.incidents.clocks.times_of_day import judge_clock, read_clock

N = 40
DAYS = pd.date_range("2023-01-02", periods=N, freq="9D")
MOMENTS = DAYS + pd.to_timedelta([(i * 397 + 61) % 1440 for i in range(N)], unit="m")


def table(**more):
    places = {"lat": 38.6 + np.arange(N) / 1000, "lon": -90.2}
    return pd.DataFrame({"offense": "THEFT", **places, **more})


def read(folder, rows, suffix="csv", **options):
    file = folder / f"rows.{suffix}"
    writers = {"csv": rows.to_csv, "xlsx": rows.to_excel}
    rows.to_parquet(file) if suffix == "parquet" else writers[suffix](file, index=False)
    return read_incidents(file, **options)


def told(incidents, *words):
    return any(all(word in warning for word in words) for warning in incidents.report.warnings)


@pytest.mark.parametrize(
    ("column", "hours"),
    [
        (["17", "0", "23"], [17, 0, 23]),
        (["17.0", "0.0", "23.0"], [17, 0, 23]),
        (["08", "17", "00"], [8, 17, 0]),
        ([1430, 905, 45], [14.5, 9 + 5 / 60, 0.75]),
        (["1430", "0905", "0045", "12"], [14.5, 9 + 5 / 60, 0.75, 0.2]),
        (["0009", "0012"], [0.15, 0.2]),
        (["14.00", "14.30", "09.05"], [14, 14.5, 9 + 5 / 60]),
        (["14.5", "9.0", "0.5"], [14.5, 9, 0.5]),
        (["14.75", "9.25", "9.30"], [14.75, 9.25, 9.3]),
        ([14.75, 9.25, 8.1], [14.75, 9.25, 8.1]),
        (["0.604166667", "0.25"], [14.5, 6]),
        (["14h30", "9h05", "7 h"], [14.5, 9 + 5 / 60, 7]),
        (["14:30 Uhr", "9.30 Uhr", "9 Uhr"], [14.5, 9.5, 9]),
        (["1430 hrs", "0900 hours"], [14.5, 9]),
        (["2 pm", "2:30pm", "12 AM", "12 PM"], [14, 14.5, 0, 12]),
        (["2:30 p. m.", "2:30 p.\u00a0m.", "2:30\u202fp.m.", "2:30 P.M", "2:30 a. m."], [14.5, 14.5, 14.5, 14.5, 2.5]),
        (["2:30\u202fPM", "2:30\u00a0a.\u202fm."], [14.5, 2.5]),
        (["noon", "24:00", "midnight"], [12, 24, 0]),
        (["午後2:30", "午前9時05分", "下午 2:30", "午後0:15", "오후 2:30"], [14.5, 9 + 5 / 60, 14.5, 12.25, 14.5]),
        (["2:30 م", "9:05 ص", "2:30 μ.μ.", "9:05 π.μ.", "2:30 μμ"], [14.5, 9 + 5 / 60, 14.5, 9 + 5 / 60, 14.5]),
        (["02:30P", "09:05A", "2:30 p", "12:15a", "9A"], [14.5, 9 + 5 / 60, 14.5, 0.25, 9]),
        (["14,3", "9,05", "7,2", "23,59"], [14.5, 9 + 5 / 60, 7 + 20 / 60, 23 + 59 / 60]),
    ],
)
def test_the_column_decides(column, hours):
    assert np.round(read_clock(pa.array(column)) / 3600, 6).tolist() == np.round(hours, 6).tolist()


@pytest.mark.parametrize("column", [[25, 40, 59, 3], ["14.3", "9.1", "7.2"], [24, 3, 5]])
def test_what_is_not_proven_is_said(column):
    assert judge_clock(pa.array(column)).doubt


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("role", ["clock", "hour"])
def test_a_column_of_hours_is_the_clock(role, suffix, tmp_path):
    rows = table(date=DAYS.strftime("%Y-%m-%d"), HH=MOMENTS.hour)
    incidents = read(tmp_path, rows, suffix, mapping={role: "HH"})
    assert incidents.frame["time"].tolist() == MOMENTS.floor("h").tolist()
    assert incidents.precision == "hour"


@pytest.mark.parametrize("blank", ["", "UNK", "unknown", "N/A", "99:99", "-", "2575", "?"])
def test_a_row_without_a_clock_keeps_its_day(blank, tmp_path):
    rows = table(date=DAYS.strftime("%m/%d/%Y"), time=MOMENTS.strftime("%H%M"))
    rows.loc[::3, "time"] = blank
    incidents = read(tmp_path, rows)
    expected = [DAYS[i] if i % 3 == 0 else MOMENTS[i] for i in range(N)]
    assert incidents.frame["time"].tolist() == expected
    assert told(incidents, "14 rows have no time of day", "'time'", "same weekday")
    assert incidents.has_clock.tolist() == [i % 3 > 0 for i in range(N)]
    assert incidents.week_counts.sum() == N - 14


def test_two_columns_that_disagree(tmp_path):
    utc = MOMENTS.tz_localize("America/Chicago").tz_convert("UTC")
    rows = table(date=utc.strftime("%Y-%m-%dT%H:%M:%SZ"), hour=MOMENTS.hour)
    incidents = read(tmp_path, rows)
    assert told(incidents, "in UTC, not in local time", "'date'")
    assert told(incidents, "The hours in the column 'hour' differ", "'date'", "40 rows")
    local = read(tmp_path, rows, timezone="America/Chicago")
    assert local.frame["time"].tolist() == MOMENTS.tolist()
    assert not told(local, "differ")


FORMS = ["%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%d %H:%M:%S+00", "%Y-%m-%dT%H:%M:%S+00:00", "%Y/%m/%d %H:%M:%S+00"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zone", ["America/Toronto", "America/Los_Angeles", "Europe/Berlin", "America/Phoenix"])
def test_midnights_of_utc_are_days(zone, form, tmp_path):
    utc = DAYS.tz_localize(zone).tz_convert("UTC")
    for more in ({}, {"timezone": zone}):
        rows = table(date=utc.strftime(form))
        incidents = read(tmp_path, rows, **more)
        assert incidents.frame["time"].tolist() == DAYS.tolist()
        assert incidents.precision == "day"
        beside = read(tmp_path, rows.assign(hour=MOMENTS.hour), **more)
        assert beside.frame["time"].tolist() == MOMENTS.floor("h").tolist()
        assert beside.precision == "hour"


@pytest.mark.parametrize("zone", ["America/Toronto", "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney"])
@pytest.mark.parametrize("odd", ["13:27:09", "00:00:00", "09:00:00", "23:59:59", "12:00:00"])
def test_a_few_odd_times_among_midnights_of_utc(zone, odd, tmp_path):
    days = pd.date_range("2022-01-01", periods=400, freq="2D")
    utc = days.tz_localize(zone).tz_convert("UTC").strftime("%Y-%m-%d %H:%M:%S+00").to_series().reset_index(drop=True)
    local = (days + pd.Timedelta(odd)).tz_localize(zone).tz_convert("UTC").strftime("%Y-%m-%d %H:%M:%S+00")
    utc[::100] = local[::100]
    rows = pd.DataFrame({"date": utc, "offense": "THEFT", "lat": 38.6, "lon": -90.2 + np.arange(400) / 1e4})
    incidents = read(tmp_path, rows)
    assert incidents.frame["time"].tolist() == days.tolist()
    assert incidents.precision == "day"
    assert told(incidents, "'date'", "only the day is taken")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zone", ["", "America/Chicago", "Asia/Tokyo", "Europe/London"])
def test_midnights_in_utc_are_days_in_every_zone(zone, form, tmp_path):
    incidents = read(tmp_path, table(date=DAYS.strftime(form)), timezone=zone)
    assert incidents.frame["time"].tolist() == DAYS.tolist()
    assert incidents.precision == "day"
    assert told(incidents, "'date'", "only the day is taken")


def test_days_among_times_in_utc_stay_days(tmp_path):
    dates = [f"{t:%Y-%m-%d}" if i % 4 == 0 else f"{t:%Y-%m-%dT%H:%M:%SZ}" for i, t in enumerate(MOMENTS)]
    incidents = read(tmp_path, table(date=dates), timezone="America/Chicago")
    local = MOMENTS.tz_localize("UTC").tz_convert("America/Chicago").tz_localize(None)
    truth = [DAYS[i] if i % 4 == 0 else local[i] for i in range(N)]
    assert sorted(incidents.frame["time"]) == sorted(truth)
    assert (~incidents.has_clock).sum() == 10


@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Kolkata", "Europe/London", "Australia/Sydney"])
def test_times_without_an_offset_may_be_utc(zone, tmp_path):
    utc = MOMENTS.tz_localize(zone).tz_convert("UTC").tz_localize(None)
    incidents = read(tmp_path, table(date=utc), utc=True, timezone=zone)
    assert incidents.frame["time"].tolist() == MOMENTS.tolist()
    assert told(read(tmp_path, table(date=utc), utc=True), "'date'", "in UTC", "timezone")


def test_shifts_are_no_midnights_of_utc(tmp_path):
    moments = DAYS + pd.to_timedelta([4 + i % 2 for i in range(N)], unit="h")
    incidents = read(tmp_path, table(date=moments.strftime("%Y-%m-%d %H:%M")))
    assert incidents.frame["time"].tolist() == moments.tolist()


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/London", "Asia/Kolkata", "America/Toronto", "-05:00"])
def test_a_typed_zone_keeps_its_wall_clock(zone, tmp_path):
    incidents = read(tmp_path, table(date=MOMENTS.tz_localize(zone)), "parquet")
    assert incidents.frame["time"].tolist() == MOMENTS.tolist()
    assert incidents.report.facts["time"].endswith(f", in {zone}")
    assert not told(incidents, "UTC")
    other = read(tmp_path, table(date=MOMENTS.tz_localize(zone)), "parquet", timezone="Asia/Tokyo")
    expected = MOMENTS.tz_localize(zone).tz_convert("Asia/Tokyo").tz_localize(None)
    assert other.frame["time"].tolist() == expected.tolist()


def test_written_offsets_keep_the_clock_written(tmp_path):
    local = MOMENTS.tz_localize("America/Chicago")
    incidents = read(tmp_path, table(date=[moment.isoformat() for moment in local]))
    assert incidents.frame["time"].tolist() == MOMENTS.tolist()
    assert not told(incidents, "UTC")


@pytest.mark.parametrize("unit", [1, 1000])
def test_seconds_since_1970_are_told_to_be_utc(unit, tmp_path):
    seconds = (MOMENTS - pd.Timestamp(0)) // pd.Timedelta(seconds=1)
    incidents = read(tmp_path, table(date=seconds * unit))
    assert told(incidents, "40 times", "'date'", "in UTC", "timezone")


def half_converted(form, clock=""):
    """Return what is left of dates in `form` after a spreadsheet with the other order of day and month."""
    other = "%Y-%d-%m"
    return [
        f"{moment:{other if moment.day <= 12 else form}}" + (f"{moment:{clock}}" if clock else "") for moment in MOMENTS
    ]


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"])
@pytest.mark.parametrize("clock", ["", " %H:%M"])
def test_half_converted_dates_are_swapped_back(form, clock, tmp_path):
    incidents = read(tmp_path, table(date=half_converted(form, clock)))
    expected = MOMENTS if clock else DAYS
    assert incidents.frame["time"].tolist() == expected.tolist()
    assert told(incidents, "Column 'date'", "swapped back")


def test_half_converted_in_a_workbook(tmp_path):
    dates = [pd.Timestamp(text).to_pydatetime() if text[4] == "-" else text for text in half_converted("%d/%m/%Y")]
    incidents = read(tmp_path, table(date=pd.Series(dates, dtype=object)), "xlsx")
    assert incidents.frame["time"].tolist() == DAYS.tolist()
    assert told(incidents, "Column 'date'", "swapped back")


@pytest.mark.parametrize("few", [["2023-06-12", "25/03/2023"], ["2023-06-12", "2023-05-11", "25/03/2023"]])
def test_too_few_to_be_sure_are_kept_and_told(few, tmp_path):
    dates = few + few[-1:] * (N - len(few))
    incidents = read(tmp_path, table(date=dates))
    assert pd.Timestamp("2023-06-12") in set(incidents.frame["time"])
    assert told(incidents, "Column 'date'", "may have swapped")


def test_two_forms_are_told(tmp_path):
    dates = [f"{day:%Y-%m-%d}" if i % 2 else f"{day:%m/%d/%Y}" for i, day in enumerate(DAYS)]
    incidents = read(tmp_path, table(date=dates))
    assert incidents.frame["time"].tolist() == DAYS.tolist()
    assert told(incidents, "Column 'date'", "Two forms")


def test_a_month_over_twelve_is_told(tmp_path):
    incidents = read(tmp_path, table(date=DAYS.strftime("%Y-%d-%m")))
    dropped = sum(day.day > 12 for day in DAYS)
    assert dict(incidents.report.reasons) == {"unreadable time": dropped}
    assert told(incidents, "Column 'date'", f"{dropped} dates have a month over 12")

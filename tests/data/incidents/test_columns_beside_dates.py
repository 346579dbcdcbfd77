"""Columns beside the dates that finish or correct them: minutes, zones, and a time of day that all dates share."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data.incidents import read_incidents

N = 120
_draws = np.random.default_rng(23)
TIMES = pd.date_range("2023-01-01", periods=N, freq="3D") + pd.to_timedelta(_draws.integers(0, 1440, N), unit="min")
PLACES = {"longitude": _draws.uniform(-90.3, -90.2, N).round(5), "latitude": _draws.uniform(38.6, 38.7, N).round(5)}
UTC = TIMES.tz_localize("America/Chicago", ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")


def read(folder, **columns):
    pd.DataFrame({"offense": "THEFT", **PLACES, **columns}).to_csv(folder / "calls.csv", index=False)
    return read_incidents(folder / "calls.csv")


def times_of(incidents):
    return incidents.frame["time"].dt.strftime("%Y-%m-%d %H:%M").tolist()


WANTED = TIMES.strftime("%Y-%m-%d %H:%M").tolist()


@pytest.mark.parametrize(
    ("hour", "minute"),
    [
        ("hour", "minute"), ("HOUR", "MIN"), ("incident_hour", "incident_minute"), ("OccHour", "OccMin"),
        ("hora", "minuto"), ("hora_hecho", "minuto_hecho"), ("heure", "minute"), ("Stunde", "Minute"),
        ("час", "минута"), ("hour_of_day", "minute_of_day"),
    ],
)  # fmt: skip
def test_minutes_of_their_own_join_the_hours(hour, minute, tmp_path):
    incidents = read(tmp_path, **{"date": TIMES.strftime("%Y-%m-%d"), hour: TIMES.hour, minute: TIMES.minute})
    assert times_of(incidents) == WANTED
    assert f"minutes from '{minute}'" in incidents.report.facts["time"]


def test_minutes_that_are_none_of_the_clock_stay_out(tmp_path):
    minutes = np.arange(N) * 3
    incidents = read(tmp_path, date=TIMES.strftime("%Y-%m-%d"), hour=TIMES.hour, minute=minutes)
    assert set(incidents.frame["time"].dt.minute) == {0}


@pytest.mark.parametrize("clock", ["12:00:00", "12:00:00Z", "12:00 PM", "23:59:59", "00:01", "12:30:07"])
@pytest.mark.parametrize("form", ["%H:%M", "%H%M", "%I:%M %p"])
def test_one_time_of_day_in_every_date_gives_way_to_a_column_of_times(clock, form, tmp_path):
    incidents = read(tmp_path, date=TIMES.strftime("%Y-%m-%d ") + clock, time=TIMES.strftime(form))
    assert times_of(incidents) == WANTED
    assert any("the same time of day" in said for said in incidents.report.warnings)


def test_one_time_of_day_and_no_other_column_stays(tmp_path):
    incidents = read(tmp_path, date=TIMES.strftime("%Y-%m-%d 12:00"))
    assert set(incidents.frame["time"].dt.hour) == {12}


@pytest.mark.parametrize("heading", ["timezone", "Time Zone", "TZ", "tz_name"])
def test_a_column_names_the_zone_of_times_in_utc(heading, tmp_path):
    incidents = read(tmp_path, **{"date": UTC.strftime("%Y-%m-%dT%H:%M:%SZ"), heading: "America/Chicago"})
    wanted = UTC.tz_convert("America/Chicago").strftime("%Y-%m-%d %H:%M").tolist()
    assert times_of(incidents) == wanted
    assert f"as the column '{heading}' says" in incidents.report.facts["time"]
    assert incidents.report.facts["time zone"] == "America/Chicago"


def test_a_column_names_the_zone_of_local_times(tmp_path):
    assert times_of(read(tmp_path, date=WANTED, timezone="America/Chicago")) == WANTED


@pytest.mark.parametrize("name", ["UTC", "GMT", "Etc/UTC", "Z"])
def test_a_column_that_says_utc_is_told(name, tmp_path):
    incidents = read(tmp_path, date=UTC.strftime("%Y-%m-%d %H:%M"), tz=name)
    assert any("are in UTC, not in local time" in said for said in incidents.report.warnings)


def test_several_zones_are_told_and_not_used(tmp_path):
    zones = np.where(np.arange(N) % 2, "America/Chicago", "America/Denver")
    incidents = read(tmp_path, date=UTC.strftime("%Y-%m-%dT%H:%M:%SZ"), timezone=zones)
    assert any("names several time zones" in said for said in incidents.report.warnings)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Australia/Darwin", "Asia/Kabul",
                                  "America/St_Johns", "Australia/Adelaide", "Asia/Colombo"])  # fmt: skip
@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S"])
def test_local_midnights_of_uneven_zones_in_utc_are_days(zone, form, tmp_path):
    days = pd.date_range("2023-01-01", periods=N, freq="3D", tz=zone)
    incidents = read(tmp_path, date=days.tz_convert("UTC").strftime(form))
    assert incidents.frame["time"].dt.strftime("%Y-%m-%d").tolist() == days.strftime("%Y-%m-%d").tolist()
    assert incidents.precision == "day"


@pytest.mark.parametrize("few", [1e3, 1e6])
@pytest.mark.parametrize("most", [1, 1e3])
def test_numbers_since_1970_of_two_units(few, most, tmp_path):
    seconds = (TIMES - pd.Timestamp("1970-01-01")) // pd.Timedelta("1s")
    numbers = np.where(np.arange(N) % 4, seconds * most, seconds * few).astype(np.int64)
    incidents = read(tmp_path, timestamp=numbers)
    assert times_of(incidents) == WANTED
    assert any("of another unit" in said for said in incidents.report.warnings) == (few != most)

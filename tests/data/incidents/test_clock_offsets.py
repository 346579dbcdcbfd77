"""Times of day with an offset from UTC, in a column beside the date."""

import pandas as pd
import pytest

from beatwright.data import check_incidents, read_incidents

UTC = ("{:%H:%M:%S}+00:00", "{:%H:%M}Z", "{:%H:%M} UTC", "{:%H:%M:%S}Z", "{:%H:%M}+00", "{:%H:%M} GMT",
       "{:%H:%M:%S}.000Z",
       "1900-01-01T{:%H:%M:%S}Z", "{:%H:%M:%S} +0000", "{:%I:%M %p} UTC")  # fmt: skip


def written(path, clock, head="time"):
    moments = pd.date_range("2023-07-01 00:10", periods=60, freq="7h13min")
    rows = [f"{t:%Y-%m-%d},{clock.format(t)},THEFT,{-87.6 - i / 900:.5f},41.{800 + i}\n" for i, t in enumerate(moments)]
    path.write_text(f"date,{head},offense,lon,lat\n" + "".join(rows))
    return moments


@pytest.mark.parametrize("clock", UTC)
def test_turned_into_the_time_zone_of_the_option(tmp_path, clock):
    moments = written(tmp_path / "a.csv", clock)
    incidents = read_incidents(tmp_path / "a.csv", timezone="America/Chicago")
    assert sorted(incidents.frame["time"]) == list(moments - pd.Timedelta(hours=5))


@pytest.mark.parametrize("clock", UTC)
def test_told_without_the_option(tmp_path, clock):
    written(tmp_path / "a.csv", clock)
    said = check_incidents(tmp_path / "a.csv").warnings
    assert any("60 times in the column 'time' are in UTC" in one and "timezone" in one for one in said)


@pytest.mark.parametrize("clock", ["{:%H:%M:%S}-05:00", "{:%H:%M}-0500", "{:%H:%M} CDT", "{:%H:%M}-05"])
def test_a_local_offset_keeps_the_clock_written(tmp_path, clock):
    moments = written(tmp_path / "a.csv", clock)
    incidents = read_incidents(tmp_path / "a.csv")
    assert sorted(incidents.frame["time"].dt.floor("min")) == list(moments.floor("min"))
    assert not any("UTC, not" in said for said in incidents.report.warnings)


@pytest.mark.parametrize("head", ["time (UTC)", "time_utc", "Time GMT"])
def test_a_heading_that_says_utc(tmp_path, head):
    moments = written(tmp_path / "a.csv", "{:%H:%M}", head)
    options = {"mapping": {"time": "date", "clock": head}}
    incidents = read_incidents(tmp_path / "a.csv", timezone="America/Chicago", **options)
    assert sorted(incidents.frame["time"]) == list((moments - pd.Timedelta(hours=5)).floor("min"))
    assert any("are in UTC" in said for said in read_incidents(tmp_path / "a.csv", **options).report.warnings)


def test_the_option_utc_holds_for_a_clock_beside_the_date(tmp_path):
    moments = written(tmp_path / "a.csv", "{:%H:%M}")
    incidents = read_incidents(tmp_path / "a.csv", utc=True, timezone="America/Chicago")
    assert sorted(incidents.frame["time"]) == list((moments - pd.Timedelta(hours=5)).floor("min"))

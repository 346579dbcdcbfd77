"""Profiles of the week: not bent by what periods happen to hold, and none where no hour is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Incidents, Severity
from beatwright.forecast import EmpiricalBayes, HistoricalMean
from beatwright.forecast.profiles import HourProfiles, clock_complaint, holiday_dates, hour_profiles, rates_of_week
from beatwright.testing import small_incidents, small_problem

CHICAGO = "America/Chicago"


def hourly(start, end, timezone="", each=20, **more):
    """Return incidents at an even rate of real time: `each` in every hour, stamped with the time on the wall."""
    zone = timezone or "UTC"
    real = pd.date_range(
        pd.Timestamp(start).tz_localize(zone), pd.Timestamp(end).tz_localize(zone), freq="h", inclusive="left"
    )
    times = real.tz_localize(None).repeat(each) + pd.Timedelta(minutes=7)
    return incidents_at(times, start=pd.Timestamp(start), end=pd.Timestamp(end), **more)


def incidents_at(times, **more):
    frame = pd.DataFrame({"id": np.arange(len(times)).astype(str), "time": times, "kind": "theft", "severity": 0})
    frame = frame.assign(x=0.0, y=0.0, zone=0)
    return Incidents(frame, Severity.default(), zones=1, **more)


def unevenness(profiles: HourProfiles) -> float:
    """Return the highest share over the lowest, of the first group."""
    return float(profiles.share[:, 0].max() / profiles.share[:, 0].min())


@pytest.mark.parametrize(
    "period", [("2024-10-28", "2024-11-04"), ("2024-03-04", "2024-03-11"), ("2024-10-30", "2024-11-12")]
)
def test_a_change_of_the_clocks_leaves_no_peak_and_no_hole(period):
    there = hourly(*period, CHICAGO)
    assert unevenness(hour_profiles(there, timezone=CHICAGO)) == pytest.approx(1, abs=1e-6)
    # Without the zone the doubled or missing hour looks like a peak or a hole.
    bent = hour_profiles(there)
    rate = bent.counts[:, 0] / bent.hours
    assert rate.max() > 1.4 * rate.min()


def test_a_part_of_a_week_and_a_gap_bend_nothing():
    gap = (pd.Timestamp("2024-05-07 06:00"), pd.Timestamp("2024-05-11 18:00"))
    there = hourly("2024-05-01 09:00", "2024-05-22 17:00")
    inside = (there.frame["time"] >= gap[0]) & (there.frame["time"] < gap[1])
    there = replace(there, frame=there.frame[~inside], gaps=(gap,))
    assert unevenness(hour_profiles(there)) == pytest.approx(1, abs=1e-6)
    raw = hour_profiles(there).counts[:, 0]
    assert raw.max() > 1.4 * raw.min()


def test_holidays_that_are_left_out_neither_count_nor_last():
    there = hourly("2023-12-04", "2024-01-08")
    days = holiday_dates("US", years=[2023, 2024])
    quiet = there.frame["time"].dt.date.isin(list(days)) & (np.arange(len(there)) % 20 > 1)
    there = replace(there, frame=there.frame[~quiet])
    assert unevenness(hour_profiles(there)) > 1.2
    without = hour_profiles(there, excluded=days)
    assert unevenness(without) == pytest.approx(1, abs=1e-6)
    assert without.hours[:24].tolist() == [3.0] * 24
    assert without.left_out == 2 * 24 * 2


def test_whole_weeks_give_the_clock_of_the_forecasters():
    there = small_incidents(weeks=20)
    found = hour_profiles(there)
    assert found.hours == pytest.approx(np.full(168, 20.0))
    assert found.share == pytest.approx(rates_of_week(found.counts, np.ones(168)), rel=1e-6)
    assert found.counts.sum() == len(there)


def test_kinds_keep_what_is_their_own():
    night = pd.date_range("2024-01-01 22:30", periods=300, freq="D")
    noon = pd.date_range("2024-01-01 12:30", periods=300, freq="D")
    there = incidents_at(night.append(noon))
    kind = np.where(there.frame["time"].dt.hour == 22, "burglary", "theft")
    found = hour_profiles(replace(there, frame=there.frame.assign(kind=kind)), "kind")
    assert found.names == ("burglary", "theft")
    assert found.share[22::24, 0].sum() > 0.85
    assert found.share[12::24, 1].sum() > 0.85


def test_an_hour_that_never_occurred_has_the_rate_of_the_others():
    hours = np.ones(168)
    hours[:24] = 0
    rates = rates_of_week(np.where(hours > 0, 50.0, 0.0)[:, None], hours)
    assert rates == pytest.approx(np.full((168, 1), 1 / 168), rel=1e-6)
    # And what other groups tell of that hour, where it is all there is.
    both = np.column_stack((np.zeros(168), np.where(np.arange(168) % 24 < 12, 300.0, 100.0)))
    shrunk = rates_of_week(both, np.ones(168))
    assert shrunk[0, 0] / shrunk[12, 0] == pytest.approx(3, rel=0.05)


def test_half_a_day_is_enough_and_is_believed_little():
    found = hour_profiles(incidents_at(pd.date_range("2024-05-01 08:10", periods=5, freq="h"), start=None, end=None))
    assert np.isfinite(found.share).all()
    assert (found.share > 0).all()


@pytest.mark.parametrize("by", ["severity", "kind"])
def test_no_peak_at_midnight_where_no_hour_is_known(by):
    midnights = incidents_at(pd.date_range("2024-01-01", periods=40, freq="D"))
    says = "recorded by day, so hour_profiles cannot learn their hours. Use slots=1."
    with pytest.raises(ParameterError, match=says):
        hour_profiles(midnights, by)
    with pytest.raises(ParameterError, match=says):
        hour_profiles(replace(small_incidents(weeks=4), precision="day"), by)
    with pytest.raises(ParameterError, match="recorded by month"):
        hour_profiles(replace(small_incidents(weeks=4), precision="month"), by)
    blind = midnights.frame.assign(has_clock=False)
    with pytest.raises(ParameterError, match=says):
        hour_profiles(replace(midnights, frame=blind), by)


@pytest.mark.parametrize("forecaster", [EmpiricalBayes(slots=168), HistoricalMean(slots=168)])
def test_no_forecaster_learns_a_peak_at_midnight(forecaster):
    city, there = small_problem().city, small_incidents(weeks=30)
    midnight = replace(there, frame=there.frame.assign(time=there.frame["time"].dt.normalize()))
    with pytest.raises(ParameterError, match=r"recorded by day, so .* cannot learn their hours\. Use slots=1\."):
        forecaster.fit(midnight, city)
    assert replace(forecaster, slots=1).fit(midnight, city).predict(weeks=1).mean.calls > 0


def test_some_midnights_among_clocks_are_no_reason_to_refuse():
    times = pd.date_range("2024-01-01", periods=40, freq="D").append(pd.DatetimeIndex(["2024-01-05 13:00"]))
    assert clock_complaint("x", incidents_at(times)) is None
    unknown = incidents_at(times)
    marked = unknown.frame.assign(has_clock=(unknown.frame["time"].dt.hour != 0).to_numpy())
    profile = hour_profiles(replace(unknown, frame=marked)).share[:, 0]
    # The only hour that is known is one in the afternoon.
    assert profile.reshape(7, 24).sum(axis=0).argmax() == 13


def test_what_is_wrong_is_told_at_once():
    there = small_incidents(weeks=1)
    with pytest.raises(ParameterError, match=r"(?s)'by' parameter.*IANA name"):
        hour_profiles(there, "zone", timezone="Gotham")
    with pytest.raises(ParameterError, match="leave out all days of 2023-01-02 to 2023-01-08"):
        hour_profiles(there, excluded=pd.date_range("2023-01-01", "2023-01-09"))

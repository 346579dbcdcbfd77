"""Incidents whose day is known and whose time of day is not: kept apart, spread over the hours, never a peak."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Demand, Incidents, ParameterError, Severity
from beatwright.forecast.profiles.week_profile import hours_seen
from beatwright.planning.officers import bootstrap_weeks
from beatwright.testing import small_problem

WEEKS = 4
START = pd.Timestamp("2024-01-01")  # a Monday


def frame(clocked, days, zone=0):
    """Return incidents at `clocked` times, and without a time of day on `days`."""
    times = [*pd.to_datetime(clocked), *pd.to_datetime(days)]
    n = len(times)
    return pd.DataFrame(
        {
            "id": [str(i) for i in range(n)], "time": pd.Series(times).astype("datetime64[us]"), "kind": "theft",
            "severity": np.arange(n) % 3, "x": np.arange(n) * 1.0, "y": 0.0, "zone": zone,
            "has_clock": np.arange(n) < len(clocked),
        }
    )  # fmt: skip


def incidents(clocked, days, **more):
    more = {"zones": 1, "start": START, "end": START + pd.Timedelta(weeks=WEEKS)} | more
    return Incidents(frame(clocked, days), Severity.default(), **more)


def mixed(count=9):
    return incidents(
        ["2024-01-01 22:10", "2024-01-08 23:05", "2024-01-15 23:50", "2024-01-03 05:00"], ["2024-01-08"] * count
    )


def test_who_has_a_clock():
    assert mixed().has_clock.sum() == 4
    assert "has_clock" in mixed().frame
    whole = incidents(["2024-01-01 22:10"], [])
    assert whole.has_clock.all()
    assert "has_clock" not in whole.frame


@pytest.mark.parametrize("precision", ["day", "month"])
def test_days_have_no_clock(precision):
    days = replace(incidents(["2024-01-01"], []), precision=precision)
    assert not days.has_clock.any()
    assert days.week_counts is None


def test_the_mark_goes_with_its_row():
    both = mixed()
    early, late = both.split("2024-01-08")
    assert (len(early), early.has_clock.sum()) == (2, 2)
    assert (len(late), late.has_clock.sum()) == (11, 2)
    light = both.select(severity=[both.severity.names[0]])
    assert (~light.has_clock).sum() == (both.frame["severity"] == 0)[~both.has_clock].sum()
    assert both.located(small_problem().city).has_clock.sum() == 4
    back = replace(both, frame=both.frame.iloc[::-1])
    assert back == both
    joined = pd.concat([both.frame, frame(["2024-01-02 03:00"], []).assign(id="x").drop(columns="has_clock")])
    assert replace(both, frame=joined).has_clock.sum() == 5


def test_the_digest_knows_a_clock_from_a_midnight():
    assert mixed() != replace(mixed(), frame=mixed().frame.drop(columns="has_clock"))


def test_hours_asked_for_leave_out_what_has_none():
    assert len(mixed().select(hours=[0])) == 0
    assert len(mixed().select(hours=[22, 23])) == 3


def test_the_clock_picture_leaves_them_out():
    counts = mixed().week_counts
    assert counts.sum() == 4
    assert counts[0] == 0
    assert incidents([], ["2024-01-08"] * 3).week_counts is None


def test_demand_spreads_them_as_their_weekday():
    demand = Demand.observed(mixed(), slots=168)
    counts = demand.rate[0, 0].sum(axis=-1) * (demand.hours / 168)
    expected = np.zeros(168)
    expected[[22, 23, 53]] = 1 + 9 / 3, 2 + 9 * 2 / 3, 1
    assert np.allclose(counts, expected)
    assert demand.calls == pytest.approx(13)
    assert Demand.observed(mixed()).calls == pytest.approx(13)


@pytest.mark.parametrize("day", [f"2024-01-{day:02d}" for day in range(1, 8)])
def test_a_weekday_without_a_clock_has_the_hours_of_the_week(day):
    both = incidents(["2024-01-09 22:10"] * 3 + ["2024-01-09 04:00"], [day[:10]] * 8)
    counts = both.counts_by_hour(np.zeros(12, dtype=np.int64), 1, np.ones(12, dtype=bool)).reshape(7, 24)
    own = np.zeros((7, 24))
    own[1, [4, 22]] = 1, 3
    own[pd.Timestamp(day).day_of_week, [4, 22]] += 2, 6
    assert np.allclose(counts, own)


def test_no_clock_at_all_is_even():
    none = incidents([], ["2024-01-08"] * 24)
    demand = Demand.observed(none, slots=168)
    week = demand.rate[0, 0].sum(axis=-1).reshape(7, 24)
    assert np.allclose(week[0], week[0, 0])
    assert week[1:].sum() == 0


def test_forecasters_and_weeks_see_the_same():
    city = small_problem().city
    both = mixed().located(city)
    clock = hours_seen(both, both.start, both.end)
    assert np.allclose(clock[[22, 23, 53]].sum(axis=1), [4, 8, 1])
    assert clock[0].sum() == 0
    drawn = bootstrap_weeks(both, 20, weeks=4, slots=168)
    assert drawn.rate[:, :, 0].sum() == 0
    one = bootstrap_weeks(both, 20, weeks=4, slots=1)
    assert np.allclose(drawn.rate.mean(axis=2), one.rate[:, :, 0])


@pytest.mark.parametrize("seed", range(12))
def test_no_total_moves(seed):
    rng = np.random.default_rng(seed)
    n = 300
    moments = START + pd.to_timedelta(rng.integers(0, WEEKS * 7 * 1440, n), unit="m")
    known = rng.random(n) < rng.random()
    days = frame(moments[known], moments[~known].floor("D"), zone=rng.integers(-1, 5, n))
    both = Incidents(days, Severity.default(), 5, START, START + pd.Timedelta(weeks=WEEKS))
    demand = Demand.observed(both, slots=168)
    inside = both.frame[both.frame["zone"] >= 0]
    total = inside.groupby(["zone", "severity"]).size().unstack(fill_value=0).to_numpy()
    assert np.allclose(demand.rate[0].sum(axis=1) * (demand.hours / 168), total)
    weekday = np.bincount(inside["time"].dt.day_of_week, minlength=7)
    by_day = demand.rate[0].sum(axis=(0, 2)).reshape(7, 24).sum(axis=1) * (demand.hours / 168)
    assert np.allclose(by_day, weekday)


def test_hours_of_days_are_still_refused():
    with pytest.raises(ParameterError, match="recorded by day"):
        Demand.observed(replace(incidents(["2024-01-01"], []), precision="day"), slots=168)

"""Incidents with an earliest and a latest moment: kept, checked, and spread over their windows where asked."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Demand, Incidents, ParameterError, Severity
from beatwright.core.window_hours import LONGEST_WINDOW, window_hours
from beatwright.forecast import EmpiricalBayes
from beatwright.forecast.profiles.week_profile import hours_seen
from beatwright.patterns import aoristic, aoristic_weights
from beatwright.planning.officers import bootstrap_weeks
from beatwright.testing import small_problem

QUICK = settings(max_examples=50, deadline=None)
START = pd.Timestamp("2024-01-01")  # a Monday


def incidents(times, ends, clocks=True, **more):
    n = len(times)
    frame = pd.DataFrame(
        {
            "id": [str(i) for i in range(n)], "time": pd.to_datetime(times), "kind": "theft",
            "severity": np.arange(n) % 3, "x": np.arange(n) * 1.0, "y": 0.0, "zone": np.arange(n) % 2,
            "has_clock": clocks, "time_end": pd.to_datetime(ends),
        }
    )  # fmt: skip
    more = {"zones": 2, "start": START, "end": START + pd.Timedelta(weeks=4)} | more
    return Incidents(frame, Severity.default(), **more)


def some():
    return incidents(
        ["2024-01-01 22:00", "2024-01-07 23:30", "2024-01-10 10:10", "2024-01-12 08:00"],
        ["2024-01-02 02:00", "2024-01-08 00:30", None, None],
    )


def test_the_end_goes_with_its_row():
    both = some()
    assert both.frame["time_end"].notna().tolist() == [True, True, False, False]
    early, late = both.split("2024-01-05")
    assert early.frame["time_end"].tolist() == [pd.Timestamp("2024-01-02 02:00")]
    assert np.isnat(late.window_end).tolist() == [False, True, True]
    assert both.select(zones=[1]).frame["time_end"].iloc[0] == pd.Timestamp("2024-01-08 00:30")
    assert replace(both, frame=both.frame.iloc[::-1]) == both


def test_without_windows_there_is_no_column_and_the_digest_is_the_old_one():
    plain = replace(some(), frame=some().frame.drop(columns="time_end"))
    for empty in ([None] * 4, plain.frame["time"], pd.Series(pd.NaT, index=range(4))):
        same = replace(plain, frame=plain.frame.assign(time_end=empty))
        assert "time_end" not in same.frame
        assert same.digest == plain.digest
    assert some().digest != plain.digest
    assert some().select(zones=[0], kinds=["theft"]).split("2024-01-09")[1].frame.columns.tolist()[-1] != "time_end"
    assert replace(some(), aoristic=True).digest != some().digest


def test_ends_that_cannot_be():
    with pytest.raises(ParameterError, match="1 incidents have a 'time_end' before"):
        incidents(["2024-01-02 10:00"], ["2024-01-02 09:00"])
    frame = some().frame
    with pytest.raises(ParameterError, match="'time_end' must hold timestamps"):
        replace(some(), frame=frame.assign(time_end=frame["time_end"].dt.tz_localize("UTC")))


def test_hours_count_by_the_beginning_unless_asked():
    counts = Demand.observed(some(), slots=168).rate[0].sum(axis=(0, 2)) * 4
    assert np.flatnonzero(counts).tolist() == [22, 58, 104, 167]
    assert Demand.observed(some()).calls == 4


def test_windows_fill_the_hours_they_touch_where_asked():
    spread = replace(some(), aoristic=True)
    counts = Demand.observed(spread, slots=168).rate[0].sum(axis=(0, 2)) * 4
    assert counts[[22, 23, 24, 25, 167, 0, 58, 104]].tolist() == pytest.approx([0.25] * 4 + [0.5, 0.5, 1, 1])
    assert counts.sum() == pytest.approx(4)
    assert spread.week_counts.sum() == 4
    assert spread.hourless == 0
    assert Demand.observed(spread) == Demand.observed(some())


@QUICK
@given(
    windows=st.lists(st.tuples(st.integers(0, 40000), st.integers(0, 12000), st.booleans()), min_size=1, max_size=20)
)
def test_the_weights_are_those_of_the_room_of_patterns(windows):
    start = np.datetime64("2024-01-01", "us") + np.array([w[0] for w in windows]) * np.timedelta64(1, "m")
    end = start + np.array([w[1] for w in windows]) * np.timedelta64(1, "m")
    end[[w[2] for w in windows]] = np.datetime64("NaT", "us")
    hours, clock = window_hours(start, end, np.ones(len(start), dtype=bool)), aoristic(start, end)
    assert clock.limit == LONGEST_WINDOW
    assert int(hours.too_long.sum()) == clock.too_long
    assert np.allclose(hours.week, clock.weights, atol=1e-12)
    dense = np.zeros((len(start), 168))
    np.add.at(dense, (hours.incident, hours.hour), hours.share)
    assert np.allclose(dense, aoristic_weights(start, end).toarray(), atol=1e-12)
    assert abs(hours.whole_counts - hours.week).max() <= 1
    assert hours.whole_counts.sum() == clock.used


@pytest.mark.parametrize("seed", range(8))
def test_no_total_moves(seed):
    rng = np.random.default_rng(seed)
    n = 200
    times = START + pd.to_timedelta(rng.integers(0, 4 * 7 * 1440, n), unit="m")
    clocks = rng.random(n) < 0.8
    times = times.where(clocks, times.floor("D"))
    ends = (times + pd.to_timedelta(rng.integers(1, 14 * 1440, n), unit="m")).where(rng.random(n) < 0.5, pd.NaT)
    plain = incidents(times, ends, clocks)
    spread = replace(plain, aoristic=True)
    one, other = Demand.observed(plain, slots=168), Demand.observed(spread, slots=168)
    assert np.allclose(one.rate.sum(axis=2), other.rate.sum(axis=2))
    assert not np.allclose(one.rate, other.rate)
    assert spread.hourless == len(spread) - spread.week_counts.sum()
    weight = rng.random(n)
    group, rows = np.zeros(n, dtype=np.int64), rng.random(n) < 0.7
    assert spread.counts_by_hour(group, 1, rows, weight).sum() == pytest.approx(weight[rows].sum())


def test_a_window_longer_than_a_week_is_spread_as_the_others_are():
    both = incidents(["2024-01-01 22:00", "2024-01-02 01:00"], ["2024-01-02 00:00", "2024-01-22 00:00"])
    counts = replace(both, aoristic=True).counts_by_hour(np.zeros(2, dtype=np.int64), 1, np.ones(2, dtype=bool))
    assert np.flatnonzero(counts[0]).tolist() == [22, 23]
    assert counts[0, 22] == pytest.approx(1)
    alone = incidents(["2024-01-01 22:00"], ["2024-01-22 00:00"])
    counts = replace(alone, aoristic=True).counts_by_hour(np.zeros(1, dtype=np.int64), 1, np.ones(1, dtype=bool))
    assert np.allclose(counts, 1 / 168)


def test_a_window_without_a_clock_at_its_beginning_and_days_alone():
    both = incidents(["2024-01-01 00:00", "2024-01-02 00:00"], ["2024-01-01 12:00", None], [False, False])
    clocked = incidents(
        ["2024-01-03 05:00", *both.frame["time"]], [None, "2024-01-01 12:00", None], [True, False, False]
    )
    counts = replace(clocked, aoristic=True).counts_by_hour(np.zeros(3, dtype=np.int64), 1, np.ones(3, dtype=bool))
    week = counts.reshape(7, 24)
    assert week[0, :12].tolist() == pytest.approx([1 / 12] * 12)
    assert week[1].sum() == pytest.approx(1)
    days = replace(clocked, aoristic=True, precision="day")
    assert days.week_counts is None
    assert days.hourless == 3


def test_forecasts_and_weeks_drawn_see_the_windows():
    city = small_problem().city
    times = [f"2024-01-{day:02d} 20:00" for day in range(1, 29)]
    plain = incidents(times, [f"2024-01-{day + 1:02d} 04:00" for day in range(1, 29)]).located(city)
    spread = replace(plain, aoristic=True)
    early = [0, 1, 2, 3]
    assert hours_seen(plain, plain.start, plain.end).sum() == hours_seen(spread, spread.start, spread.end).sum()
    assert hours_seen(spread, spread.start, spread.end).reshape(7, 24, -1)[:, early].sum() > 0
    one, other = (EmpiricalBayes(slots=168).fit(i, city).predict(weeks=1).mean for i in (plain, spread))
    assert other.rate.sum() == pytest.approx(one.rate.sum())
    night = np.arange(168) % 24 < 4
    assert other.rate[:, :, night].sum() > 2 * one.rate[:, :, night].sum()
    drawn = bootstrap_weeks(spread, 5, weeks=4, slots=168)
    assert drawn.rate[:, :, night].sum() > 0

"""Clocks of the week and curves of months: against pandas, and at the edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns import days_covered, hour_by_weekday, hour_of_week, month_curve, weekday_days

QUICK = settings(max_examples=40, deadline=None)
SEEDS = st.integers(0, 999)


def some_times(seed, n=50, days=900):
    rng = np.random.default_rng(seed)
    return np.datetime64("2022-06-15", "s") + rng.integers(0, days * 86400, n) * np.timedelta64(1, "s")


@QUICK
@given(seed=SEEDS)
def test_hours_and_weekdays_are_those_of_pandas(seed):
    times = some_times(seed)
    index = pd.DatetimeIndex(times)
    hours = hour_of_week(times)
    assert hours.tolist() == (index.day_of_week * 24 + index.hour).tolist()
    weights = np.random.default_rng(seed).random(len(times))
    table = hour_by_weekday(hours, weights)
    for day, hour in [(0, 0), (3, 12), (6, 23)]:
        assert table[day, hour] == pytest.approx(weights[(index.day_of_week == day) & (index.hour == hour)].sum())
    assert table.sum() == pytest.approx(weights.sum())


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/London", "Australia/Lord_Howe"])
def test_daylight_saving_weeks_have_168_hours_like_others(zone):
    utc = pd.date_range("2024-01-01", "2025-01-01", freq="30min", tz="UTC", inclusive="left")
    local = utc.tz_convert(zone).tz_localize(None)
    table = hour_by_weekday(hour_of_week(local))
    assert table.shape == (7, 24)
    assert table.sum() == len(utc)
    assert abs(np.delete(table, 6, axis=0) - 104).max() <= 2  # 52 weeks of two half hours; Sundays have the change
    assert weekday_days("2024-01-01", "2025-01-01").sum() == 366


@QUICK
@given(seed=SEEDS, marked=st.booleans())
def test_months_are_those_of_pandas(seed, marked):
    times = some_times(seed)
    marks = np.random.default_rng(seed).choice(["a", "b", "c"], len(times))
    curve = month_curve(times, "2022-06-01", "2025-01-01", marks=marks if marked else None)
    counts = pd.Series(1, index=pd.DatetimeIndex(times)).resample("MS").sum()
    counts = counts.reindex(pd.date_range("2022-06", "2024-12", freq="MS"), fill_value=0)
    assert curve.counts.tolist() == counts.tolist()
    assert curve.days.tolist() == counts.index.days_in_month.tolist()
    assert curve.over_years()[1] * (28 + 29) == pytest.approx(counts[counts.index.month == 2].sum())
    if marked:
        assert np.allclose(sum(curve.by_mark.values()), curve.counts)
        assert curve.by_mark["b"].sum() == (marks == "b").sum()


def test_months_in_part_and_gaps():
    times = np.array(["2024-01-31T12", "2024-03-05T12"], dtype="datetime64[h]")
    gaps = [("2024-02-10", "2024-02-20"), ("2024-02-15", "2024-03-01"), ("2023-01-01", "2023-02-01")]
    curve = month_curve(times, "2024-01-31", "2024-03-11", gaps=gaps)
    assert curve.days.tolist() == [1, 9, 10]
    assert curve.per_day.tolist() == [1, 0, 0.1]
    assert np.isnan(curve.over_years()[3:]).all()
    whole = month_curve(times)
    assert (whole.days.sum(), whole.days[0]) == (35, 1)
    silent = month_curve(times, gaps=[("2024-02-01", "2024-03-01")])
    assert np.isnan(silent.per_day[1])


def test_weekdays_of_a_period():
    assert weekday_days("2024-01-03T12:00", "2024-01-10").tolist() == [1, 1, 0.5, 1, 1, 1, 1]
    days, part = days_covered("2024-01-01", "2024-01-02", [("2023-01-01", "2025-01-01")])
    assert (len(days), part.tolist()) == (1, [0.0])


def test_nothing_at_all():
    assert hour_by_weekday([]).sum() == 0
    assert hour_of_week([]).tolist() == []
    curve = month_curve([], "2024-01-01", "2024-03-01")
    assert (curve.counts.tolist(), curve.per_day.tolist()) == ([0, 0], [0, 0])
    one = month_curve(np.array(["2024-02-29T23:59"], dtype="datetime64[m]"))
    assert (one.counts.tolist(), one.days.tolist()) == ([1], [1])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hour_by_weekday([168]), "from 0 to 167"),
        (lambda: hour_by_weekday([1.5]), "whole numbers"),
        (lambda: hour_by_weekday([1, 2], [1.0]), "weights"),
        (lambda: hour_by_weekday([1], [-1.0]), "weights"),
        (lambda: hour_of_week(np.array(["NaT"], dtype="datetime64[s]")), "missing"),
        (lambda: hour_of_week([3]), "datetime64"),
        (lambda: month_curve([]), "needs the start and the end"),
        (lambda: month_curve(np.array(["2024-01-01", "NaT"], dtype="datetime64[D]")), "missing"),
        (lambda: month_curve(some_times(0), "2023-01-01", "2023-02-01"), "outside the period"),
        (lambda: month_curve(some_times(0), marks=["a"]), "marks"),
        (lambda: month_curve(some_times(0), "soon"), "'start' of a period"),
        (lambda: days_covered("2024-01-02", "2024-01-01"), "begin before its end"),
        (lambda: days_covered(pd.Timestamp("2024-01-02", tz="UTC"), "2024-01-01"), "local wall time"),
    ],
)
def test_what_cannot_be_used_is_told(call, said):
    with pytest.raises(ParameterError, match=said):
        call()

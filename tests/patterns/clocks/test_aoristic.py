"""Aoristic weights: against a count of minutes, and by what must hold of any windows."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns import aoristic, aoristic_weights

QUICK = settings(max_examples=60, deadline=None)
MONDAY = np.datetime64("2024-01-01", "m")
WEEK = 7 * 1440
STARTS = st.integers(-5 * WEEK, 5 * WEEK)
LENGTHS = st.one_of(st.integers(0, 200), st.integers(0, 4 * WEEK))
WINDOWS = st.lists(st.tuples(STARTS, LENGTHS), min_size=1, max_size=12)


def times(windows):
    start = MONDAY + np.array([begin for begin, _ in windows]) * np.timedelta64(1, "m")
    return start, start + np.array([length for _, length in windows]) * np.timedelta64(1, "m")


def minute_by_minute(begin, length, hours):
    """Count the whole minutes of a window in each hour of the clock: the slow twin of the kernels."""
    minutes = np.arange(begin, begin + max(length, 1))
    return np.bincount(minutes // 60 % hours, minlength=hours) / len(minutes)


@QUICK
@given(windows=WINDOWS, hours=st.sampled_from([24, 168]))
def test_weights_are_shares_of_the_minutes(windows, hours):
    start, end = times(windows)
    expected = np.array([minute_by_minute(begin, length, hours) for begin, length in windows])
    each = aoristic_weights(start, end, hours=hours, limit=math.inf)
    assert np.allclose(each.toarray(), expected, rtol=0, atol=1e-12)
    assert np.allclose(aoristic(start, end, hours=hours, limit=math.inf).weights, expected.sum(axis=0), atol=1e-12)
    assert each.nnz == (expected > 0).sum()
    assert each.has_canonical_format


@QUICK
@given(windows=WINDOWS, hours=st.sampled_from([24, 168]), seconds=st.integers(0, 3599))
def test_the_weights_of_an_incident_sum_to_one(windows, hours, seconds):
    start, end = times(windows)
    end = end.astype("datetime64[s]") + np.timedelta64(seconds, "s")
    each = aoristic_weights(start, end, hours=hours, limit=math.inf)
    assert np.abs(each.sum(axis=1) - 1).max() <= 1e-12
    clock = aoristic(start, end, hours=hours, limit=math.inf)
    assert clock.weights.sum() == pytest.approx(len(windows), abs=1e-10)
    assert clock.used == len(windows)


@QUICK
@given(hour=st.integers(-900, 900), inside=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1))
def test_a_window_inside_one_hour_is_the_plain_count(hour, inside):
    windows = [(60 * hour + min(pair), max(pair) - min(pair)) for pair in inside if min(pair) < 60]
    if not windows:
        return
    clock = aoristic(*times(windows))
    assert clock.weights.tolist() == clock.plain.tolist()
    assert clock.weights[hour % 168] == len(windows)


@QUICK
@given(windows=WINDOWS, weeks=st.integers(-5000, 300))
def test_a_week_later_nothing_changes(windows, weeks):
    start, end = times(windows)
    shift = np.timedelta64(weeks, "W")
    one, other = aoristic(start, end), aoristic(start + shift, end + shift)
    assert one.weights.tolist() == other.weights.tolist()
    assert one.too_long == other.too_long


@QUICK
@given(windows=WINDOWS, seed=st.integers(0, 99))
def test_marks_and_order(windows, seed):
    rng = np.random.default_rng(seed)
    start, end = times(windows)
    marks, order = rng.choice(["theft", "burglary"], len(windows)), rng.permutation(len(windows))
    clock = aoristic(start, end, marks)
    assert np.allclose(sum(clock.by_mark.values()), clock.weights)
    for mark, weights in clock.by_mark.items():
        assert weights.tolist() == aoristic(start[marks == mark], end[marks == mark]).weights.tolist()
    assert np.allclose(aoristic(start[order], end[order]).weights, clock.weights)


@QUICK
@given(windows=WINDOWS)
def test_the_clock_of_the_day_is_that_of_the_week_folded(windows):
    start, end = times(windows)
    week = aoristic(start, end, limit=math.inf)
    assert np.allclose(week.by_weekday.sum(axis=0), aoristic(start, end, hours=24, limit=math.inf).weights)


def test_over_midnight_and_over_the_end_of_the_week():
    start = np.array(["2024-01-07T22:30"], dtype="datetime64[m]")  # a Sunday
    clock = aoristic(start, start + np.timedelta64(180, "m"))
    assert clock.weights[[166, 167, 0, 1]].tolist() == pytest.approx([1 / 6, 1 / 3, 1 / 3, 1 / 6])
    assert clock.by_weekday[6, 22:].tolist() == pytest.approx([1 / 6, 1 / 3])


def test_longer_than_a_week_wraps_where_no_limit_is_set():
    start = MONDAY + np.timedelta64(600, "m")
    weights = aoristic([start], [start + np.timedelta64(WEEK + 60, "m")], limit=math.inf).weights
    assert weights[10] == pytest.approx(2 / 169)
    assert np.allclose(np.delete(weights, 10), 1 / 169)


def test_what_is_set_aside_is_counted_and_never_swapped():
    start = np.array(["2024-01-01T10", "2024-01-01T12", "2024-01-01T12", "NaT", "2024-01-01T15"], dtype="datetime64[h]")
    end = np.array(["2024-01-01T12", "2024-01-01T10", "2024-01-09T12", "2024-01-01T12", "NaT"], dtype="datetime64[h]")
    clock = aoristic(start, end)
    assert (clock.used, clock.windows, clock.too_long, clock.backwards, clock.no_start) == (2, 1, 1, 1, 1)
    assert clock.set_aside == 3
    assert np.flatnonzero(clock.weights).tolist() == [10, 11, 15]
    assert np.diff(aoristic_weights(start, end).indptr).tolist() == [2, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("hours", "limit", "length", "aside"),
    [(168, None, 168, 0), (168, None, 169, 1), (24, None, 24, 0), (24, None, 25, 1), (168, 6, 6, 0), (168, 6, 7, 1)],
)
def test_the_limit(hours, limit, length, aside):
    clock = aoristic([MONDAY], [MONDAY + np.timedelta64(length, "h")], hours=hours, limit=limit)
    assert clock.too_long == aside
    assert clock.weights.sum() == pytest.approx(1 - aside)


@pytest.mark.parametrize("day", ["2024-03-10", "2024-11-03"])  # when clocks change in America
def test_weeks_in_which_clocks_change(day):
    start = np.array([f"{day}T00:00"], dtype="datetime64[m]")
    weights = aoristic(start, start + np.timedelta64(5, "h")).weights
    assert weights[144:149].tolist() == pytest.approx([0.2] * 5)


def test_nothing_at_all():
    empty = np.array([], dtype="datetime64[s]")
    for clock in (aoristic(empty), aoristic([], []), aoristic(empty, empty, [])):
        assert (clock.used, clock.set_aside, clock.weights.sum(), clock.by_mark) == (0, 0, 0, {})
    assert aoristic_weights(empty).shape == (0, 168)
    missing = aoristic(np.array(["NaT"], dtype="datetime64[s]"))
    assert (missing.no_start, missing.weights.sum()) == (1, 0)


def test_pandas_and_python_times_are_the_same():
    start = pd.Series(pd.to_datetime(["2024-01-01 10:30", "2024-01-02 08:00"]))
    end = pd.Series(pd.to_datetime(["2024-01-01 11:30", None]))
    clock = aoristic(start, end, pd.Categorical(["b", "a"]))
    assert clock.weights[[10, 11, 32]].tolist() == [0.5, 0.5, 1]
    assert list(clock.by_mark) == ["a", "b"]
    python = aoristic([moment.to_pydatetime() for moment in start])
    assert python.plain.tolist() == clock.plain.tolist()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": pd.to_datetime(["2024-01-01"]).tz_localize("UTC")}, "without a time zone"),
        ({"start": [pd.Timestamp("2024-01-01", tz="UTC").to_pydatetime()]}, "datetime64"),
        ({"start": [1, 2]}, "datetime64"),
        ({"start": ["soon"]}, "datetime64"),
        ({"start": [MONDAY], "end": [MONDAY, MONDAY]}, "shape"),
        ({"start": [MONDAY], "marks": ["a", "b"]}, "marks"),
        ({"start": [MONDAY], "hours": 12}, "24 .of the day. or 168"),
        ({"start": [MONDAY], "limit": 0}, "limit"),
        ({"start": [MONDAY], "limit": math.nan}, "limit"),
        ({"start": [MONDAY], "limit": "long"}, "limit"),
    ],
)
def test_what_cannot_be_used_is_told(options, said):
    with pytest.raises(ParameterError, match=said):
        aoristic(**options)


def test_a_clock_of_a_day_has_no_weekdays():
    with pytest.raises(ParameterError, match="hours=168"):
        _ = aoristic([MONDAY], hours=24).by_weekday


def test_sparse_weights_take_little_memory():
    n = 50_000
    start = MONDAY + np.arange(n) * np.timedelta64(7, "m")
    weights = aoristic_weights(start, start + np.timedelta64(90, "m"))
    assert weights.nnz <= 3 * n
    assert np.allclose(weights.sum(axis=0), aoristic(start, start + np.timedelta64(90, "m")).weights)


def _any_time_of_day(rng, n):
    evening = 1 + np.sin((np.arange(168) % 24 - 14) / 24 * 2 * np.pi)  # most at 20:00, none at 08:00
    true = rng.choice(168, n, p=evening / evening.sum()) * 60 + rng.integers(0, 60, n)
    length = rng.exponential(8 * 60, n).astype(int)  # minutes: eight hours in the mean
    start = true - (rng.random(n) * length).astype(int)
    return start, true, start + length


def _working_days(rng, n):
    day = rng.integers(0, 5, n) * 1440
    start, end = day + rng.normal(8 * 60, 30, n).astype(int), day + rng.normal(17.5 * 60, 45, n).astype(int)
    return start, start + (rng.random(n) * (end - start)).astype(int), end


@pytest.mark.parametrize(
    ("windows", "wrong"), [(_any_time_of_day, [0.10, 0.20, 0.20, 0.07]), (_working_days, [0.01, 0.87, 0.83, 0.74])]
)
def test_how_near_clocks_come_to_the_truth(windows, wrong):
    n, minute = 20_000, np.timedelta64(1, "m")
    start, true, end = windows(np.random.default_rng(12), n)
    known = np.bincount(true // 60 % 24, minlength=24) / n
    spread = aoristic(MONDAY + start * minute, MONDAY + end * minute, hours=24, limit=math.inf).weights
    plain = [np.bincount(at // 60 % 24, minlength=24) for at in (start, end, (start + end) // 2)]
    assert [np.abs(hours / n - known).sum() / 2 for hours in (spread, *plain)] == pytest.approx(wrong, abs=0.006)

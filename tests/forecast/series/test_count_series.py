"""Counting the past by period: edges of calendars, gaps, rests, and what belongs to which period."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.forecast.series.class_shares import class_shares
from beatwright.forecast.series.count_series import count_series
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD, edges_after, edges_before
from beatwright.testing import small_incidents

DAYS = st.integers(0, 4000).map(lambda day: pd.Timestamp("2010-01-01") + pd.Timedelta(days=day))


@given(start=DAYS, length=st.integers(1, 900), period=st.sampled_from(sorted(HOURS_OF_PERIOD)))
def test_periods_fill_the_time_and_only_the_first_is_short(start, length, period):
    if period == "hour":
        length = min(length, 30)
    end = start + pd.Timedelta(days=length)
    edges = edges_before(start, end, period)
    assert (edges[0], edges[-1]) == (np.datetime64(start), np.datetime64(end))
    hours = np.diff(edges) / np.timedelta64(1, "h")
    assert (hours > 0).all()
    slack = {"month": 1.5 * 24 + 1e-9, "year": 24.0}.get(period, 0.0)
    if len(hours) > 1:
        assert (np.abs(hours[1:] - HOURS_OF_PERIOD[period]) <= slack + 24 * (period == "month") + 12).all()
    assert hours[0] <= HOURS_OF_PERIOD[period] + slack + 12


@given(
    start=DAYS,
    known=st.integers(0, 30),
    length=st.integers(-3, 900),
    period=st.sampled_from(["day", "week", "month", "year"]),
)
def test_whole_periods_after_an_edge_of_the_calendar(start, known, length, period):
    def moment(number):
        return start + pd.DateOffset(**{f"{period}s": number})

    until = moment(known) + pd.Timedelta(days=length)
    edges = edges_after(start, moment(known), until, period)
    assert edges.dtype == np.dtype("datetime64[us]")
    assert edges.tolist() == [moment(known + n).to_pydatetime() for n in range(len(edges))]
    assert edges[-1] <= np.datetime64(until) or len(edges) == 1
    assert moment(known + len(edges)) > until


def test_weeks_after_the_last_year_that_nanoseconds_reach():
    start = pd.Timestamp("2299-12-31")
    edges = edges_after(start, start, start + pd.Timedelta(days=15), "week")
    assert edges.astype("datetime64[D]").astype(str).tolist() == ["2299-12-31", "2300-01-07", "2300-01-14"]


def test_every_incident_lies_in_its_period():
    incidents = small_incidents(weeks=9)
    series = count_series(incidents, edges_before(incidents.start, incidents.end, "month"), "month")
    times = series.edges[0] + (series.time * 86_400_000_000).round().astype("timedelta64[us]")
    assert (times >= series.edges[series.period]).all()
    assert (times < series.edges[series.period + 1]).all()
    assert series.counts.sum() == len(incidents)
    np.testing.assert_array_equal(series.by_class.sum(axis=1), series.counts.sum(axis=0))
    assert series.covered.sum() * HOURS_OF_PERIOD["month"] == pytest.approx(incidents.hours)


def test_a_gap_is_not_covered():
    incidents = small_incidents(weeks=9)
    one, other = incidents.start + pd.Timedelta(days=10), incidents.start + pd.Timedelta(days=24)
    times = incidents.frame["time"]
    gappy = replace(incidents, frame=incidents.frame[(times < one) | (times >= other)], gaps=((one, other),))
    series = count_series(gappy, edges_before(gappy.start, gappy.end, "week"), "week")
    np.testing.assert_allclose(series.covered, [1, 3 / 7, 0, 4 / 7, 1, 1, 1, 1, 1])
    assert series.counts[[2]].sum() == 0


@pytest.mark.parametrize(("first", "last"), [(0, 9), (2, 5), (-3, None), (4, 4)])
def test_a_part_is_what_counting_that_part_gives(first, last):
    incidents = small_incidents(weeks=9)
    edges = edges_before(incidents.start, incidents.end, "week")
    series = count_series(incidents, edges, "week").part(first, 9 if last is None else last)
    low, high, _ = slice(first, last).indices(9)
    if low == high:
        assert (series.periods, len(series)) == (0, 0)
        return
    again = count_series(incidents, edges[low : high + 1], "week")
    for name in ("edges", "covered", "period", "zone", "xy", "by_class"):
        np.testing.assert_array_equal(getattr(series, name), getattr(again, name))
    np.testing.assert_allclose(series.time, again.time, atol=1e-9)


def test_shares_of_classes_lie_between_zone_and_city():
    counts = np.array([[40.0, 10.0, 0.0], [2.0, 8.0, 0.0], [0.0, 0.0, 0.0]])
    shares = class_shares(counts)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (shares > 0).all()
    city = (counts.sum(axis=0) + 0.5) / (counts.sum() + 1.5)
    np.testing.assert_allclose(shares[2], city)
    assert counts[1, 1] / 10 > shares[1, 1] > city[1]

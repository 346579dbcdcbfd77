"""Weeks of incidents and draws of them in blocks."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core import Demand, ParameterError
from beatwright.examine.hindsight.week_blocks import drawn_weeks, week_counts
from beatwright.testing import small_incidents


def test_all_weeks_once_are_the_recorded_demand():
    incidents = small_incidents(weeks=11)
    longer = dataclasses.replace(incidents, end=incidents.end + pd.Timedelta(days=3))
    for one in (incidents, longer):
        counted = week_counts(one)
        assert len(counted.hours) == 11
        assert counted.hours.sum() == one.hours
        rates = counted.rates(np.ones((1, 11), dtype=np.int64))
        np.testing.assert_allclose(rates, Demand.observed(one).rate[:, :, 0], rtol=1e-12)


def test_weeks_without_records_are_left_out():
    incidents = small_incidents(weeks=10)
    start, end = incidents.start + pd.Timedelta(weeks=2), incidents.start + pd.Timedelta(days=24)
    frame = incidents.frame[(incidents.frame["time"] < start) | (incidents.frame["time"] >= end)]
    counted = week_counts(dataclasses.replace(incidents, frame=frame, gaps=((start, end),)))
    assert counted.hours.tolist() == [168, 168, 96, 168, 168, 168, 168, 168, 168]


def test_less_than_a_week_is_refused():
    incidents = small_incidents(weeks=1)
    with pytest.raises(ParameterError, match="less than a week"):
        week_counts(dataclasses.replace(incidents, end=incidents.frame["time"].max() + pd.Timedelta(minutes=1)))


@given(weeks=st.integers(1, 30), block=st.integers(1, 40), seed=st.integers(0, 99))
def test_a_draw_has_as_many_weeks_and_runs_of_blocks(weeks, block, seed):
    times = drawn_weeks(weeks, 5, seed, block)
    assert times.shape == (5, weeks)
    assert (times.sum(axis=1) == weeks).all()
    assert (times == drawn_weeks(weeks, 5, seed, block)).all()
    if block >= weeks:
        assert (times == 1).all()


def test_every_week_is_drawn_as_often():
    mean = drawn_weeks(12, 20_000, 1, 5).mean(axis=0)
    assert np.abs(mean - 1).max() < 0.03


def test_bad_options_are_told_at_once():
    with pytest.raises(ParameterError, match=r"(?s)'draws'.*'block'"):
        drawn_weeks(5, 0, 0, 0)

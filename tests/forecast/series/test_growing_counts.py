"""Counts that grow: added when they are looked at, the same however often that is, and never changed behind a back."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.forecast import EmpiricalBayes, Ewma
from beatwright.forecast.series.count_series import count_series
from beatwright.forecast.series.growing_counts import GrowingCounts
from beatwright.testing import small_incidents, small_problem

PLACES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=5)


def note(places):
    zone, severity = np.array(places, dtype=int).reshape(-1, 2).T
    return zone, severity


@given(
    some=st.lists(PLACES, min_size=1, max_size=9), weeks=st.integers(0, 120), every=st.sampled_from([1, 2, 7, 60, 121])
)
def test_looking_changes_nothing(some, weeks, every):
    expected = np.zeros((4, 2))
    grown, looked = GrowingCounts(np.zeros((4, 2))), []
    for week in range(weeks):
        places = some[week % len(some)]
        grown = grown.plus(note(places))
        for place in places:
            expected[place] += 1
        if week % every == 0:
            looked.append((grown.table, expected.copy()))
    looked.append((grown.table, expected))
    for table, then in looked:
        np.testing.assert_array_equal(table, then)


def test_two_futures_of_one_past_do_not_meet():
    past = GrowingCounts(np.zeros((4, 2))).plus(note([(0, 0)]))
    one, other = past.plus(note([(1, 1)])), past.plus(note([(2, 0)]))
    assert one.table[1, 1] == other.table[2, 0] == one.table[0, 0] == other.table[0, 0] == 1
    assert (one.table.sum(), other.table.sum(), past.table.sum()) == (2, 2, 1)


def test_what_is_noted_does_not_keep_the_whole_table_of_records():
    incidents = small_incidents(weeks=10)
    edges = np.array([incidents.end - pd.Timedelta(weeks=1), incidents.end], dtype="datetime64[us]")
    week = count_series(incidents, edges, "week")
    grown = week.added_to(GrowingCounts(np.zeros((week.zones, week.classes))))
    kept = [array.base for pair in grown._parts[1] for array in pair]
    assert kept == [None, None]
    np.testing.assert_array_equal(grown.table, week.by_class)


@pytest.mark.parametrize("step", [EmpiricalBayes, Ewma])
def test_days_on_end_without_a_forecast_are_learned_as_at_once(step):
    incidents, city = small_incidents(weeks=5), small_problem().city

    def known(day):
        return replace(incidents, frame=incidents.frame[incidents.frame["time"] < day], end=day)

    days = pd.date_range(incidents.start + pd.Timedelta(days=10), incidents.end, freq="D")
    fitted = step(period="day").fit(known(days[0]), city)
    for day in days[1:]:
        fitted = fitted.update(known(day))
    at_once = step(period="day").fit(known(days[0]), city).update(incidents)
    np.testing.assert_array_equal(fitted._known().counts.table, at_once._known().counts.table)
    np.testing.assert_allclose(fitted.predict().expected, at_once.predict().expected, rtol=1e-9)

"""Replaying the last periods: every period is foreseen from those before it and from nothing else."""

import numpy as np

from beatwright.forecast.series.count_series import count_series
from beatwright.forecast.series.period_edges import edges_before
from beatwright.forecast.series.replay import replay
from beatwright.testing import small_incidents


def series_of(weeks):
    incidents = small_incidents(weeks=weeks)
    return count_series(incidents, edges_before(incidents.start, incidents.end, "week"), "week")


def add(state, part):
    return state + part.counts.sum(axis=0)


def test_every_period_is_foreseen_from_those_before():
    series = series_of(30)
    seen = replay(series, lambda part: part.counts.sum(axis=0), add, lambda state: state)
    assert seen is not None
    counts, foreseen = seen
    assert counts.shape == foreseen.shape == (10, 24)
    running = np.cumsum(series.counts.toarray(), axis=0)
    np.testing.assert_array_equal(foreseen, running[19:29])
    np.testing.assert_array_equal(counts, series.counts.toarray()[20:])


def test_too_short_a_past_is_not_replayed():
    assert replay(series_of(20), lambda part: 0, lambda state, part: 0, lambda state: np.zeros(24)) is None

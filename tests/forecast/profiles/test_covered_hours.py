"""How often each hour of the week occurred: by counting minutes, and over changes of the clock."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.forecast.profiles import hours_covered

CHICAGO = "America/Chicago"


def hours_slowly(start, end, gaps, timezone, excluded):
    """Count the minutes of real time, one by one, by the hour of the week that the clock on the wall shows."""
    zone = timezone or "UTC"
    real = pd.date_range(
        start.tz_localize(zone, ambiguous=True, nonexistent="shift_forward"),
        end.tz_localize(zone, ambiguous=True, nonexistent="shift_forward"),
        freq="min",
        inclusive="left",
    )
    wall = real.tz_localize(None)
    keep = ~wall.normalize().isin(pd.to_datetime(sorted(excluded)))
    for one, other in gaps:
        keep &= ~((wall >= one) & (wall < other))
    return np.bincount((wall.day_of_week * 24 + wall.hour)[keep], minlength=168) / 60


@settings(max_examples=20)
@given(
    start=st.integers(0, 25_000),
    length=st.integers(1, 6000),
    gaps=st.lists(st.tuples(st.integers(0, 25_000), st.integers(1, 3000)), max_size=3),
    day=st.integers(0, 20),
    timezone=st.sampled_from(["", CHICAGO, "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_minutes_counted_one_by_one_give_the_same(start, length, gaps, day, timezone):
    origin = pd.Timestamp("2024-10-24" if timezone != "Australia/Lord_Howe" else "2024-03-28")
    one, other = origin + pd.Timedelta(start, "min"), origin + pd.Timedelta(start + length, "min")
    holes = [(origin + pd.Timedelta(a, "min"), origin + pd.Timedelta(a + b, "min")) for a, b in gaps]
    excluded = {(origin + pd.Timedelta(days=day)).date()}
    if timezone and _at_a_change(one, other, timezone):
        return
    found = hours_covered(one, other, holes, timezone=timezone, excluded=excluded)
    assert found == pytest.approx(hours_slowly(one, other, holes, timezone, excluded), abs=1e-9)


def _at_a_change(one, other, timezone):
    """Whether a bound is a moment that the clock shows twice, so that nobody knows which of the two is meant."""
    return pd.DatetimeIndex([one, other]).tz_localize(timezone, ambiguous="NaT", nonexistent="NaT").isna().any()


def test_whole_weeks_have_every_hour_as_often():
    hours = hours_covered(pd.Timestamp("2024-01-04 05:20"), pd.Timestamp("2024-02-01 05:20"))
    assert hours == pytest.approx(np.full(168, 4.0))


def test_clocks_set_forward_and_back():
    spring = hours_covered(pd.Timestamp("2024-03-04"), pd.Timestamp("2024-03-11"), timezone=CHICAGO)
    assert spring[144:148].tolist() == [1, 1, 0, 1]
    autumn = hours_covered(pd.Timestamp("2024-10-28"), pd.Timestamp("2024-11-04"), timezone=CHICAGO)
    assert autumn[144:148].tolist() == [1, 2, 1, 1]
    year = hours_covered(pd.Timestamp("2024-01-01"), pd.Timestamp("2025-01-01"), timezone=CHICAGO)
    assert year.sum() == 366 * 24


def test_excluded_days_and_gaps_that_overlap_count_once():
    christmas = {datetime.date(2023, 12, 25), pd.Timestamp("2023-12-25 09:00")}
    gap = (pd.Timestamp("2023-12-25 12:00"), pd.Timestamp("2023-12-26 12:00"))
    hours = hours_covered(pd.Timestamp("2023-12-18"), pd.Timestamp("2024-01-01"), [gap], excluded=christmas)
    assert hours[:36].tolist() == [1] * 36
    assert hours[36:].tolist() == [2] * 132


def test_nothing_is_left_where_all_is_excluded():
    day = pd.Timestamp("2024-05-01")
    assert hours_covered(day, day + pd.Timedelta(days=1), excluded=[day.date()]).sum() == 0


def test_what_is_wrong_is_told_at_once():
    day = pd.Timestamp("2024-05-01")
    with pytest.raises(ParameterError, match=r"(?s)must not be empty.*IANA name.*'Gotham'"):
        hours_covered(day, day, timezone="Gotham")
    with pytest.raises(ParameterError, match=r"must hold dates. Got \['Christmas', 7, None\]"):
        hours_covered(day, day + pd.Timedelta(days=7), excluded=["2024-05-02", "Christmas", 7, None])

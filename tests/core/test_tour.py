"""Tours: the hours in which a car is on duty."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.core import Tour
from beatwright.core.tour import uncovered_hours


@given(st.integers(0, 23), st.integers(1, 24))
def test_a_tour_is_on_duty_for_its_hours_on_every_day_and_reads_back(start, hours):
    tour = Tour(start, hours)
    week = tour.on_duty.reshape(7, 24)
    assert (week == week[0]).all()
    assert week[0].sum() == hours
    assert week[0, start]
    assert np.roll(week[0], -start)[:hours].all()
    assert Tour.read(tour.name) == tour


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0-24", (0, 24)), ("08 – 16", (8, 8)), ("22:00-6:00", (22, 8)), ("16-24", (16, 8)), ("7-7", (7, 24))],
)
def test_spellings(text, expected):
    tour = Tour.read(text)
    assert (tour.start, tour.hours) == expected


@pytest.mark.parametrize("text", ["", "8", "24-08", "08:30-16:00", "8-25", "day", None, 8, "-8-16"])
def test_what_is_no_tour_is_told_with_an_example(text):
    with pytest.raises(ParameterError, match="such as '08-16'"):
        Tour.read(text)


@pytest.mark.parametrize(("start", "hours"), [(-1, 8), (24, 8), (0, 0), (0, 25), (True, 8), (1.5, 8)])
def test_hours_out_of_range_are_refused(start, hours):
    with pytest.raises(ParameterError, match="Tour"):
        Tour(start, hours)


def test_hours_without_any_tour():
    assert uncovered_hours([Tour(0, 24)]).size == 0
    assert uncovered_hours([]).tolist() == list(range(24))
    assert uncovered_hours([Tour(20, 8), Tour(8, 8)]).tolist() == [4, 5, 6, 7, 16, 17, 18, 19]

"""Hours of the week in words: every stretch says unmistakably where it begins and where it ends."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core.hours_in_words import hours_in_words
from beatwright.core.hours_of_week import WEEKDAYS

STRETCH = re.compile(r"(\w+) (\d\d):00(?:-(\d\d):00| to (\w+) (\d\d):00)")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([143, *range(144, 159)], "Saturday 23:00 to Sunday 15:00"),
        ([22, 23], "Monday 22:00-24:00"),
        (range(24), "Monday 00:00-24:00"),
        (range(12, 61), "Monday 12:00 to Wednesday 13:00"),
        (range(24, 72), "Tuesday 00:00 to Thursday 00:00"),
        ([166, 167, 0, 1], "Sunday 22:00 to Monday 02:00"),
        ([0, 1], "Monday 00:00-02:00"),
        ([166, 167], "Sunday 22:00-24:00"),
        ([day * 24 + hour for day in range(7) for hour in (22, 23, 0, 1)], "22:00-02:00 of every day"),
        ([day * 24 + hour for day in range(7) for hour in (0, 23, 8)], "08:00-09:00 and 23:00-01:00 of every day"),
        ([*range(5), *range(6, 168)], "Monday 06:00 to Monday 05:00"),
        (range(168), "every hour"),
    ],
)
def test_hours_of_a_week(hours, words):
    assert hours_in_words(list(hours)) == words


def test_hours_of_other_cycles_have_numbers():
    assert hours_in_words([0, 23], 24) == "hours 0 and 23"
    assert hours_in_words([3], 24) == "hour 3"


@given(st.sets(st.integers(0, 167), min_size=1, max_size=20))
def test_the_hours_can_be_read_back(hours):
    said = hours_in_words(sorted(hours))
    if "every day" in said or "more" in said:
        return
    read = set()
    for first, begin, end, last, until in STRETCH.findall(said):
        start = WEEKDAYS.index(first) * 24 + int(begin)
        stop = WEEKDAYS.index(last) * 24 + int(until) if last else WEEKDAYS.index(first) * 24 + int(end)
        read |= set(np.arange(start, start + ((stop - start) % 168 or 168)) % 168)
    assert read == hours

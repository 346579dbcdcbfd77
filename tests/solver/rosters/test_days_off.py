"""Days off and weekends: the bound of Burns and Carter, and the line that attains it."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.solver.rosters.days_off import days_off_bound, days_off_cycle

VECTORS = [
    ([5, 7, 7, 7, 7, 7, 5], 1, 2, 10),
    ([3, 5, 5, 5, 6, 7, 6], 1, 2, 12),
    ([4, 4, 4, 4, 4, 5, 4], 1, 3, 6),
    ([2, 3, 4, 4, 4, 5, 2], 2, 4, 5),
]


def broken(line, weekends, of):
    """Every rule that a line from Sunday on breaks, by the checker that knows no solver."""
    monday_first = np.roll(line.ravel(), -1)
    return line_breaks(
        np.where(monday_first, 0, -1), RosterRules(shifts=("D",), most_run=6, weekends_off=(weekends, of))
    )


@pytest.mark.parametrize(("need", "weekends", "of", "officers"), VECTORS)
def test_known_numbers(need, weekends, of, officers):
    assert days_off_bound(need, weekends, of) == officers
    assert days_off_bound([*need[1:], need[0]], weekends, of, first_day="Monday") == officers


def test_the_bound_is_attained_on_200_random_needs_with_up_to_12_officers():
    rng, tried = np.random.default_rng(16), 0
    while tried < 200:
        need, of = rng.integers(0, rng.integers(2, 13), 7), int(rng.integers(2, 7))
        weekends = int(rng.integers(1, of))
        officers = days_off_bound(need, weekends, of)
        if not 0 < officers <= 12:
            continue
        tried += 1
        line = days_off_cycle(need, weekends, of)
        assert line.shape == (officers, 7)
        assert (line.sum(axis=1) == 5).all()
        assert (line.sum(axis=0) >= need).all()
        assert broken(line, weekends, of) == ()


def test_one_officer_fewer_cannot_do_it():
    """By counting: one of the three needs of so many is then not met."""
    for need, weekends, of, officers in VECTORS:
        fewer = officers - 1
        short_day = fewer < max(need)
        short_week = 5 * fewer < sum(need)
        short_weekend = fewer * (of - weekends) < of * max(need[0], need[6])
        assert short_day or short_week or short_weekend


def test_a_week_that_breaks_before_the_weekend_forces_seven_days_in_a_row():
    """Every second weekend off and 5 days in each week from Monday on: no day can be the first off after a weekend."""
    rules = RosterRules(shifts=("D",), most_run=6, weekends_off=(1, 2))
    off = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    lines = (
        [0 if day not in days else -1 for day in range(7)] + [0] * 5 + [-1, -1] for days in off
    )  # Saturday and Sunday of the first week worked, those of the second off
    assert all(any(one.rule.kind == "most_run" for one in line_breaks(line, rules)) for line in lines)
    assert broken(days_off_cycle([1] * 7, 1, 2), 1, 2) == ()


def test_nobody_needed_is_nobody():
    assert days_off_bound([0] * 7) == 0
    assert days_off_cycle([0] * 7).shape == (0, 7)


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        days_off_bound([1, 2, 3, 4, 5, -6], 2, 2, first_day="Friday")
    told = str(raised.value)
    assert all(word in told for word in ("'need'", "(7,)", "at least 0", "'weekends'", "'first_day'"))

"""Patterns with names: whom they put on duty in every hour."""

import numpy as np
import pytest

from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.solver.rosters.rotation import NAMED_PATTERNS


@pytest.mark.parametrize("name", ["2-2-3", "4-on-4-off"])
def test_exactly_one_of_four_squads_is_on_duty_in_every_hour(name):
    pattern = NAMED_PATTERNS[name]
    assert len(pattern.squads) == 4
    assert (pattern.on_duty.sum(axis=0) == 1).all()


def test_2_2_3_gives_every_squad_seven_shifts_and_every_second_weekend():
    pattern = NAMED_PATTERNS["2-2-3"]
    rules = RosterRules(shifts=("S",), most_run=3, least_off=2, weekends_off=(1, 2))
    for squad in pattern.squads:
        line = pattern.line(squad)
        assert line.sum() * pattern.hours == 84
        assert line_breaks(np.where(line, 0, -1), rules) == ()


def test_squads_on_duty_in_each_hour():
    assert set(NAMED_PATTERNS["5/8"].on_duty.sum(axis=0)) == {5}
    watches = NAMED_PATTERNS["4/10"].on_duty.sum(axis=0)[:24]
    assert np.flatnonzero(watches == 8).tolist() == [6, 14, 15, 21, 22, 23]
    assert set(watches) == {4, 8}


@pytest.mark.parametrize(("name", "hours"), [("5/8", 40), ("4/10", 40), ("2-2-3", 42), ("4-on-4-off", 42)])
def test_hours_a_week(name, hours):
    assert NAMED_PATTERNS[name].hours_a_week == hours

"""The demand of a study has the slots of its problem, whoever foresees it."""

import pytest

from beatwright.forecast import EmpiricalBayes, Ewma, HistoricalMean
from beatwright.study.problems_of_study import in_slots


@pytest.mark.parametrize("forecaster", [EmpiricalBayes(), Ewma(), HistoricalMean(period="month")])
def test_a_problem_by_the_hour_asks_its_forecaster_for_hours(forecaster):
    found = in_slots(forecaster, 168)
    assert (type(found), found.slots, found.period) == (type(forecaster), 168, forecaster.period)
    assert in_slots(forecaster, 1) is forecaster


def test_a_forecaster_of_ones_own_is_left_as_it_is():
    own = object()
    assert in_slots(own, 168) is own

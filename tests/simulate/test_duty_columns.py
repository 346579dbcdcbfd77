"""Hours of a table of duty that spans several weeks."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.simulate import simulate
from beatwright.simulate.duty_columns import duty_columns


def test_weeks_follow_one_another_whatever_the_clocks_do():
    week = np.arange(168)
    back = np.concatenate([week[:-21], week[-22:], week])  # an hour of Sunday is there twice
    assert duty_columns(back, 336)[-1] == 335
    at_midnight = [166, 167, 0, 167, 0, 1]  # put back on Monday at one
    assert duty_columns(at_midnight, 336).tolist() == [166, 167, 168, 167, 168, 169]
    assert duty_columns(np.arange(3 * 168) % 168, 336)[336] == 0, "comes round"
    assert duty_columns([5, 6], 1).tolist() == [0, 0]


@pytest.mark.parametrize("columns", [0, 2, 167, 169, 24])
def test_duty_of_no_whole_weeks_is_refused(small_cities, columns):
    city = small_cities.small_city(1)
    with pytest.raises(ParameterError, match="on_duty"):
        simulate(
            city.calls, city.home, city.travel, city.preference, np.ones((len(city.home), columns), bool), city.policy
        )

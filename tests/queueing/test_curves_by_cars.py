"""Delay and travel for all numbers of cars at once are those of the functions for one number."""

import numpy as np
import pytest

from beatwright.queueing import erlang_c, expected_travel_distance, nearest_distance
from beatwright.queueing.curves_by_cars import delay_by_cars, travel_by_cars

LOADS = np.array([[0.0, 0.3, 2.0], [4.8, 7.999, 19.5]])


def test_delay_is_erlangs():
    assert delay_by_cars(LOADS, 30) == pytest.approx(erlang_c(np.arange(31), LOADS[..., None]), abs=1e-13)


def test_travel_is_that_of_one_number_of_cars():
    found = travel_by_cars(LOADS, 30)
    assert np.isnan(found[LOADS[..., None] >= np.arange(31)]).all()
    for at in np.ndindex(LOADS.shape):
        for cars in range(int(LOADS[at]) + 1, 31):
            one = expected_travel_distance(1.0, cars, float(LOADS[at]))
            assert found[(*at, cars)] == pytest.approx(one, rel=1e-11)


def test_travel_of_hundreds_of_cars_is_a_number():
    found = travel_by_cars(np.array([150.0]), 300)[0, 151:]
    assert np.isfinite(found).all()
    alone = travel_by_cars(np.array([0.0]), 300)[0]
    for cars in (43, 118):
        assert alone[cars] == pytest.approx(nearest_distance(cars) / np.sqrt(cars), rel=1e-7)
    assert (np.diff(found) < 0).all()

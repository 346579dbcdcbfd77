"""Several cars per call for all numbers of cars at once: the functions of one number, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.queueing import multi_car_capacity, multi_car_delay, multi_car_delay_by_hour
from beatwright.queueing.curves_by_cars import delay_by_cars
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import multi_car_by_cars, multi_car_of_fleets

SHARES = np.array([[0.6, 0.3, 0.1, 0.0], [0.3, 0.3, 0.2, 0.2], [0.0, 0.0, 0.0, 1.0]])
RATES, SERVICE = np.array([3.0, 0.8, 0.5]), np.array([1.0, 0.5, 2.0])


def test_it_is_the_function_of_one_number_of_cars():
    curves = multi_car_by_cars(RATES, SHARES, SERVICE, 30)
    for queue, cars in np.ndindex(3, 31):
        share = np.trim_zeros(SHARES[queue], "b")
        if cars < len(share) or RATES[queue] >= multi_car_capacity(cars, share, SERVICE[queue]):
            continue
        one = multi_car_delay(cars, RATES[queue], share, SERVICE[queue])
        assert curves.carried[queue, cars]
        assert curves.delayed_by_need[: len(share), queue, cars] == pytest.approx(one.delayed_by_need, abs=1e-12)
        assert curves.wait_by_need[: len(share), queue, cars] == pytest.approx(one.wait_by_need, rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("cars", [1, 2, 3, 5])
def test_few_cars_are_the_queue_by_the_clock(cars):
    rate, share = 0.4, SHARES[1]
    curves = multi_car_by_cars(np.array([rate]), share[None], np.array([0.8]), cars)
    found = multi_car_delay_by_hour([rate], share, [cars], 0.8, short="start")
    assert curves.delayed_by_need[:, 0, cars] == pytest.approx(found.delayed_by_need[0], abs=1e-9)
    assert curves.wait_by_need[:, 0, cars] == pytest.approx(found.line_by_need[0] / (rate * share), rel=1e-7)
    if cars >= len(share):
        assert curves.behind[0, cars] == pytest.approx(found.behind[0] / rate, rel=1e-7)


def test_one_car_for_every_call_is_erlangs():
    load = np.array([0.0, 0.7, 12.0])
    curves = multi_car_by_cars(load, np.ones((3, 1)), np.ones(3), 30)
    assert curves.delayed_by_need[0] == pytest.approx(delay_by_cars(load, 30), abs=1e-12)
    assert curves.carried.tolist() == (load[:, None] < np.arange(31)).tolist()


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=5).filter(lambda q: sum(q) > 0.1),
    st.floats(0, 8),
    st.floats(0.1, 2),
)
def test_more_cars_are_never_more_delay_nor_wait(parts, rate, service):
    share = np.array([parts]) / sum(parts)
    curves = multi_car_by_cars(np.array([rate]), share, np.array([service]), 40)
    carried = curves.carried[0]
    assert np.all(np.diff(carried.astype(int)) >= 0)
    for values in (curves.delayed_by_need[:, 0, carried], curves.wait_by_need[:, 0, carried]):
        assert np.all(np.diff(values, axis=1) <= 1e-12 * np.maximum(values[:, :-1], 1))
    assert np.all(np.isinf(curves.wait_by_need[:, 0, ~carried]))


def test_hundreds_of_cars_fit_in_a_float():
    curves = multi_car_by_cars(np.array([900.0]), np.array([[0.7, 0.2, 0.1]]), np.ones(1), 1_500)
    one = multi_car_delay(1_350, 900.0, [0.7, 0.2, 0.1], 1.0)
    assert curves.delayed_by_need[:, 0, 1_350] == pytest.approx(one.delayed_by_need, rel=1e-8)


def test_one_number_of_cars_is_that_of_all_numbers():
    random = np.random.default_rng(4)
    rate, service = random.uniform(0.1, 6, 20), random.uniform(0.2, 1.0, 20)
    share = random.dirichlet(np.ones(4), 20)
    curves = multi_car_by_cars(rate, share, service, 12)
    for cars in range(1, 13):
        late, wait = multi_car_of_fleets(rate, share, service, cars)
        with np.errstate(invalid="ignore"):
            every = np.einsum("nk,kn->k", curves.wait_by_need[:, :, cars], share)
        assert late == pytest.approx(np.einsum("nk,kn->k", curves.delayed_by_need[:, :, cars], share), rel=1e-9)
        assert wait == pytest.approx(np.where(curves.carried[:, cars], every, np.inf), rel=1e-9)
        assert (np.isfinite(wait) == curves.carried[:, cars]).all()

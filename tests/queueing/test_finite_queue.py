"""M/M/c/K against GNU Octave's queueing 1.2.7 and a dense solution of the chain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.queueing import erlang_b, finite_queue

OCTAVE = [
    ((5, 8.0, 0.25, 12), 0.1343336141, 5.869125158e-5, 0.2549332205),
    ((20, 16.0, 1.0, 30), 1.05386907e-7, 0.0056229155, 1.0446243379),
    ((6, 5.0, 1.0, 8), 0.0068365338, 0.1030293599, 1.0735127633),
]


def dense(cars, rate, service, places):
    """Twin: the generator written out and solved."""
    states = places + 1
    flow = np.diag(np.full(places, rate), 1) + np.diag(np.minimum(np.arange(1, states), cars) / service, -1)
    flow -= np.diag(flow.sum(axis=1))
    system = np.vstack([flow.T, np.ones(states)])
    return np.linalg.lstsq(system, np.append(np.zeros(states), 1.0), rcond=None)[0]


@pytest.mark.parametrize(("given_", "empty", "full", "response"), OCTAVE)
def test_as_octave_has_it(given_, empty, full, response):
    cars, rate, service, places = given_
    queue = finite_queue(cars, rate, service, places=places)
    assert queue.empty == pytest.approx(empty, rel=1e-8)
    assert queue.full == pytest.approx(full, rel=1e-8)
    assert queue.response == pytest.approx(response, abs=1e-10)


@given(st.integers(1, 6), st.integers(0, 8), st.floats(0.1, 12), st.floats(0.1, 2))
def test_it_is_the_chain_solved_densely(cars, room, rate, service):
    queue = finite_queue(cars, rate, service, places=cars + room)
    chance = dense(cars, rate, service, cars + room)
    assert queue.probability == pytest.approx(chance, abs=1e-9)
    assert queue.number == pytest.approx(np.arange(cars + room + 1) @ chance, abs=1e-8)
    taken = rate * (1 - queue.full)
    assert queue.busy == pytest.approx(taken * service, rel=1e-9)
    assert queue.number == pytest.approx(taken * queue.response, rel=1e-9)


def test_without_room_to_wait_it_is_erlang_b():
    queue = finite_queue(300, rate=290.0, service=1.0, places=300)
    assert queue.full == pytest.approx(erlang_b(300, 290.0), rel=1e-10)
    assert (queue.line, queue.delayed, queue.wait) == (0, 0, 0)


def test_without_calls_it_is_empty():
    queue = finite_queue(2, rate=0.0, service=1.0, places=4)
    assert (queue.empty, queue.full, queue.number, queue.response) == (1, 0, 0, 1)


def test_places_below_the_cars_are_told_for_every_kind_of_whole_number():
    with pytest.raises(ParameterError, match=r"'places' parameter of finite_queue must be an integer in \[3, "):
        finite_queue(np.int64(3), rate=1.0, service=1.0, places=2)


def test_bad_input_is_told_at_once():
    with pytest.raises(ParameterError) as error:
        finite_queue(3, rate=-1, service=0, places=2)
    assert "The 'places' parameter of finite_queue must be an integer in [3, 1000000]. Got 2." in str(error.value)
    assert str(error.value).count("\n") == 3
    with pytest.raises(ParameterError, match="'cars' parameter of finite_queue must be an integer"):
        finite_queue(2.5, rate=1, service=1, places=4)

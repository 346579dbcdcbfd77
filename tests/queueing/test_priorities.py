"""Priorities against published vectors, a chain of two classes solved, conservation and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve

from beatwright.base.errors import ParameterError
from beatwright.queueing import erlang_c, mean_wait, waits

# Cars, mu, calls by class: C; waits without, with preemption. Computed twice, and by simulation.
VECTORS = [
    ((20, 1.0, (1.6, 6.4, 8)), 0.25607779, (0.01391727, 0.02319545, 0.10669908), (5.9e-17, 2.7598887e-5, 0.12801682)),
    ((3, 2.0, (1, 2, 1.5)), 0.56775701, (0.11355140, 0.22710280, 0.75700935), (0.00303030, 0.11690590, 0.97761928)),
    (
        (6, 4 / 3, (0.6, 2.4, 3)),
        0.42165208,
        (0.05698001, 0.09116802, 0.33732166),
        (1.0743272e-6, 0.00757414, 0.41559255),
    ),
    ((5, 1.0, (0.5, 1.5, 2)), 0.55411255, (0.12313612, 0.20522687, 0.92352092), (3.900004e-5, 0.02652100, 1.08832461)),
]
rates = st.lists(st.floats(0.01, 4), min_size=1, max_size=5)


@pytest.mark.parametrize(("queue", "delayed", "in_turn", "preemptive"), VECTORS)
def test_the_vectors(queue, delayed, in_turn, preemptive):
    cars, mu, rate = queue
    found = waits(cars, rate, 1 / mu)
    assert found.delayed == pytest.approx(delayed, abs=1e-8)
    assert found.delayed_by_class == pytest.approx([delayed] * 3, abs=1e-8)
    assert found.wait == pytest.approx(in_turn, abs=1e-8)
    assert waits(cars, rate, 1 / mu, preemptive=True).wait == pytest.approx(preemptive, abs=1e-8)
    assert waits(cars, rate, 1 / mu, preemptive=True).wait[0] == pytest.approx(preemptive[0], rel=2e-2)


def two_classes(cars, rate, service, preemptive, room=70):
    """Twin: the chain of (calls of the first class, of the second) solved, with at most `room` of each.

    Without preemption the state is (busy, line of the first, line of the second).
    """
    states, flows = {}, []

    def at(state):
        return states.setdefault(state, len(states))

    todo, seen = [(0, 0, 0)], {(0, 0, 0)}
    while todo:
        state = todo.pop()
        for follower, flow in (preempted if preemptive else in_turn)(state, cars, rate, service):
            if max(follower[1:]) <= room and follower[0] <= room:
                flows.append((at(state), at(follower), flow))
                if follower not in seen:
                    seen.add(follower)
                    todo.append(follower)
    i, j, flow = (np.array(each) for each in zip(*flows, strict=True))
    size = len(states)
    matrix = sparse.coo_array((flow, (j, i)), shape=(size, size)).tolil()
    matrix.setdiag(matrix.diagonal() - np.bincount(i, flow, size))
    matrix[0, :] = 1.0
    chance = spsolve(matrix.tocsc(), np.eye(1, size)[0])
    place = np.array(list(states))
    if preemptive:
        first_line = np.maximum(place[:, 0] - cars, 0)
        second_line = np.maximum(place[:, 0] + place[:, 1] - cars, 0) - first_line
        return np.array([chance @ first_line, chance @ second_line]) / rate
    return chance @ place[:, 1:] / rate


def preempted(state, cars, rate, service):
    first, second, _ = state
    yield (first + 1, second, 0), rate[0]
    yield (first, second + 1, 0), rate[1]
    if first:
        yield (first - 1, second, 0), min(first, cars) / service
    served = min(second, max(cars - first, 0))
    if served:
        yield (first, second - 1, 0), served / service


def in_turn(state, cars, rate, service):
    busy, first, second = state
    if busy < cars:
        yield (busy + 1, 0, 0), rate[0] + rate[1]
    else:
        yield (busy, first + 1, second), rate[0]
        yield (busy, first, second + 1), rate[1]
    if first:
        yield (busy, first - 1, second), busy / service
    elif second:
        yield (busy, 0, second - 1), busy / service
    elif busy:
        yield (busy - 1, 0, 0), busy / service


@pytest.mark.parametrize("preemptive", [False, True])
def test_two_classes_are_the_chain_solved(preemptive):
    rate = np.array([0.9, 1.1])
    found = waits(3, rate, 0.8, preemptive=preemptive)
    assert found.wait == pytest.approx(two_classes(3, rate, 0.8, preemptive), rel=1e-7)


@settings(max_examples=40)
@given(st.floats(0.5, 12), rates, st.floats(0.1, 0.98), st.booleans())
def test_what_all_wait_is_conserved(cars, rate, utilisation, preemptive):
    service = cars * utilisation / sum(rate)
    found = waits(cars, rate, service, preemptive=preemptive)
    assert np.dot(rate, found.wait) == pytest.approx(sum(rate) * mean_wait(cars, sum(rate), service), rel=1e-8)
    assert found.line == pytest.approx(rate * found.wait)
    assert np.all(np.diff(found.wait) >= -1e-9 * found.wait[1:])
    assert found.delayed == pytest.approx(erlang_c(cars, sum(rate) * service))


@settings(max_examples=40)
@given(st.integers(1, 10), rates, st.floats(0.1, 0.95), st.booleans())
def test_more_cars_are_never_longer_waits(cars, rate, utilisation, preemptive):
    service = cars * utilisation / sum(rate)
    few, more = (waits(c, rate, service, preemptive=preemptive).wait for c in (cars, cars + 1))
    assert np.all(more <= few * (1 + 1e-9))


def test_the_first_class_is_alone_with_preemption():
    found = waits(2, [1.0, 5.0], 0.7, preemptive=True)
    assert found.wait[0] == pytest.approx(mean_wait(2, 1.0, 0.7))
    assert found.delayed_by_class[0] == pytest.approx(erlang_c(2, 0.7))


@pytest.mark.parametrize("preemptive", [False, True])
def test_a_class_of_next_to_no_calls_is_where_it_would_be(preemptive):
    none, few, some = (waits(4, [1.0, x, 2.0], 1.0, preemptive=preemptive).wait for x in (0.0, 3e-6, 1e-3))
    assert none[1] == pytest.approx(few[1], rel=1e-5) == pytest.approx(some[1], rel=1e-2)
    assert waits(4, [0.0, 2.0], 1.0, preemptive=True).wait[0] == 0


@pytest.mark.parametrize("preemptive", [False, True])
def test_urgent_calls_are_served_where_the_cars_cannot_carry_all(preemptive):
    found = waits(3, [1.0, 1.5, 2.0, 0.0], 1.0, preemptive=preemptive)
    nearly = waits(3, [1.0, 1.5, 0.5 - 1e-9], 1.0, preemptive=preemptive)
    assert np.isfinite(found.wait).tolist() == [True, True, False, False]
    assert found.wait[:2] == pytest.approx(nearly.wait[:2], rel=1e-6)
    assert found.line[2:].tolist() == [np.inf, 0]
    assert found.delayed == 1


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        ((0, [1.0], 1.0), "The 'cars' parameter of waits must be a number in (0, 100000]. Got 0."),
        (
            (1, [1.0, -2], 1.0),
            "The 'rate' parameter of waits must be finite numbers of at least 0. Got -2 at position 1.",
        ),
        ((1, 1.0, 1.0), "The 'rate' parameter of waits must be an array [class], the most urgent first. Got shape ()."),
        (
            (1, [1.0, 2.0], [1.0, 2.0]),
            "The 'service' parameter of waits must be one number: nothing exact is known for several cars and a mean "
            "for each class. Give the mean over calls. Got shape (2,).",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(given_, sentence):
    with pytest.raises(ParameterError) as error:
        waits(*given_)
    assert str(error.value) == sentence

"""Several cars per call: published-model vectors, the chain itself by a sparse solution, simulation-free limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve

from beatwright.base.errors import ParameterError
from beatwright.queueing import erlang_c, mean_wait, multi_car_capacity, multi_car_delay

VECTORS = [
    ((6, 2, (0.7, 0.3)), 0.10762214, (0.08529958, 0.15970811), 0.04260003),
    ((6, 3, (0.6, 0.3, 0.1)), 0.61596182, (0.57015896, 0.65935522, 0.76059877), 0.88704501),
    ((10, 4, (0.55, 0.35, 0.1)), 0.23572073, (0.19646752, 0.26381434, 0.35328579), 0.10098669),
    ((20, 10, (0.6, 0.3, 0.1)), 0.26128740, (0.23612641, 0.28455245, 0.34245816), 0.07991939),
]


@pytest.mark.parametrize(("queue", "delayed", "by_need", "wait"), VECTORS)
def test_the_vectors(queue, delayed, by_need, wait):
    found = multi_car_delay(*queue, service=1.0)
    assert found.delayed == pytest.approx(delayed, abs=1e-8)
    assert found.delayed_by_need == pytest.approx(by_need, abs=1e-8)
    assert found.wait == pytest.approx(wait, abs=1e-8)


def chain(cars, rate, share, service, tail=1e-12):
    """Twin: Green's chain (busy, need of the first in line, calls behind) solved, cut off where the tail is small."""
    drain = sum(q * sum(service / (cars - f) for f in range(i + 1)) for i, q in enumerate(share))
    longest = int(np.log(tail) / np.log(min(rate * drain, 0.999))) + 40
    states, flows, todo = {(0, 0, 0): 0}, [], [(0, 0, 0)]
    while todo:
        state = todo.pop()
        for follower, flow in moves(state, cars, rate, share, service=service):
            if follower[2] > longest or flow == 0:
                continue
            if follower not in states:
                states[follower] = len(states)
                todo.append(follower)
            flows.append((states[state], states[follower], flow))
    i, j, flow = (np.array(each) for each in zip(*flows, strict=True))
    size = len(states)
    matrix = sparse.coo_array((flow, (j, i)), shape=(size, size)) - sparse.diags_array(np.bincount(i, flow, size))
    matrix = sparse.vstack([np.ones((1, size)), matrix.tocsr()[1:]])
    chance = spsolve(matrix.tocsc(), np.eye(1, size)[0])
    busy, need, behind = np.array(list(states)).T
    delayed = [chance @ ((need > 0) | (cars - busy <= i)) for i in range(len(share))]
    line = chance @ np.where(need > 0, behind + 1, 0)
    return delayed, line / rate, chance @ busy, chance @ np.where(need > 0, cars - busy, 0)


def moves(state, cars, rate, share, *, service):
    busy, need, behind = state
    for i, q in enumerate(share, start=1):
        if need:
            yield (busy, need, behind + 1), rate * q
        elif i <= cars - busy:
            yield (busy + i, 0, 0), rate * q
        else:
            yield (busy, i, 0), rate * q
    if busy and (not need or cars - busy + 1 < need):
        yield (busy - 1, need, behind), busy / service
    elif busy and not behind:
        yield (cars, 0, 0), busy / service
    elif busy:
        for i, q in enumerate(share, start=1):
            yield (cars, i, behind - 1), busy / service * q


@settings(max_examples=20)
@given(
    st.integers(1, 9),
    st.lists(st.floats(0, 1), min_size=1, max_size=4).filter(lambda q: sum(q) > 0.1),
    st.floats(0.05, 0.9),
    st.floats(0.2, 3),
)
def test_it_is_the_chain_solved(cars, needs, utilisation, service):
    share = np.array(needs[:cars]) + 1e-3
    share /= share.sum()
    rate = utilisation * multi_car_capacity(cars, share, service)
    found = multi_car_delay(cars, rate, share, service)
    delayed, wait, busy, held = chain(cars, rate, share, service)
    assert found.delayed_by_need == pytest.approx(delayed, abs=1e-9)
    assert found.wait == pytest.approx(wait, rel=1e-8, abs=1e-12)
    assert (found.busy, found.held) == pytest.approx((busy, held), abs=1e-8)
    # The cars do all the work there is, and what calls of each need wait is what all wait.
    assert found.busy == pytest.approx(rate * service * (share @ np.arange(1, len(share) + 1)), rel=1e-9)
    assert share @ found.wait_by_need == pytest.approx(found.wait, rel=1e-9)
    assert found.delayed == pytest.approx(share @ found.delayed_by_need)


@settings(max_examples=30)
@given(st.integers(1, 30), st.floats(0.01, 0.98))
def test_calls_for_one_car_are_erlang_s(cars, utilisation):
    found = multi_car_delay(cars, cars * utilisation, [1.0, 0.0], service=1.0)
    assert found.delayed == pytest.approx(erlang_c(cars, cars * utilisation), rel=1e-9)
    assert found.wait == pytest.approx(mean_wait(cars, cars * utilisation, 1.0), rel=1e-9)
    assert multi_car_capacity(cars, [1.0], service=0.5) == pytest.approx(2 * cars)


@settings(max_examples=30)
@given(st.integers(3, 25), st.floats(0.05, 0.95))
def test_more_cars_are_never_more_delay_and_greater_needs_never_less(cars, utilisation):
    share = [0.6, 0.3, 0.1]
    rate = utilisation * multi_car_capacity(cars, share, 1.0)
    here, more = (multi_car_delay(c, rate, share, 1.0) for c in (cars, cars + 1))
    assert more.delayed <= here.delayed
    assert more.wait <= here.wait
    assert here.delayed_by_need[0] <= here.delayed_by_need[1] <= here.delayed_by_need[2]
    assert here.delayed > erlang_c(cars, rate)
    assert multi_car_delay(cars, rate / 2, share, 1.0).delayed <= here.delayed


def test_hundreds_of_cars_fit_in_a_float():
    found = multi_car_delay(3_000, 2_000.0, [0.7, 0.2, 0.1], service=1.0)
    assert 0 < found.delayed < 1e-3
    assert found.busy == pytest.approx(2_800, rel=1e-9)
    assert multi_car_delay(5, 0.0, [0.5, 0.5], 1.0).delayed == 0


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        (
            (3, 1.0, [0.5, 0.2, 0.2, 0.1], 1.0),
            "The 'share' parameter of multi_car_delay must be of calls that need at most the 3 cars there are. "
            "Got a share of 0.1 that needs 4.",
        ),
        (
            (50_000, 1.0, [0.5, *[0.0] * 40_000, 0.5], 1.0),
            "The 'share' parameter of multi_car_delay must be of calls that need at most 1,000 cars. "
            "Got a need of 40,002.",
        ),
        (
            (3, 1.0, [0.5, 0.2], 1.0),
            "The 'share' parameter of multi_car_delay must be an array with the shares of calls that need 1, 2, ... "
            "cars, which sum to 1. Got a sum of 0.7.",
        ),
        (
            (6, 5, [0.7, 0.3], 1.0),
            "The 'rate' parameter of multi_car_delay must be below the 4.41176 calls per hour that 6 cars can carry at "
            "these needs. Got 5.",
        ),
        (
            (3, 1.0, [[1.0]], 1.0),
            "The 'share' parameter of multi_car_delay must be an array with the shares of calls that need 1, 2, ... "
            "cars, which sum to 1. Got shape (1, 1).",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(given_, sentence):
    with pytest.raises(ParameterError) as error:
        multi_car_delay(*given_)
    assert str(error.value) == sentence


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        multi_car_delay(0, -1.0, [-1.0], 0)
    assert str(error.value).count("\n") == 4

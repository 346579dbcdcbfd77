"""The nearest of n cars: vectors, simulation, the limit, and what follows for travel to calls."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.queueing import expected_travel_distance, nearest_distance

NEAREST = {
    1: 0.6666667,
    2: 0.6902709,
    3: 0.6956961,
    4: 0.6963655,
    5: 0.6953324,
    6: 0.6936577,
    7: 0.6917719,
    8: 0.6898620,
    9: 0.6880103,
    10: 0.6862513,
    12: 0.6830472,
    15: 0.6789782,
    20: 0.6737153,
    40: 0.6620251,
}
WITHOUT_BORDERS = np.sqrt(np.pi / 8)
# Cars, utilisation of 10 square kilometres: formula, and simulated with cars that move.
TRAVEL = [
    (4, 0.6, 1.7224122, 1.7228),
    (8, 0.6, 1.3745992, 1.3757),
    (8, 0.8, 1.7373986, 1.7389),
    (16, 0.8, 1.4603658, 1.4606),
    (16, 0.9, 1.7712286, 1.7697),
]


def test_the_vectors():
    assert nearest_distance(list(NEAREST)) == pytest.approx(list(NEAREST.values()), abs=6e-8)
    assert nearest_distance(1) == pytest.approx(2 / 3, abs=1e-14)


def nearer_of_two(side):
    """Twin: calls and cars at the middles of side x side cells, every call with every pair of cars."""
    at = (np.arange(side) + 0.5) / side
    x, y = (part.ravel() for part in np.meshgrid(at, at))
    away = np.sort(np.abs(x[:, None] - x) + np.abs(y[:, None] - y), axis=1)
    further = 1 - (np.arange(side**2) + 0.5) / side**2
    return (2 * further * away).mean(axis=1).mean()


def test_two_cars_are_every_pair_of_places_on_a_fine_grid():
    # The error falls with the square of the cells: twice as many cells a side take it out.
    assert np.sqrt(2) * (4 * nearer_of_two(36) - nearer_of_two(18)) / 3 == pytest.approx(NEAREST[2], abs=1e-5)


def test_it_is_what_drawn_places_have():
    random = np.random.default_rng(5)
    call, cars = random.random((200_000, 1, 2)), random.random((200_000, 7, 2))
    nearest = np.abs(call - cars).sum(axis=2).min(axis=1)
    error = nearest.std() / np.sqrt(len(nearest))
    assert nearest.mean() * np.sqrt(7) == pytest.approx(NEAREST[7], abs=4 * error * np.sqrt(7))


def test_among_many_cars_borders_do_not_matter():
    many = nearest_distance([100, 500, 2_000])
    assert np.all(np.diff(many) < 0)
    assert many[-1] == pytest.approx(WITHOUT_BORDERS, rel=0.01)
    # What borders add falls with the square root of n.
    assert (many[1] - WITHOUT_BORDERS) / (many[2] - WITHOUT_BORDERS) == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize(("cars", "utilisation", "formula", "simulated"), TRAVEL)
def test_travel_to_calls(cars, utilisation, formula, simulated):
    found = expected_travel_distance(10.0, cars, cars * utilisation)
    assert found == pytest.approx(formula, abs=1e-6)
    assert found == pytest.approx(simulated, abs=0.003)
    law = WITHOUT_BORDERS * np.sqrt(10 / (cars * (1 - utilisation)))
    assert 0.085 < 1 - law / found < 0.245


@settings(max_examples=25)
@given(st.floats(0.1, 500), st.integers(1, 30), st.floats(0, 0.95))
def test_more_cars_are_nearer_and_distances_grow_with_the_root_of_the_area(area, cars, utilisation):
    here = expected_travel_distance(area, cars, cars * utilisation)
    assert expected_travel_distance(area, cars + 1, cars * utilisation) <= here * (1 + 1e-12)
    assert expected_travel_distance(4 * area, cars, cars * utilisation) == pytest.approx(2 * here)
    alone = nearest_distance(cars) * np.sqrt(area / cars)
    assert alone * (1 - 1e-9) <= here <= 2 / 3 * np.sqrt(area) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: nearest_distance(0),
            "The 'n' parameter of nearest_distance must be whole numbers of cars from 1 to 2,000. Got 0.",
        ),
        (
            lambda: nearest_distance(2.5),
            "The 'n' parameter of nearest_distance must be whole numbers of cars from 1 to 2,000. Got 2.5.",
        ),
        (
            lambda: expected_travel_distance(10, 4, 4.0),
            "The 'load' parameter of expected_travel_distance must be below the 4 cars. Got 4.",
        ),
        (
            lambda: expected_travel_distance(-1, 4, 2.0),
            "The 'area' parameter of expected_travel_distance must be a number in [0, inf). Got -1.",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(call, sentence):
    with pytest.raises(ParameterError) as error:
        call()
    assert str(error.value) == sentence

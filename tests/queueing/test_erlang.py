"""Erlang's formulas against GNU Octave's queueing 1.2.7, their integral, and what must always hold."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from beatwright.base.errors import ParameterError
from beatwright.queueing import cars_needed, erlang_b, erlang_c, largest_load

# Cars, utilisation, C, B: GNU Octave, package queueing 1.2.7.
OCTAVE = [
    (1, 0.5, 0.5, 0.3333333333),
    (2, 0.8, 0.7111111111, 0.3298969072),
    (3, 0.9, 0.8170610212, 0.3087384123),
    (5, 0.5, 0.1303712975, 0.0697311168),
    (5, 0.8, 0.5541125541, 0.1990668740),
    (10, 0.8, 0.4091801508, 0.1216610643),
    (10, 0.9, 0.6687315241, 0.1679632263),
    (20, 0.5, 0.0037311260, 0.0018690499),
    (20, 0.8, 0.2560777938, 0.0644109248),
    (20, 0.95, 0.7554012321, 0.1337614413),
    (50, 0.7, 0.0110250747, 0.0033332469),
    (50, 0.9, 0.3638644672, 0.0541044722),
    (50, 0.95, 0.6290947299, 0.0781756039),
    (3, 2 / 3, 4 / 9, 4 / 19),
]
REAL = [
    (3.5, 2.0, 0.2825846510, 0.3091787440),
    (4.5, 3.2, 0.4196367552, 0.4424939776),
    (10.5, 8.0, 0.3184374865, 0.3270690384),
]
LARGEST = {
    2: (0.342214, 0.5, 0.740312),
    3: (0.787585, 1.039733, 1.392876),
    5: (1.905238, 2.313236, 2.847196),
    10: (5.285055, 5.985546, 6.852774),
    20: (12.998256, 14.115805, 15.454117),
}
LOADS = [0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30]
FEWEST = {
    0.05: [3, 4, 6, 7, 10, 14, 17, 23, 29, 41],
    0.10: [3, 3, 5, 6, 9, 13, 16, 22, 27, 39],
    0.20: [2, 3, 4, 6, 8, 12, 14, 20, 26, 37],
}


@pytest.mark.parametrize(("cars", "utilisation", "delayed", "lost"), OCTAVE)
def test_whole_cars_as_octave_has_them(cars, utilisation, delayed, lost):
    assert erlang_c(cars, cars * utilisation) == pytest.approx(delayed, abs=1e-10)
    assert erlang_b(cars, cars * utilisation) == pytest.approx(lost, abs=1e-10)


def test_an_array_is_as_its_numbers():
    cars, load = np.array([1, 5, 20.5, 0, 3]), np.array([[0.5], [4.0], [19.0], [150.0], [0.0]])
    for function in (erlang_b, erlang_c):
        for between in ("exact", "interpolated"):
            single = [[function(c, a, between=between) for c in cars] for a in load[:, 0]]
            assert np.array_equal(function(cars, load, between=between), single)


@pytest.mark.parametrize(("cars", "load", "exact", "interpolated"), REAL)
def test_parts_of_a_car(cars, load, exact, interpolated):
    assert erlang_c(cars, load) == pytest.approx(exact, abs=1e-10)
    assert erlang_c(cars, load, between="interpolated") == pytest.approx(interpolated, abs=1e-10)


@given(st.floats(0, 60), st.floats(0.05, 400))
def test_b_is_one_by_its_integral(cars, load):
    # Of e^(-u) (1 + u/a)^c, its largest value taken out; the integrand's mode is at u = c - a.
    top = max(cars - load, 0.0)
    height = -top + cars * np.log1p(top / load)
    spread = 12 * np.sqrt(cars + 1) + 40

    def integrand(u):
        return np.exp(-u + cars * np.log1p(u / load) - height)

    ends = [max(0.0, top - spread), top, top + spread]
    value = sum(quad(integrand, a, b, epsabs=0, epsrel=1e-11, limit=200)[0] for a, b in pairwise(ends) if a < b)
    assert erlang_b(cars, load) == pytest.approx(np.exp(-height) / value, rel=1e-8)


@settings(max_examples=40)
@given(st.floats(0.01, 80), st.floats(0.01, 80), st.floats(0.01, 3))
@example(0.5, 0.5, 1.0)
def test_more_cars_are_never_more_delay_and_more_load_never_less(cars, load, more):
    for function in (erlang_b, erlang_c):
        here = function(cars, load)
        assert function(cars + more, load) <= here * (1 + 1e-12)
        assert function(cars, load + more) >= here * (1 - 1e-12)
        assert 0 <= here <= 1
        assert function(cars, load, between="interpolated") >= here * (1 - 1e-12)
    assert erlang_b(cars, load) <= erlang_c(cars, load)


@settings(max_examples=30)
@given(st.floats(0.01, 80), st.floats(0.001, 0.999))
def test_c_is_convex_in_cars_above_the_load(load, step):
    cars = load + step * np.arange(1, 40)
    assert np.diff(erlang_c(cars, load), 2).min() >= -1e-12


def test_c_goes_to_one_as_the_load_goes_to_the_cars():
    assert erlang_c([1, 7.3, 50], np.array([1, 7.3, 50]) * (1 - 1e-12)) == pytest.approx(1, abs=1e-10)
    assert erlang_c([0, 1, 4.5, 4.5], [0.0, 1.0, 4.5, 9.0]).tolist() == [1, 1, 1, 1]
    assert erlang_b([0, 0, 2], [0.0, 3.0, 0.0]).tolist() == [1, 1, 0]


def test_thousands_of_cars_fit_in_a_float():
    assert erlang_c(10_000, 9_990.0) == pytest.approx(0.8812, abs=2e-3)  # the diffusion limit, Halfin and Whitt (1981)
    assert 0 < erlang_b(2_000.5, 1_990) < erlang_b(2_000, 1_990)


@pytest.mark.parametrize("cars", LARGEST)
def test_the_largest_load(cars):
    found = [largest_load(cars, share) for share in FEWEST]
    assert found == pytest.approx(LARGEST[cars], abs=5e-7)
    assert erlang_c(cars, np.array(found)) == pytest.approx(list(FEWEST), rel=1e-10)
    assert largest_load([cars, cars + 0.5], 0.05)[1] > found[0]


@pytest.mark.parametrize("share", FEWEST)
def test_the_fewest_cars(share):
    assert cars_needed(LOADS, share).tolist() == FEWEST[share]
    assert [cars_needed(load, share) for load in LOADS] == FEWEST[share]


@settings(max_examples=30)
@given(st.floats(0, 300), st.floats(0.001, 0.999))
def test_the_fewest_cars_hold_and_one_fewer_do_not(load, share):
    cars = cars_needed(load, share)
    assert cars == cars_needed([load, 1.0], share)[0]
    assert erlang_c(cars, load) <= share < erlang_c(cars - 1, load)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: erlang_c(-1, 2.0), "The 'cars' parameter of erlang_c must be finite numbers of at least 0. Got -1."),
        (
            lambda: erlang_b([1, 2], [1, np.nan]),
            "The 'load' parameter of erlang_b must be finite numbers of at least 0. Got nan at position 1.",
        ),
        (
            lambda: erlang_b("ten", 1),
            "The 'cars' parameter of erlang_b must be finite numbers of at least 0. Got 'ten'.",
        ),
        (lambda: erlang_c(1e6, 1), "The 'cars' parameter of erlang_c must be at most 100,000 cars. Got 1,000,000."),
        (
            lambda: erlang_c([1, 2, 3], [1, 2]),
            "The arrays of erlang_c must have shapes that go together. Got cars (3,), load (2,).",
        ),
        (
            lambda: erlang_c(1, 0.5, between="linear"),
            "The 'between' parameter of erlang_c must be one of 'exact', 'interpolated'. Got 'linear'.",
        ),
        (
            lambda: cars_needed(3, 1.0),
            "The 'most_delayed' parameter of cars_needed must be a number above 0 and below 1. Got 1.0.",
        ),
        (
            lambda: cars_needed(2e5, 0.1),
            "The 'load' parameter of cars_needed must be at most 99,000 cars' work. Got 200,000.",
        ),
        (
            lambda: largest_load([1, 0], 0.1),
            "The 'cars' parameter of largest_load must be finite numbers above 0. Got 0 at position 1.",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(call, sentence):
    with pytest.raises(ParameterError) as error:
        call()
    assert str(error.value) == sentence


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        erlang_c(-1, np.inf, between="no")
    assert str(error.value).count("\n") == 3

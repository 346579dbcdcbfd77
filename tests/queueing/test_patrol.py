"""What free cars do: vectors, simulation, limits."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.queueing import chance_seen, effective_cars, patrol_hours_per_crime, patrol_passes


@pytest.mark.parametrize(
    ("times", "fixed", "exponential"), [(0.05, 0.04877058, 0.04761905), (0.5, 0.39346934, 0.33333333)]
)
def test_the_chance_to_see_a_crime(times, fixed, exponential):
    assert chance_seen(times, 1.0) == pytest.approx(fixed, abs=1e-8)
    assert chance_seen(1.0, times, spread="exponential") == pytest.approx(exponential, abs=1e-8)


def test_it_is_what_passes_at_random_see():
    random = np.random.default_rng(2)
    next_pass = random.exponential(1 / 0.8, 200_000)
    assert (next_pass < 0.5).mean() == pytest.approx(chance_seen(0.8, 0.5), abs=0.005)
    lasting = random.exponential(0.5, 200_000)
    assert (next_pass < lasting).mean() == pytest.approx(chance_seen(0.8, 0.5, spread="exponential"), abs=0.005)


def test_passes_and_hours_are_rates():
    assert patrol_passes([2.5, 5.0], 20, [200, 100]).tolist() == [0.25, 1.0]
    assert patrol_hours_per_crime(2.0, [24, 168], 12).tolist() == [4, 28]


def test_other_work_takes_cars_away():
    assert effective_cars([8, 10], 4.0).tolist() == [8, 10]
    assert effective_cars(10, 4.0, b1=-0.3, b2=0.35) == pytest.approx(10 * (1 - 0.35) + 0.3 * 4)
    assert effective_cars(10, 8.0, b1=-1.0, b2=0.2) == 10  # no less than no other work


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: effective_cars(10, 4.0, b1=1, b2=0.7),
            "The 'b2' parameter of effective_cars must be such that other work takes less than all of a car's time "
            "with 'b1' and the load. Got 1.1 of it.",
        ),
        (
            lambda: patrol_passes(1, 20, 0),
            "The 'street_km' parameter of patrol_passes must be finite numbers above 0. Got 0.",
        ),
        (
            lambda: chance_seen(1, 1, spread="even"),
            "The 'spread' parameter of chance_seen must be one of 'fixed', 'exponential'. Got 'even'.",
        ),
        (
            lambda: patrol_hours_per_crime(1, 24, [1, -1]),
            "The 'crimes' parameter of patrol_hours_per_crime must be finite numbers above 0. Got -1 at position 1.",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(call, sentence):
    with pytest.raises(ParameterError) as error:
        call()
    assert str(error.value) == sentence


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        effective_cars(0, -1, b1=np.nan, b2="x")
    assert str(error.value).count("\n") == 4

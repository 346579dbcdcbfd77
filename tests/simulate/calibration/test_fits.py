"""Fits to numbers: laws, robust lines, posts and tours against independent answers."""

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from beatwright.simulate.calibration import (
    cars_free,
    duty_hours,
    fitting_posts,
    ks_distance,
    lognormal_fit,
    robust_line,
    robust_middle,
    tours_seen,
    travel_fit,
)


def test_lognormal_agrees_with_scipy_and_its_errors_with_repetition():
    random = np.random.default_rng(1)
    draws = np.exp(3.0 + 0.8 * random.standard_normal((400, 300)))
    spread, _, scale = scipy.stats.lognorm.fit(draws[0], floc=0)
    one = lognormal_fit(draws[0])
    assert one.spread.value == pytest.approx(spread, rel=1e-3)
    assert one.mean.value == pytest.approx(scale * np.exp(spread**2 / 2), rel=1e-3)
    fits = [lognormal_fit(row) for row in draws]
    for name in ("mean", "spread"):
        found = np.array([getattr(fit, name)[:2] for fit in fits])
        assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.12)


def test_robust_errors_are_those_of_repetition_and_outliers_do_not_count():
    random = np.random.default_rng(2)
    x = np.linspace(0, 2, 200)
    lines = [robust_line(x, 1 + 0.5 * x + 0.3 * random.standard_normal(200)) for _ in range(300)]
    slopes = np.array([line.slope[:2] for line in lines])
    assert slopes[:, 1].mean() == pytest.approx(slopes[:, 0].std(), rel=0.12)
    values = np.concatenate([random.standard_normal(1000), np.full(20, 1e6)])
    assert abs(robust_middle(values).value) < 0.15


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_distance_of_samples_is_the_largest_of_all_distances(one, other):
    a, b = np.array(one), np.array(other)
    assert ks_distance(one, other) == pytest.approx(max(abs((a <= at).mean() - (b <= at).mean()) for at in range(10)))


def test_the_post_of_a_car_is_found_by_its_trips():
    random = np.random.default_rng(3)
    table = random.uniform(1, 20, (6, 40))
    table[5] = np.inf
    home = np.array([4, 0, 2])
    car, zone = random.integers(0, 3, 600), random.integers(0, 40, 600)
    minutes = 1.4 * table[home[car], zone] * np.exp(0.3 * random.standard_normal(600))
    found = fitting_posts(minutes, car, zone, table, 4)
    assert found.tolist() == [4, 0, 2, 0]
    fit = travel_fit(minutes, table[home[car], zone], np.zeros(600, dtype=np.int64))
    assert abs(fit.factor.value - 1.4) < 3 * fit.factor.error
    assert abs(fit.spread.value - 0.3) < 3 * fit.spread.error
    assert abs(fit.slope.value - 1.0) < 3 * fit.slope.error


def test_a_gap_parts_two_tours_and_a_roster_fills_quiet_hours():
    begin = np.array([30.0, 400.0])
    on = duty_hours(np.zeros(2, dtype=np.int64), begin, begin + 20, 1, 10, 240.0)
    assert np.flatnonzero(on[0]).tolist() == [0, 6]
    assert duty_hours(np.zeros(2, dtype=np.int64), begin, begin + 20, 1, 10, 400.0)[0, :7].all()
    weeks = np.arange(8) * 10_080.0
    first = np.where(np.arange(8) == 7, 130.0, 10.0) + weeks
    seen = duty_hours(
        np.zeros(16, dtype=np.int64), np.r_[first, weeks + 180], np.r_[first, weeks + 180] + 5, 1, 8 * 168
    )
    assert seen[0].reshape(8, 168)[:, :4].all()
    assert seen.sum() == 32


def test_free_cars_are_those_between_their_records_and_at_nothing():
    car = np.array([0, 0, 1])
    begin, end = np.array([0.0, 50.0, 10.0]), np.array([20.0, 60.0, 80.0])
    tours = tours_seen(car, begin, end)
    assert cars_free(np.array([5.0, 30.0, 55.0, 70.0, 90.0]), tours, begin, end).tolist() == [0, 1, 0, 0, 0]

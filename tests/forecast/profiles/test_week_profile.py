"""The clock: between its own counts and what is known better."""

import numpy as np
import pytest
from scipy import stats

from beatwright.forecast.profiles.hour_profiles import rates_of_week
from beatwright.forecast.profiles.week_profile import shrunk_share


def test_pure_chance_is_taken_for_chance():
    counts = np.random.default_rng(1).multinomial(4_000, np.full(168, 1 / 168)).astype(float)
    share = shrunk_share(counts, np.full(168, 1 / 168))
    assert np.abs(share * 168 - 1).max() < 0.05
    assert np.abs(counts / counts.sum() * 168 - 1).max() > 0.3


def test_much_data_speaks_for_itself():
    truth = np.random.default_rng(2).dirichlet(np.full(168, 3.0))
    share = shrunk_share(np.round(truth * 1e8), np.full(168, 1 / 168))
    np.testing.assert_allclose(share, truth, rtol=2e-3)


def test_strength_is_that_of_the_marginal_likelihood():
    """Against scipy's Dirichlet-multinomial on a grid of strengths."""
    towards = np.array([0.1, 0.2, 0.3, 0.4])
    counts = np.array([9.0, 1.0, 12.0, 4.0])
    strengths = np.exp(np.linspace(-3, 8, 4_001))
    value = [stats.dirichlet_multinomial.logpmf(counts.astype(int), k * towards, 26) for k in strengths]
    best = strengths[int(np.argmax(value))]
    np.testing.assert_allclose(shrunk_share(counts, towards), (counts + best * towards) / (26 + best), rtol=2e-3)


def test_clocks_are_shares_and_lie_nearer_the_truth_than_raw_ones():
    """The expected squared error, over 20 draws, of a common class, a middling and a rare one."""
    error = np.zeros((2, 3))
    for seed in range(20):
        rng = np.random.default_rng(seed)
        city = rng.dirichlet(np.full(168, 8.0))
        truth = np.column_stack([rng.dirichlet(city * 800) for _ in range(3)])
        counts = np.column_stack([rng.multinomial(n, truth[:, k]) for k, n in enumerate((5_000, 800, 60))]).astype(
            float
        )
        clock = rates_of_week(counts, np.ones(168))
        np.testing.assert_allclose(clock.sum(axis=0), 1)
        assert (clock > 0).all()
        for row, guess in enumerate((clock, counts / counts.sum(axis=0))):
            error[row] += np.square(guess - truth).sum(axis=0)
    assert error[0, 0] < error[1, 0]
    assert error[0, 1] < 0.75 * error[1, 1]
    assert error[0, 2] < 0.25 * error[1, 2]


def test_a_class_without_incidents_has_the_citys_clock():
    counts = np.zeros((168, 2))
    counts[20, 0] = 50
    clock = rates_of_week(counts, np.ones(168))
    np.testing.assert_allclose(clock[:, 1], shrunk_share(counts[:, 0], np.full(168, 1 / 168)))
    assert clock[20, 1] == pytest.approx(clock[:, 1].max())

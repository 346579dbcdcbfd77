"""Weights that punish errors, against their bounds and against Bayes over all sequences of experts."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from beatwright.base.errors import ParameterError
from beatwright.forecast.mixture.exponential_weights import weigh_losses

losses = st.tuples(st.integers(1, 20), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-20, 20))
)


@given(losses, st.floats(0.05, 1.0))
def test_the_regret_is_at_most_the_logarithm_of_the_experts_over_the_rate(table: np.ndarray, rate: float) -> None:
    assert weigh_losses(table, rate=rate).regret <= np.log(table.shape[1]) / rate + 1e-6


@given(losses)
def test_the_regret_of_the_adaptive_rate_is_at_most_twice_what_mixing_cost(table: np.ndarray) -> None:
    found = weigh_losses(table, rate="adaptive")
    assert found.regret <= 2 * found.cost + 1e-6
    assert found.weights.sum(axis=1) == pytest.approx(1)


@given(losses)
def test_with_the_rate_1_it_is_bayes(table: np.ndarray) -> None:
    total = table.sum(axis=0)
    bayes = -np.log(np.mean(np.exp(-(total - total.min())))) + total.min()
    assert weigh_losses(table).loss.sum() == pytest.approx(bayes, abs=1e-6)


def test_a_share_is_bayes_over_all_sequences_of_experts() -> None:
    table = np.random.default_rng(1).normal(size=(5, 3))
    share, periods, experts = 0.2, 5, 3
    evidence = 0.0
    for sequence in itertools.product(range(experts), repeat=periods):
        prior = 1 / experts
        for one, other in itertools.pairwise(sequence):
            prior *= (1 - share) * (one == other) + share / experts
        evidence += prior * np.exp(-table[np.arange(periods), sequence].sum())
    assert weigh_losses(table, share=share).loss.sum() == pytest.approx(-np.log(evidence))


def test_a_share_finds_the_new_best_sooner() -> None:
    table = np.repeat([[0.0, 1.0], [1.0, 0.0]], 50, axis=0)
    plain, shared = weigh_losses(table), weigh_losses(table, share=0.02)
    assert shared.loss.sum() < plain.loss.sum() - 20
    assert plain.weights[60, 1] < 0.01
    assert shared.weights[60, 1] > 0.9


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ParameterError) as error:
        weigh_losses([[np.inf, 1.0]], rate=2.0, share=1.0)
    assert all(word in str(error.value) for word in ("losses", "rate", "share"))
    with pytest.raises(ParameterError, match="not both"):
        weigh_losses([[1.0, 1.0]], rate="adaptive", share=0.1)
    with pytest.raises(ParameterError, match="adaptive"):
        weigh_losses([[1.0, 1.0]], rate="fast")

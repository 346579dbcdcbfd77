"""Run lengths against published tables and simulation; standard values against what they promise."""

import numpy as np
import pytest
from scipy.stats import kstest

from beatwright.base.errors import ParameterError
from beatwright.forecast.mixture.cusum_threshold import cusum_run_length, cusum_threshold
from beatwright.forecast.mixture.self_starting import SelfStarting


@pytest.mark.parametrize(("threshold", "two_sided"), [(4.0, 168), (5.0, 465)])
def test_run_lengths_are_those_of_lucas_and_crosier(threshold: float, two_sided: float) -> None:
    # J. M. Lucas and R. B. Crosier, Technometrics 24 (1982): k = 0.5, no shift.
    assert cusum_run_length(threshold) / 2 == pytest.approx(two_sided, rel=0.005)


@pytest.mark.parametrize("rate", [0.1, 0.01, 1 / 500])
@pytest.mark.parametrize("reference", [0.25, 0.5, 1.0])
def test_the_threshold_is_the_inverse(rate: float, reference: float) -> None:
    assert cusum_run_length(cusum_threshold(rate, reference), reference) == pytest.approx(1 / rate, rel=1e-3)


def test_run_length_by_simulation() -> None:
    rng = np.random.default_rng(2)
    total, steps, alive = np.zeros(4000), np.zeros(4000), np.ones(4000, dtype=bool)
    while alive.any():
        total = np.maximum(0, total + rng.normal(size=4000) - 0.5)
        steps += alive
        alive &= total <= 2.5
    assert steps.mean() == pytest.approx(cusum_run_length(2.5), rel=0.06)


def test_standard_values_are_standard_normal_whatever_the_scale() -> None:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(60):
        state = SelfStarting()
        for number, value in enumerate(rng.normal(70.0, 9.0, size=40)):
            z, state = state.standard(value)
            if number >= 8:
                found.append(z)
            else:
                assert z == 0
    assert kstest(found, "norm").pvalue > 0.01


def test_correlation_is_taken_out() -> None:
    rng = np.random.default_rng(4)
    noise, value, state, found = rng.normal(size=1500), 0.0, SelfStarting(correlation=0.6), []
    for shock in noise:
        value = 0.6 * value + shock
        z, state = state.standard(value)
        found.append(z)
    assert abs(np.corrcoef(found[9:-1], found[10:])[0, 1]) < 0.08


def test_values_that_never_vary_are_no_surprise() -> None:
    state = SelfStarting()
    for _ in range(20):
        z, state = state.standard(5.0)
    assert z == 0


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ParameterError, match=r"threshold[\s\S]*reference"):
        cusum_run_length(0.0, 0.0)
    with pytest.raises(ParameterError, match=r"false_alarms[\s\S]*reference"):
        cusum_threshold(0.5, 3.0)

"""Boosted trees, where lightgbm is installed; and what is said where it is not."""

import sys

import numpy as np
import pytest

from beatwright.core import MissingExtraError, ParameterError
from beatwright.forecast import EmpiricalBayes, LightGbm


def counts_that_flare(seed):
    rng = np.random.default_rng(seed)
    flare = np.repeat(rng.choice([0.5, 2.5], (50, 24), p=[0.75, 0.25]), 4, axis=0)
    return rng.poisson(flare * rng.gamma(2, 1.0, 24))


def test_trees_follow_what_moves(series_of, city):
    pytest.importorskip("lightgbm")
    counts = counts_that_flare(1)
    series, gain = series_of(counts), 0.0
    states = {one: one._learn(series.part(0, 170), city) for one in (LightGbm(trees=60), EmpiricalBayes())}
    for period in range(170, 200):
        for sign, (one, state) in zip((1, -1), states.items(), strict=True):
            expected = one._expected(state, 1)
            assert (expected > 0).all()
            gain += sign * float(counts[period] @ np.log(expected) - expected.sum())
            states[one] = one._advance(state, series.part(period, period + 1))
    assert gain / counts[170:].sum() > 0.02


def test_the_same_seed_gives_the_same_trees_and_few_incidents_none(series_of, city):
    pytest.importorskip("lightgbm")
    series = series_of(counts_that_flare(2)[:80])
    one, other = (LightGbm(trees=5, rows=600)._learn(series, city).fitted for _ in range(2))
    assert one == other
    lone = LightGbm()
    few = lone._learn(series_of(np.eye(3, 24, dtype=int)), city)
    assert (lone._expected(few, 1) > 0).all()


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch, series_of, city):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'beatwright\[boost\]'"):
        LightGbm()._learn(series_of(counts_that_flare(3)[:60]), city)


def test_wrong_options_are_told():
    with pytest.raises(ParameterError, match=r"(?s)trees.*leaves.*learning_rate.*expected_in_leaf"):
        LightGbm(trees=0, leaves=1, learning_rate=0.0, expected_in_leaf=-1.0)

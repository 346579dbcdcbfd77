"""Zones that changed: labels, false discoveries, and edges."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from beatwright.base.errors import ParameterError
from beatwright.patterns import change_by_zone, conditional_test, e_test


def test_labels_follow_q_and_the_ratio():
    before, after = np.array([10, 40, 5, 12, 0, 0]), np.array([12, 15, 3, 44, 9, 0])
    for name, test in (("e", e_test), ("conditional", conditional_test)):
        found = change_by_zone(before, after, test=name)
        q = false_discovery_control(test(before, after))
        assert found.q_value == pytest.approx(q)
        assert found.label.tolist() == ["no change", "down", "no change", "up", "up", "no change"]
    assert found.ratio[4] == np.inf
    assert np.isnan(found.ratio[5])
    assert found.table()["label"].tolist() == found.label.tolist()
    assert len(found) == 6


def test_exposures_make_rates():
    found = change_by_zone([100, 100], [50, 100], exposure_before=730, exposure_after=365)
    assert found.ratio.tolist() == [1, 2]
    assert found.label.tolist() == ["no change", "up"]
    citywide = change_by_zone([100, 100], [50, 100], exposure_before=[200, 200], exposure_after=[150, 150])
    assert citywide.ratio == pytest.approx([2 / 3, 4 / 3])


def test_false_discoveries_are_held_where_nothing_changed():
    """In 200 draws of 60 unchanged zones at most 5 % of the draws find any, give or take 3.5 standard errors."""
    rng = np.random.default_rng(11)
    any_found = []
    for _ in range(200):
        found = change_by_zone(rng.poisson(6, 60), rng.poisson(6, 60), test="conditional")
        any_found.append((found.label != "no change").any())
    assert np.mean(any_found) <= 0.05 + 3.5 * np.sqrt(0.05 * 0.95 / 200)


def test_the_finding_is_told_in_words():
    assert change_by_zone([5, 5], [5, 6]).sentences() == [
        "No zone changed by more than chance (false-discovery rate 5 % over 2 zones)."
    ]
    assert change_by_zone([50, 5], [5, 50], alpha=0.01).sentences() == [
        "1 zone went up and 1 zone went down by more than chance (false-discovery rate 1 % over 2 zones)."
    ]


def test_without_zones_nothing_changed():
    found = change_by_zone([], [])
    assert len(found) == 0
    assert found.sentences()[0].startswith("No zone changed")


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        change_by_zone([1], [1], alpha=1.0, test="t")
    assert all(f"'{name}'" in str(told.value) for name in ("alpha", "test"))

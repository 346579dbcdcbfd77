"""Emerging hotspots: each category by an example, and against the definitions written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns import EmergingHotspots, emerging_hotspots, mann_kendall

H, C, N = 4.0, -4.0, 0.3
EXAMPLES = {
    "new hotspot": [N] * 9 + [H],
    "consecutive hotspot": [N] * 6 + [H] * 4,
    "intensifying hotspot": list(np.linspace(3, 6, 10)),
    "diminishing hotspot": list(np.linspace(6, 3, 10)),
    "persistent hotspot": [4.0, 4.2] * 5,
    "historical hotspot": [4.0, 4.2, 4.1] * 3 + [N],
    "oscillating hotspot": [H, C, N, H, C, H, N, N, C, H],
    "sporadic hotspot": [H, N, N, H, N, H, N, N, N, H],
    "no pattern": [H, N, N, H, N, H, N, N, N, N],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_category_has_its_example_and_its_mirror(name):
    scores = np.array(EXAMPLES[name])
    found = emerging_hotspots([scores, -scores], false_discovery=False)
    assert found.category.tolist() == [name, name.replace("hot", "cold")]


def slow(scores, critical=1.959963984540054, level=0.05):
    """The definitions, in the order in which they stand."""
    trend = mann_kendall(scores)
    moves = np.sign(trend.s[0]) if trend.p_value[0] <= level else 0
    for heat, sign in (("hot", 1), ("cold", -1)):
        hot = [sign * z >= critical for z in scores]
        cold = [-sign * z >= critical for z in scores]
        share, last, before = np.mean(hot), hot[-1], hot[:-1]
        run = len(hot) - max((place + 1 for place, is_hot in enumerate(hot) if not is_hot), default=0)
        if last and not any(before):
            return f"new {heat}spot"
        if run > 1 and not any(hot[: len(hot) - run]) and share < 0.9:
            return f"consecutive {heat}spot"
        if share >= 0.9 and last:
            return f"{ {1: 'intensifying', -1: 'diminishing', 0: 'persistent'}[sign * moves] } {heat}spot".replace(
                "  ", " "
            )
        if share >= 0.9:
            return f"historical {heat}spot"
        if last and any(cold[:-1]):
            return f"oscillating {heat}spot"
        if last:
            return f"sporadic {heat}spot"
    return "no pattern"


@settings(max_examples=120)
@given(st.lists(st.sampled_from([H, H, 5.0, 6.0, N, -N, C, -5.0]), min_size=1, max_size=12))
def test_categories_are_those_of_the_definitions(scores):
    found = emerging_hotspots([scores], false_discovery=False)
    assert found.category[0] == slow(np.array(scores))


def test_false_discoveries_are_held_over_zones_and_periods():
    z = np.random.default_rng(1).normal(size=(200, 12))
    each, held = emerging_hotspots(z, false_discovery=False), emerging_hotspots(z)
    assert np.mean(each.state != 0) == pytest.approx(0.05, abs=0.015)
    assert not held.state.any()
    assert held.counts == {"no pattern": 200}
    assert held.sentences() == ["Over 12 periods, of 200 zones: no emerging hotspot."]


def test_counts_are_told_in_words():
    found = emerging_hotspots([EXAMPLES["new hotspot"], EXAMPLES["new hotspot"], [N] * 10])
    assert found.counts == {"new hotspot": 2, "no pattern": 1}
    assert found.sentences() == ["Over 10 periods, of 3 zones: 2 new hotspots."]
    assert len(EmergingHotspots.categories) == len(set(found.categories)) == 17


def test_a_missing_score_is_neither_hot_nor_cold():
    found = emerging_hotspots([[np.nan, np.nan, 4.0]])
    assert found.category.tolist() == ["new hotspot"]
    assert found.state.tolist() == [[0, 0, 1]]


def test_one_period_and_no_zone():
    assert emerging_hotspots([[4.0], [0.0]]).category.tolist() == ["new hotspot", "no pattern"]
    assert len(emerging_hotspots(np.zeros((0, 3)))) == 0


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        emerging_hotspots([1.0, 2.0], alpha=0, trend_alpha=2, false_discovery="yes")
    assert all(f"'{name}'" in str(told.value) for name in ("z", "alpha", "trend_alpha", "false_discovery"))
    with pytest.raises(ParameterError, match="infinite"):
        emerging_hotspots([[np.inf]])

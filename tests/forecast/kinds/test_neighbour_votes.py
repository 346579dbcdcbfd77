"""Votes of neighbours against brute force, and the k that cross-validation chooses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.forecast.kinds.k_chart import k_chart
from beatwright.forecast.kinds.neighbour_votes import Neighbours, accuracy_by_k, ks_up_to, votes_by_k


def votes_slowly(points, kind, kinds, asked, k):
    """Return the votes of the k nearest points, one point at a time."""
    votes = np.zeros((len(asked), kinds))
    for row, one in enumerate(asked):
        for near in np.argsort(((points - one) ** 2).sum(axis=1))[:k]:
            votes[row, kind[near]] += 1
    return votes


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 30), m=st.integers(1, 7), kinds=st.integers(1, 4))
def test_votes_are_those_of_brute_force(seed, n, m, kinds):
    rng = np.random.default_rng(seed)
    points, asked, kind = rng.random((n, 3)), rng.random((m, 3)), rng.integers(kinds, size=n)
    ks = ks_up_to(n)
    for rows, k, votes in votes_by_k(Neighbours.of(points, kind, kinds), asked, ks):
        assert votes.tolist() == votes_slowly(points, kind, kinds, asked[rows], k).tolist()


def two_camps(n=400, noise=0.2, seed=1):
    """Return points left and right, whose kind is that of their side but for some noise."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(-1, 1, (n, 2))
    side = (points[:, 0] > 0).astype(np.int64)
    return points, np.where(rng.random(n) < noise, 1 - side, side)


def curve_of(points, kind, kinds=2, **options):
    asked = {"most": 100, "folds": 5, "repeats": 2, "probes": 200, "seed": 3, **options}
    return accuracy_by_k(points, kind, kinds, **asked)


def test_more_neighbours_than_one_see_through_noise():
    curve = curve_of(*two_camps(n=4000))
    # One neighbour is right where both or neither are noise: .8² + .2² = .68; many reach .8 but for the border.
    assert curve.accuracy[0] == pytest.approx(0.68, abs=0.03)
    assert max(curve.accuracy) == pytest.approx(0.79, abs=0.02)
    assert curve.chosen > 5
    assert max(curve.accuracy) == curve.accuracy[curve.k.index(curve.chosen)]
    assert 0.45 < curve.majority < 0.6


def test_one_fold_after_another_is_held_out_by_brute_force():
    points, kind = two_camps(n=12)
    curve = curve_of(points, kind, most=3, folds=12, repeats=1)
    right = []
    for one in range(12):
        rest = np.arange(12) != one
        votes = votes_slowly(points[rest], kind[rest], 2, points[one : one + 1], 3)
        right.append(votes[0].argmax() == kind[one])
    assert curve.accuracy[curve.k.index(3)] == pytest.approx(np.mean(right))


def test_the_same_seed_parts_alike_and_fewer_probes_ask_fewer():
    points, kind = two_camps()
    assert curve_of(points, kind).accuracy == curve_of(points, kind).accuracy
    assert curve_of(points, kind).accuracy != curve_of(points, kind, seed=4).accuracy
    few = curve_of(points, kind, probes=10)
    assert max(few.standard_error) > max(curve_of(points, kind).standard_error)


def test_k_is_never_more_than_the_points_that_are_left():
    curve = curve_of(*two_camps(n=5), most=400)
    assert curve.k == (1, 2, 3)
    assert (
        accuracy_by_k(np.zeros((1, 2)), np.zeros(1, dtype=int), 1, most=9, folds=5, repeats=1, probes=9, seed=0) is None
    )


def test_the_chart_shows_the_curve_the_choice_and_the_majority():
    curve = curve_of(*two_camps())
    chart = k_chart(curve)
    accuracy, low, high = chart.panels[0].lines
    assert np.array(accuracy.y) / 100 + curve.majority == pytest.approx(np.array(curve.accuracy))
    assert all(a <= b <= c for a, b, c in zip(low.y, accuracy.y, high.y, strict=True))
    assert (chart.mark, chart.panels[0].level) == (curve.chosen, 0)
    assert f"{curve.majority:.2%}" in chart.level_name

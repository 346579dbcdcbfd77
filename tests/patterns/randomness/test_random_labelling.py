"""Random labelling: against sums over all pairs, how often it errs, and what it finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from beatwright.base.errors import ParameterError
from beatwright.base.raster import Raster
from beatwright.patterns import PointPattern, k_function, l_function, random_labelling, random_points
from beatwright.patterns.randomness import label_sums as sums_module
from beatwright.patterns.randomness.label_sums import label_sums

NOTCHED = shapely.Polygon([(0, 0), (6, 0), (6, 4), (4, 2.5), (2, 5), (0, 4)])
SQUARE = (0.0, 0.0, 10.0, 10.0)
R = np.linspace(0, 1.5, 16)
# Dense in the middle and thin at the edge: a hill in which no event draws another.
_X = np.linspace(-2.4, 2.4, 40)
HILL = Raster(np.exp(-0.5 * (_X[:, None] ** 2 + _X[None, :] ** 2)), SQUARE)


def two_of(pattern: PointPattern, cases: int, rng: np.random.Generator) -> tuple[PointPattern, PointPattern]:
    """Deal the label "case" out among the events of a pattern."""
    order = rng.permutation(len(pattern))
    return tuple(PointPattern(pattern.xy[part], pattern.window) for part in (order[:cases], order[cases:]))


def matern_on_the_hill(rng: np.random.Generator, parents: int = 15, each: int = 6) -> PointPattern:
    """Clusters of radius 0.4 whose centres lie as the hill has them."""
    centres = np.repeat(random_points(SQUARE, parents, rng, HILL).xy, each, axis=0)
    angle, far = rng.uniform(0, 2 * np.pi, len(centres)), 0.4 * np.sqrt(rng.random(len(centres)))
    return PointPattern.within(centres + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), SQUARE)


def plain_sums(xy: np.ndarray, labels: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Ordered pairs of one label up to each distance, one labelling and one distance after the other."""
    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    apart = ~np.eye(len(xy), dtype=bool)
    return np.array([[((far <= d) & apart)[np.ix_(one, one)].sum() for d in r] for one in labels])


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), min_size=4, max_size=40),
    st.sampled_from([[2.0], [0.0, 1.0, 5.0], [1.5, 3.0, 20.0]]),
)
def test_sums_are_those_over_all_pairs(points: list, r: list) -> None:
    """On whole coordinates many pairs lie at exactly r, and many points at one place."""
    pattern = PointPattern([point[:2] for point in points], (0, 0, 12, 12))
    first = np.array([point[2] for point in points])
    labels = np.array([first, first[::-1], ~first])
    cases, controls = label_sums(pattern, labels, np.array(r), "none")
    np.testing.assert_array_equal(cases, plain_sums(pattern.xy, labels, np.array(r)))
    np.testing.assert_array_equal(controls, plain_sums(pattern.xy, ~labels, np.array(r)))


def test_blocks_and_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern, rng = random_points(NOTCHED, 150, 2), np.random.default_rng(0)
    labels = rng.random((7, 150)) < 0.3
    whole = label_sums(pattern, labels, R, "trans")
    monkeypatch.setattr(sums_module, "_BLOCK", 37)
    np.testing.assert_allclose(label_sums(pattern, labels, R, "trans"), whole, rtol=1e-12)


@pytest.mark.parametrize("window", [SQUARE, NOTCHED], ids=["square", "polygon"])
@pytest.mark.parametrize("correction", ["trans", "none"])
def test_the_observed_curve_is_the_difference_of_two(window: object, correction: str) -> None:
    rng = np.random.default_rng(4)
    cases, controls = two_of(random_points(window, 120, rng), 50, rng)
    for function, estimate in (("K", k_function), ("L", l_function)):
        found = random_labelling(cases, controls, function, 2, r=R, correction=correction)
        expected = estimate(cases, R, correction).values - estimate(controls, R, correction).values
        np.testing.assert_allclose(found.observed, expected, rtol=1e-3, atol=1e-3 if window is NOTCHED else 1e-12)


def test_each_simulated_curve_is_that_of_labels_dealt_out() -> None:
    """What is dealt out are the labels of a permutation by the seed; K of both is computed anew."""
    rng = np.random.default_rng(6)
    cases, controls = two_of(random_points(SQUARE, 60, rng), 20, rng)
    found = random_labelling(cases, controls, "K", 3, seed=9, r=R)
    xy, dealer = np.vstack([cases.xy, controls.xy]), np.random.default_rng(9)
    for curve in found.simulated:
        dealt = dealer.permutation(np.arange(60) < 20)
        first, second = (k_function(PointPattern(xy[part], SQUARE), R, "trans").values for part in (dealt, ~dealt))
        np.testing.assert_allclose(curve, first - second, rtol=1e-10, atol=1e-12)


def test_turning_the_question_round_turns_the_curve() -> None:
    rng = np.random.default_rng(3)
    cases, controls = two_of(random_points(SQUARE, 80, rng), 30, rng)
    one, other = (random_labelling(*pair, simulations=5, r=R) for pair in ((cases, controls), (controls, cases)))
    np.testing.assert_allclose(one.observed, -other.observed, atol=1e-12)


def test_the_mean_of_k_over_the_labels_is_nought() -> None:
    """All ways to deal two labels out among six places: D is 0 in the mean, whatever the places and the weights."""
    xy = np.array([[1, 1], [1.2, 1], [5, 5], [5, 5], [9, 2], [4, 8.0]])
    labels = np.array([[k in pair for k in range(6)] for pair in ((a, b) for a in range(6) for b in range(a))])
    cases, controls = label_sums(PointPattern(xy, SQUARE), labels, np.array([0.0, 0.5, 4.0]), "trans")
    np.testing.assert_allclose((cases / 2 - controls / 12).mean(axis=0), 0, atol=1e-12)


def rejected(draws: int, n: int, cases: int, intensity: Raster | None, simulations: int = 19) -> np.ndarray:
    """How many of so many patterns without any difference have p <= .05, by MAD and by DCLF."""
    rng, times = np.random.default_rng(20), np.zeros(2, dtype=int)
    for _ in range(draws):
        pair = two_of(random_points(SQUARE, n, rng, intensity), cases, rng)
        found = random_labelling(*pair, simulations=simulations, seed=rng, r=R)
        times += [found.mad().p_value <= 0.05, found.dclf().p_value <= 0.05]
    return times


@pytest.mark.parametrize("intensity", [None, HILL], ids=["uniform", "hill"])
def test_it_errs_as_often_as_it_says(intensity: Raster | None) -> None:
    """With 19 labellings p <= .05 has a chance of exactly 1/20."""
    low, high = binom.interval(0.998, 200, 0.05)
    assert np.all((rejected(200, 60, 20, intensity) >= low) & (rejected(200, 60, 20, intensity) <= high))


@pytest.mark.slow
@pytest.mark.parametrize("intensity", [None, HILL], ids=["uniform", "hill"])
def test_it_errs_as_often_as_it_says_in_many_draws(intensity: Raster | None) -> None:
    low, high = binom.interval(0.998, 1000, 0.05)
    times = rejected(1000, 300, 80, intensity, simulations=99)
    assert np.all((times >= low) & (times <= high))


def test_clusters_on_a_hill_are_found_beside_controls_of_the_hill() -> None:
    """20 draws; the same hill without clusters is found in about one of them."""
    rng, found = np.random.default_rng(5), 0
    for _ in range(20):
        cases, controls = matern_on_the_hill(rng), random_points(SQUARE, 200, rng, HILL)
        curve = random_labelling(cases, controls, simulations=39, seed=rng, r=R)
        found += curve.mad().p_value <= 0.05 and curve.departures()[0].direction == "clustered"
    assert found >= 18


def test_controls_that_cluster_make_cases_regular() -> None:
    rng = np.random.default_rng(7)
    curve = random_labelling(random_points(SQUARE, 120, rng, HILL), matern_on_the_hill(rng, 30), r=R)
    assert curve.mad().p_value <= 0.05
    assert curve.departures()[0].direction == "regular"


def test_progress_is_told_to_the_last_event() -> None:
    heard: list[tuple[int, int, str]] = []
    rng = np.random.default_rng(1)
    random_labelling(
        *two_of(random_points(SQUARE, 50, rng), 20, rng), simulations=3, progress=lambda *w: heard.append(w)
    )
    assert heard[-1] == (50, 50, "labels dealt out anew")


@pytest.mark.parametrize("xy", [[[1, 1]] * 4, [[1, 1], [2, 1], [3, 1], [4, 1]]])
def test_degenerate_patterns_have_an_answer(xy: list) -> None:
    window = shapely.box(0, 0, 4, 4).union(shapely.box(5, 0, 6, 1))
    found = random_labelling(PointPattern(xy[:2], window), PointPattern(xy[2:], window), simulations=5)
    assert 0 < found.mad().p_value <= 1


def test_beyond_half_the_diagonal_there_is_no_value() -> None:
    rng = np.random.default_rng(2)
    found = random_labelling(*two_of(random_points(SQUARE, 30, rng), 10, rng), simulations=5, r=[0, 5, 8])
    assert np.isfinite(found.observed).tolist() == [True, True, False]
    assert found.mad().to_r == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"function": "G"}, "'function' parameter of random_labelling must be one of 'L', 'K'"),
        ({"simulations": 1}, "'simulations' parameter of random_labelling must be an integer"),
        ({"rank": 20}, r"'rank' parameter of random_labelling must be an integer in \[1, 19\]"),
        ({"correction": "iso"}, "'correction' parameter of random_labelling must be one of 'trans', 'none'"),
        ({"r": [0.0]}, "ascending distances, the last more than 0"),
        ({"r": [2.0, 1.0]}, "ascending distances"),
        ({"cases": 3}, "'cases' parameter of random_labelling must be a PointPattern. Got int"),
        ({"cases": PointPattern([[1, 1]], SQUARE)}, "'cases' parameter of random_labelling must be of at least two"),
        ({"controls": PointPattern([[1, 1], [2, 2]], (0, 0, 4, 4))}, "in the window of the cases. Got another window"),
    ],
)
def test_wrong_parameters_are_told(change: dict, words: str) -> None:
    good = PointPattern([[1, 1], [2, 2], [3, 3]], SQUARE)
    with pytest.raises(ParameterError, match=words):
        random_labelling(**{"cases": good, "controls": good, "simulations": 39, **change})


def test_every_complaint_comes_at_once() -> None:
    with pytest.raises(ParameterError, match=r"(?s)'cases'.*'controls'.*'function'.*'simulations'"):
        random_labelling(1, 2, "J", 0)

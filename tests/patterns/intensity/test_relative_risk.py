"""Relative risk of two kinds: a slow twin, symmetry, what chance shows, and what is found where it was planted."""

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, bandwidth, kde, relative_risk

SQUARE = (0, 0, 10, 10)
ELL = shapely.Polygon([(0, 0), (10, 0), (10, 4), (4, 4), (4, 10), (0, 10)])
COARSE = {"shape": (12, 10)}


def even(n, seed, window=SQUARE):
    return PointPattern.within(np.random.default_rng(seed).uniform(0, 10, (n, 2)), window)


def test_the_ratio_is_that_of_two_densities():
    cases, controls = even(60, 1, ELL), even(150, 2, ELL)
    risk = relative_risk(cases, controls, 1.5, **COARSE, simulations=19)
    one, two = (kde(kind, 1.5, **COARSE).values / len(kind) for kind in (cases, controls))
    assert np.allclose(risk.ratio.values, one / two, rtol=1e-9, equal_nan=True)
    assert np.array_equal(np.isnan(risk.p_higher.values), np.isnan(one))


def test_p_values_are_ranks_among_kinds_dealt_out_anew():
    cases, controls = even(12, 3), even(30, 4)
    risk = relative_risk(cases, controls, 2.0, **COARSE, simulations=40, seed=7)
    rng, both = np.random.default_rng(7), np.vstack([cases.xy, controls.xy])

    def plain(order):
        one, two = (PointPattern(both[part], SQUARE) for part in (order[:12], order[12:]))
        return np.log(kde(one, 2.0, **COARSE).values / 12) - np.log(kde(two, 2.0, **COARSE).values / 30)

    seen = plain(np.arange(42))
    dealt = np.array([plain(rng.permutation(42)) for _ in range(40)])
    assert np.allclose(risk.log_ratio.values, seen)
    assert np.allclose(risk.p_higher.values * 41, 1 + (dealt >= seen - 1e-9).sum(axis=0))
    assert np.allclose(risk.p_lower.values * 41, 1 + (dealt <= seen + 1e-9).sum(axis=0))
    total = kde(PointPattern(both, SQUARE), 2.0, **COARSE, edge="none").values
    varied = [(total * (1 / (1 + 30 / 12 * np.exp(-one)) - 12 / 42) ** 2).sum() for one in (seen, *dealt)]
    wilder = np.array(varied[1:]) >= varied[0]
    assert risk.p_value == pytest.approx((1 + wilder.sum()) / 41)


def test_the_same_seed_gives_the_same_map():
    one, two, other = (relative_risk(even(20, 1), even(30, 2), 1.0, **COARSE, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(one.p_higher.values, two.p_higher.values, equal_nan=True)
    assert not np.array_equal(one.p_higher.values, other.p_higher.values, equal_nan=True)


@pytest.mark.parametrize("significance", ["permutation", "asymptotic"])
def test_kinds_that_change_places_change_the_sign(significance):
    cases, controls = even(40, 1), even(40, 2)
    options = {**COARSE, "significance": significance}
    one, two = relative_risk(cases, controls, 1.5, **options), relative_risk(controls, cases, 1.5, **options)
    assert np.allclose(one.log_ratio.values, -two.log_ratio.values, equal_nan=True)
    assert np.allclose(one.p_higher.values, two.p_lower.values, atol=0.12 if significance == "permutation" else 1e-9)


def test_an_asymptotic_p_value_comes_near_that_of_permutations():
    cases, controls = even(300, 8), even(500, 9)
    near = relative_risk(cases, controls, 1.5, **COARSE, simulations=399)
    quick = relative_risk(cases, controls, 1.5, **COARSE, significance="asymptotic")
    assert np.abs(near.p_higher.values - quick.p_higher.values).max() < 0.09
    assert np.allclose(quick.p_higher.values + quick.p_lower.values, 1)
    assert np.isnan(quick.p_value)
    assert quick.simulations == 0


def test_no_difference_stands_out_about_as_often_as_it_should():
    found = [relative_risk(even(80, s), even(120, s + 99), 1.0, **COARSE, simulations=39, seed=s) for s in range(30)]
    share = np.mean([risk.p_higher.values <= 0.1 for risk in found])
    assert 0.06 < share < 0.14
    assert 0 <= sum(risk.p_value <= 0.05 for risk in found) <= 5


def test_a_planted_hotspot_is_inside_the_tolerance_contour():
    rng = np.random.default_rng(4)
    planted = rng.normal((7, 3), 0.5, (60, 2))
    cases = PointPattern(np.vstack([even(100, 5).xy, planted]), SQUARE)
    risk = relative_risk(cases, even(300, 6), 0.8, shape=(64, 64))
    assert risk.p_value == pytest.approx(1 / 200)
    places = risk.tolerance(0.01)
    assert places["higher"].contains(shapely.Point(7, 3))
    assert not places["lower"].contains(shapely.Point(7, 3))
    assert places["higher"].area < 25
    assert risk.ratio.at([[7, 3]])[0] > 3
    with pytest.raises(ParameterError, match="'level' parameter of tolerance"):
        risk.tolerance(0)


def test_few_events():
    one, far = PointPattern([[1, 1]], SQUARE), PointPattern([[9, 9]] * 3, SQUARE)
    for significance in ("permutation", "asymptotic"):
        risk = relative_risk(one, far, 0.3, significance=significance, shape=(50, 50))
        assert risk.log_ratio.at([[1, 1]])[0] > 10
        assert np.isnan(risk.log_ratio.at([[5, 5]])[0])
        assert repr(risk).startswith("RelativeRisk(")
        assert risk.tolerance(0.05)["lower"].area >= 0


def test_contours_reach_the_border_of_the_window_and_leave_out_what_is_not_known():
    slope = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    rng = np.random.default_rng(1)
    cases = PointPattern.within(rng.normal((5, 5), 0.7, (150, 2)), slope)
    controls = PointPattern.within(rng.uniform(0, 4, (150, 2)), slope)
    risk = relative_risk(cases, controls, 0.7, shape=(24, 24))
    places = risk.tolerance(0.05)
    border = places["higher"].intersection(slope.exterior.buffer(1e-9))
    assert border.bounds[2] - border.bounds[0] > 1.5  # no stairs: along the slope itself
    assert all(slope.buffer(1e-9).contains(shape) for shape in places.values())
    assert np.isnan(risk.log_ratio.at([[9.5, 0.2]])[0])
    assert not shapely.union_all(list(places.values())).contains(shapely.Point(9.5, 0.2))


def test_a_method_chooses_sigma_for_both_kinds_together():
    cases, controls = even(20, 1), even(30, 2)
    both = PointPattern(np.vstack([cases.xy, controls.xy]), SQUARE)
    assert relative_risk(cases, controls, "scott", **COARSE).sigma == bandwidth(both, "scott").sigma


def test_progress_hears_of_every_tenth_dealing():
    heard = []
    relative_risk(even(5, 1), even(6, 2), 1.0, **COARSE, simulations=25, progress=lambda *told: heard.append(told[:2]))
    assert heard == [(10, 25), (20, 25)]


def test_everything_wrong_is_told_at_once():
    nothing = PointPattern(np.empty((0, 2)), SQUARE)
    with pytest.raises(ParameterError) as told:
        relative_risk(nothing, even(9, 1, ELL), 0, shape=3, significance="bayes", simulations=5)
    for name in ("sigma", "shape", "significance", "simulations", "cases", "controls"):
        assert f"'{name}' parameter of relative_risk must be" in str(told.value)

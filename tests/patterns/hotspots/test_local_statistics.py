"""Gi* and local Moran: against numpy twins, against all permutations of small cases, and against planted hot spots."""

import itertools
import warnings

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns.hotspots.conditional_permutation import permutation_p
from beatwright.patterns.hotspots.local_statistics import getis_ord, local_moran
from beatwright.patterns.hotspots.zone_neighbours import zone_neighbours

SQUARES = [shapely.box(i, j, i + 1, j + 1) for i in range(12) for j in range(12)]
PAIRS = zone_neighbours(SQUARES)
both = pytest.mark.parametrize("statistic", [getis_ord, local_moran])


def adjacency(n, pairs):
    near = np.zeros((n, n))
    near[pairs[:, 0], pairs[:, 1]] = near[pairs[:, 1], pairs[:, 0]] = 1
    return near


def gi_star_twin(x, pairs):
    w = adjacency(len(x), pairs) + np.eye(len(x))
    k, n = w.sum(axis=1), len(x)
    with np.errstate(all="ignore"):
        return (w @ x - k * x.mean()) / (x.std() * np.sqrt(k * (n - k) / (n - 1)))


def moran_twin(x, pairs):
    w = adjacency(len(x), pairs)
    away = x - x.mean()
    with np.errstate(invalid="ignore"):
        return np.nan_to_num((len(x) - 1) * away * (w @ away) / w.sum(axis=1) / (away**2).sum())


def p_twin(x, pairs, zone):
    """Return the probability over every choice of neighbours, and how many are as extreme."""
    near = np.flatnonzero(adjacency(len(x), pairs)[zone])
    others = np.delete(np.arange(len(x)), zone)
    sums = np.array([x[list(chosen)].sum() for chosen in itertools.combinations(others, len(near))])
    own = x[near].sum()
    return min(1.0, 2 * min(np.mean(sums >= own - 1e-9), np.mean(sums <= own + 1e-9)))


@st.composite
def zones(draw):
    n = draw(st.integers(4, 12))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    every = np.array(list(itertools.combinations(range(n), 2)))
    pairs = every[rng.random(len(every)) < draw(st.sampled_from([0.15, 0.4]))]
    x = rng.poisson(3, n).astype(float) if draw(st.booleans()) else rng.normal(size=n)
    return x + np.eye(n)[0] * 0.5, pairs


@settings(max_examples=20)
@given(zones())
def test_figures_equal_their_twins(case):
    x, pairs = case
    joined = np.bincount(pairs.ravel(), minlength=len(x)) > 0
    spread = np.bincount(pairs.ravel(), minlength=len(x)) < len(x) - 1
    hot, moran = getis_ord(x, pairs, permutations=0), local_moran(x, pairs, permutations=0)
    assert hot.z[joined & spread] == pytest.approx(gi_star_twin(x, pairs)[joined & spread], abs=1e-9)
    assert moran.statistic == pytest.approx(moran_twin(x, pairs), abs=1e-9)
    for found in (hot, moran):
        assert np.isnan([found.z[~joined], found.p[~joined], found.q[~joined]]).all()
        assert set(found.label[~joined]) <= {"no neighbours"}
        assert (found.q[joined] >= found.p[joined] - 1e-12).all()


@settings(max_examples=15)
@given(zones())
def test_probabilities_are_those_of_all_permutations(case):
    x, pairs = case
    p = permutation_p(x, pairs, 4000, np.random.default_rng(1))
    for zone in np.flatnonzero(np.bincount(pairs.ravel(), minlength=len(x))):
        assert p[zone] == pytest.approx(p_twin(x, pairs, zone), abs=0.06)


def test_permuted_moments_of_moran_are_those_of_its_z():
    """z is exact under permutation, so that over all deals it has mean 0 and variance 1 for each zone."""
    rng = np.random.default_rng(2)
    x, pairs = rng.gamma(2, size=7), np.array([[0, 1], [0, 2], [3, 4], [4, 5]])
    others = set(range(1, 7))
    dealt = [(*two, *(others - set(two))) for two in itertools.combinations(sorted(others), 2)]
    z = [local_moran(x[[0, *rest]], pairs, permutations=0).z[0] for rest in dealt]
    assert (np.mean(z), np.var(z)) == pytest.approx((0, 1), abs=1e-9)


def planted(seed=0):
    x = np.random.default_rng(seed).poisson(4, (12, 12)).astype(float)
    x[2:6, 2:6] += 12
    return x.ravel()


def test_a_planted_hot_spot_is_found():
    inside = np.zeros((12, 12), dtype=bool)
    inside[2:6, 2:6] = True
    hot, moran = getis_ord(planted(), SQUARES), local_moran(planted(), SQUARES)
    assert (hot.label[inside.ravel()] == "hot").sum() >= 12
    assert (getis_ord(planted(), SQUARES, permutations=0).label[inside.ravel()] == "hot").sum() >= 13
    around = np.zeros((12, 12), dtype=bool)
    around[1:7, 1:7] = True
    assert (hot.label == "hot").sum() <= around.sum()
    assert set(hot.label[~around.ravel()]) <= {"not significant", "cold"}
    assert (moran.label[inside.ravel()] == "high-high").sum() >= 12
    assert np.array_equal(hot.significant, hot.q <= 0.05)
    assert "hot" in repr(hot)


def test_a_cold_zone_and_an_odd_one_out():
    x = planted()
    assert (getis_ord(-x, PAIRS).label == "cold").sum() == (getis_ord(x, PAIRS).label == "hot").sum()
    x[3 * 12 + 3] = 0
    assert local_moran(x, PAIRS).label[3 * 12 + 3] == "low-high"


@both
def test_few_zones_pass_at_random(statistic):
    rng = np.random.default_rng(12)
    found = [statistic(rng.permutation(planted()), PAIRS, permutations=999, seed=rng) for _ in range(20)]
    assert sum(result.significant.any() for result in found) <= 4
    assert np.mean([np.mean(result.p <= 0.1) for result in found]) == pytest.approx(0.1, abs=0.03)


@both
def test_figures_are_seeded_and_do_not_depend_on_order_unit_or_level(statistic):
    x, rng = planted(), np.random.default_rng(5)
    first, again = statistic(x, PAIRS, seed=7), statistic(x, PAIRS, seed=7)
    assert np.array_equal(first.p, again.p)
    order = rng.permutation(len(x))
    moved = statistic(x[order] * 1000 - 7e5, np.argsort(order)[PAIRS], seed=7)
    assert moved.z == pytest.approx(first.z[order], abs=1e-6)
    assert moved.p == pytest.approx(first.p[order], abs=0.03)


@both
def test_warnings_of_others_are_left_alone(statistic):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = list(warnings.filters)
        statistic(planted(), PAIRS[:50], permutations=99)
        assert warnings.filters == before


@both
def test_nothing_is_printed(statistic, capsys):
    statistic(planted(), PAIRS[:5], permutations=19)
    assert capsys.readouterr() == ("", "")


@both
def test_equal_values_are_one_sentence(statistic):
    found = statistic([3.0] * 5, [(0, 1), (1, 2)])
    assert found.note == "All 5 zones have the same value (3), so that none stands out."
    assert found.label.tolist() == ["not significant"] * 3 + ["no neighbours"] * 2
    assert statistic([0.1] * 3, [(0, 1)], permutations=0).note.startswith("All 3 zones")


@both
def test_zones_without_neighbours_are_told(statistic):
    assert statistic([1, 2, 3, 9], [(0, 1)], permutations=0).note.startswith("2 zones have no neighbours")
    nobody = statistic([1, 2, 3, 9], [])
    assert set(nobody.label) == {"no neighbours"}


@both
def test_too_few_permutations_are_told(statistic):
    rng = np.random.default_rng(3)
    note = statistic(rng.permutation(planted()), PAIRS, permutations=99).note
    assert note.startswith(
        "99 permutations cannot show that one of 144 zones stands out alone: that takes 5,759 or more"
    )


@both
@pytest.mark.parametrize(
    ("values", "neighbours", "options", "told"),
    [
        ([1, 2], [(0, 1)], {}, "'values'"),
        ([1, 2, np.nan], [(0, 1)], {}, "'values'"),
        ("abc", [(0, 1)], {}, "'values'"),
        ([1, 2, 3], [(0, 3)], {}, "'neighbours'"),
        ([1, 2, 3], [(0, 1, 2)], {}, "'neighbours'"),
        ([1, 2, 3], [(0, 0.5)], {}, "'neighbours'"),
        ([1, 2, 3], "abc", {}, "'neighbours'"),
        ([1, 2, 3], SQUARES, {}, "'neighbours'"),
        ([1, 2, 3], [], {"permutations": -1}, "'permutations'"),
        ([1, 2, 3], [], {"alpha": 0}, "'alpha'"),
    ],
)
def test_wrong_arguments_are_told(statistic, values, neighbours, options, told):
    with pytest.raises(ParameterError, match=told):
        statistic(values, neighbours, **options)


def test_corners_touch_and_gaps_do_not():
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(1.01, 0, 2, 1)]
    assert zone_neighbours(squares).tolist() == [[0, 1], [1, 2]]
    assert zone_neighbours(squares, tolerance=0.02).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert zone_neighbours([]).shape == (0, 2)
    with pytest.raises(ParameterError, match="none at position 1"):
        zone_neighbours([squares[0], None])
    assert len(PAIRS) == 2 * 12 * 11 + 2 * 11 * 11


@pytest.mark.slow
@both
def test_esda_draws_the_same_probabilities(statistic):
    """Its own engine, which takes long to compile, gives one side of our two; of ties it counts those of one side."""
    from esda.getisord import G_Local
    from esda.moran import Moran_Local

    from beatwright.patterns.hotspots.local_statistics import _weights

    x = planted() + np.random.default_rng(1).uniform(0, 0.1, 144)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if statistic is getis_ord:
            theirs = G_Local(x, _weights(len(x), PAIRS), transform="B", star=True, permutations=9999, seed=1, n_jobs=1)
        else:
            theirs = Moran_Local(x, _weights(len(x), PAIRS), permutations=9999, seed=1, n_jobs=1)
    assert statistic(x, PAIRS).p == pytest.approx(np.minimum(2 * theirs.p_sim, 1), abs=0.05)

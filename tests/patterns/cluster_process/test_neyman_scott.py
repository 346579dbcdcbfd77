"""Matern and Thomas processes: their closed forms against integrals, and their simulations against theory."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.spatial.distance import pdist

from beatwright.base.errors import ParameterError
from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess

PROCESSES = [MaternProcess, ThomasProcess]
kinds = pytest.mark.parametrize("kind", PROCESSES)


@kinds
@given(share=st.floats(0, 1.2), scale=st.floats(1e-3, 1e3))
def test_the_cdf_is_the_integral_of_the_density(kind, share, scale):
    r = share * kind.span_in_scales * scale
    total, _ = quad(lambda away: 2 * np.pi * away * kind.sibling_density(np.array(away), scale), 0, r, limit=200)
    assert kind.sibling_cdf(np.array(r), scale) == pytest.approx(total, abs=1e-7)


@kinds
@given(z=st.floats(1e-7, 2))
def test_the_cdf_rises_from_zero_to_one(kind, z):
    low, high = kind.sibling_cdf(np.array([z, z * 1.01]), 1.0)
    assert 0 < low <= high <= 1
    assert low < high or z > 1.9
    assert low == pytest.approx(kind.sibling_cdf(np.array(7 * z), 7.0), rel=1e-9)


def test_the_series_meets_the_closed_form():
    below, above = MaternProcess.sibling_cdf(np.array([0.02 - 1e-13, 0.02 + 1e-13]), 1.0)
    assert below == pytest.approx(above, rel=1e-11)


def test_matern_is_the_distance_of_two_points_in_a_disc():
    rng = np.random.default_rng(3)
    xy = rng.uniform(-1, 1, (6000, 2))
    away = pdist(xy[np.hypot(*xy.T) <= 1][:3000])
    for r in (0.1, 0.5, 1.0, 1.7):
        assert np.mean(away <= r) == pytest.approx(MaternProcess.sibling_cdf(np.array(r), 1.0), abs=0.01)


@kinds
def test_k_and_pair_correlation_have_known_ends(kind):
    process = kind(kappa=40, scale=0.05, mu=25)
    assert process.k([0.0, 10.0]) == pytest.approx([0.0, 100 * np.pi + 1 / 40])
    assert process.pair_correlation(10.0) == pytest.approx(1.0)
    assert process.pair_correlation(0.0) > 1.7
    assert process.intensity == 1000
    assert process.overlap == pytest.approx(40 * np.pi * process.radius**2)


@kinds
def test_every_wrong_parameter_is_told(kind):
    with pytest.raises(ParameterError) as caught:
        kind(kappa=0, scale=float("nan"), mu=-1)
    assert [name in str(caught.value) for name in ("'kappa'", "'scale'", "'mu'")] == [True] * 3


@kinds
@pytest.mark.parametrize("scale", [0.02, 0.4])
def test_simulations_have_the_intensity_and_the_variance_of_the_process(kind, scale):
    """Edges included: where clusters are as large as the window, most parents lie outside it."""
    process, rng = kind(kappa=25, scale=scale, mu=4), np.random.default_rng(5)
    counts = np.array([len(process.simulate((0, 0, 1, 1), rng)) for _ in range(400)])
    assert counts.mean() == pytest.approx(100, abs=4 * counts.std() / np.sqrt(400))
    side = np.random.default_rng(6).uniform(size=(4000, 2, 2))
    away = np.hypot(*(side[:, 0] - side[:, 1]).T)
    variance = 100 + 100**2 * np.mean(process.pair_correlation(away) - 1)
    assert counts.var() == pytest.approx(variance, rel=0.25)


@kinds
def test_simulations_have_the_k_of_the_process(kind):
    """Pairs from an inner square to all points need no correction at distances under the margin."""
    process, rng = kind(kappa=30, scale=0.04, mu=10), np.random.default_rng(9)
    ratios = []
    for _ in range(30):
        xy = process.simulate((0, 0, 1, 1), rng).xy
        inner = xy[(np.abs(xy - 0.5) < 0.4).all(axis=1)]
        away = np.hypot(*(inner[:, None] - xy[None]).transpose(2, 0, 1))
        ratios.append(((away < 0.1).sum() - len(inner)) / 0.64 / 300**2)
    error = 4 * np.std(ratios) / np.sqrt(len(ratios))
    assert np.mean(ratios) == pytest.approx(float(process.k(0.1)), abs=error)


@kinds
def test_simulations_are_seeded_and_stay_in_the_window(kind):
    hole = shapely.box(3, 3, 7, 7)
    window = shapely.union(
        shapely.box(5e6, 5e6, 5e6 + 10, 5e6 + 10) - shapely.transform(hole, lambda c: c + 5e6),
        shapely.box(5e6 + 20, 5e6, 5e6 + 25, 5e6 + 5),
    )
    process = kind(kappa=1, scale=0.5, mu=6)
    first, again, other = (process.simulate(window, seed) for seed in (4, 4, 5))
    assert np.array_equal(first.xy, again.xy)
    assert not np.array_equal(first.xy[:5], other.xy[:5])
    assert first.window.contains(first.xy).all()
    assert len(first) > 200


@kinds
def test_marks_tell_siblings(kind):
    pattern = kind(kappa=20, scale=0.01, mu=8).simulate((0, 0, 1, 1), seed=2)
    assert set(pattern.marks) == set(range(pattern.marks.max() + 1))
    for parent in range(pattern.marks.max() + 1):
        assert np.ptp(pattern.xy[pattern.marks == parent], axis=0).max() < 0.1


def test_few_points_are_no_fault():
    assert len(ThomasProcess(kappa=1e-3, scale=0.1, mu=1e-3).simulate((0, 0, 1, 1))) == 0
    assert len(MaternProcess(kappa=1e-3, scale=0.1, mu=1e-3).simulate((0, 0, 1, 1))) == 0


@kinds
def test_a_process_too_large_to_simulate_is_refused(kind):
    with pytest.raises(ParameterError, match="more than 10,000,000"):
        kind(kappa=1e9, scale=1e3, mu=5).simulate((0, 0, 1, 1))

"""The self-exciting process: what is drawn, what is found again, and what comes next."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from beatwright.core import City, ParameterError
from beatwright.forecast.events.earlier_pairs import earlier_pairs
from beatwright.forecast.events.generations import generations
from beatwright.forecast.events.sepp_fit import Origins, fit_sepp
from beatwright.forecast.events.sepp_simulation import Triggering, simulate_sepp
from beatwright.forecast.events.truncated_exponential import untruncated_mean
from beatwright.forecast.events.zone_lattice import zone_lattice
from beatwright.testing import small_problem

BOX = (0.0, 0.0, 3000.0, 2000.0)
LATTICE = zone_lattice(small_problem().city)


def test_branching_ratio_lag_and_distance_are_those_asked_for():
    drawn = simulate_sepp(20.0, Triggering(0.4, 4.0, 50.0), box=BOX, days=1000, seed=2)
    child = np.flatnonzero(drawn.parent >= 0)
    mother = drawn.parent[child]
    assert (np.diff(drawn.time) >= 0).all()
    assert (drawn.time[child] > drawn.time[mother]).all()
    assert len(drawn.time) == pytest.approx(20.0 * 1000 / 0.6, rel=0.03)
    whole = drawn.time < 900
    assert np.bincount(mother, minlength=len(drawn.time))[whole].mean() == pytest.approx(0.4, rel=0.03)
    assert (drawn.time[child] - drawn.time[mother]).mean() == pytest.approx(4.0, rel=0.04)
    assert (drawn.xy[child] - drawn.xy[mother]).std() == pytest.approx(50.0, rel=0.03)


def test_the_same_seed_draws_the_same():
    one, other, third = (
        simulate_sepp(1.0, Triggering(0.5, 3.0, 9.0), box=BOX, days=90, seed=seed) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one.xy, other.xy)
    assert len(one.time) != len(third.time) or not np.array_equal(one.time, third.time)


def test_what_has_no_end_is_refused():
    with pytest.raises(ParameterError, match="Several things are wrong"):
        simulate_sepp(-1.0, Triggering(1.0, 0.0, 9.0), box=(0, 0, 0, 1), days=90, seed=1)
    with pytest.raises(ParameterError, match="would draw"):
        simulate_sepp(1e6, Triggering(0.5, 1.0, 9.0), box=BOX, days=900, seed=1)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 60), st.integers(0, 10**6), st.sampled_from([5.0, 40.0, 500.0]), st.booleans())
def test_pairs_are_those_of_all_with_all(number, seed, reach, whole_days):
    random = np.random.default_rng(seed)
    xy = random.integers(0, 100, (number, 2)).astype(float)
    time = np.sort(random.uniform(0, 50, number))
    time = np.floor(time) if whole_days else time
    first = number // 3
    found = earlier_pairs(xy, time, time, first=first, reach=reach, memory=10.0)
    lag = time[first:, None] - time
    half = np.square(xy[first:, None] - xy).sum(axis=2) / 2
    near = (lag > 0) & (lag <= 10) & (half <= reach**2 / 2)
    np.testing.assert_array_equal(np.diff(found.ends), near.sum(axis=1))
    for row in range(number - first):
        assert set(found.earlier[found.ends[row] : found.ends[row + 1]]) == set(np.flatnonzero(near[row]))
    np.testing.assert_allclose(found.sums(found.lag), np.where(near, lag, 0).sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(found.sums(found.half_square), np.where(near, half, 0).sum(axis=1), rtol=1e-5)


def test_too_many_pairs_leave_out_the_first():
    time = np.arange(10.0)
    found = earlier_pairs(np.zeros((10, 2)), time, time, first=0, reach=1.0, memory=99.0, most=20)
    assert found.first == 8
    assert np.diff(found.ends).tolist() == [8, 9]


@given(st.floats(0.01, 5.0), st.floats(0.5, 20.0))
def test_the_mean_of_a_cut_exponential_is_undone(mean, limit):
    mass = integrate.quad(lambda x: np.exp(-x / mean), 0, limit, points=[min(mean, limit / 2)])[0]
    seen = integrate.quad(lambda x: x * np.exp(-x / mean), 0, limit, points=[min(mean, limit / 2)])[0] / mass
    if seen < 0.45 * limit:
        assert untruncated_mean(seen, limit) == pytest.approx(mean, rel=1e-3)


def found_again(true, seed, daily=False):
    """Return what is found in 20,000 events on 100 square kilometres in a thousand days, and how many there were."""
    drawn = simulate_sepp(20.0 * (1 - true.offspring), true, box=(0, 0, 10_000, 10_000), days=1000, seed=seed)
    inside = ((drawn.xy > 0) & (drawn.xy < 10_000)).all(axis=1)
    xy, time = drawn.xy[inside], drawn.time[inside]
    day = np.floor(time)
    origins = Origins(xy, day + 1, day + 0.5) if daily else Origins(xy, time, time)
    lattice = zone_lattice(square_city(10_000, 20))
    return fit_sepp(lattice, origins, days=1000.0, width=1000.0, within=(500.0, 90.0, 20.0)).triggering, len(xy)


def square_city(side, across):
    width = side / across
    shapes = [
        shapely.box(x, y, x + width, y + width) for x in np.arange(across) * width for y in np.arange(across) * width
    ]
    zones = gpd.GeoDataFrame(index=[str(n) for n in range(len(shapes))], geometry=shapes, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(1, 1)], crs=32615)
    return City(shapely.box(0, 0, side, side), zones, sites)


@pytest.mark.parametrize("daily", [False, True])
@pytest.mark.parametrize("true", [Triggering(0.3, 5.0, 60.0), Triggering(0.5, 10.0, 100.0)])
def test_parameters_are_found_again(true, daily):
    """20,000 events: every parameter within a tenth, in the mean of two draws."""
    found, number = zip(*(found_again(true, seed, daily) for seed in range(2)), strict=True)
    assert np.mean(number) == pytest.approx(20_000, rel=0.04)
    np.testing.assert_allclose(np.mean(found, axis=0), true, rtol=0.1)


def test_who_came_alone_is_told():
    drawn = simulate_sepp(2.0, Triggering(0.3, 2.0, 30.0), box=BOX, days=1000, seed=4)
    origins = Origins(drawn.xy, drawn.time, drawn.time)
    alone = fit_sepp(LATTICE, origins, days=1000.0, width=600.0, within=(300.0, 30.0, 20.0)).alone
    assert alone[drawn.parent < 0].mean() > alone[drawn.parent >= 0].mean() + 0.5


def test_coincident_points_do_not_pin_the_width():
    """Events at twenty addresses alone: sigma stops at its lower bound, and everything is finite."""
    random = np.random.default_rng(1)
    xy = random.uniform(200, 1800, (20, 2))[random.integers(0, 20, 800)]
    time = np.sort(random.uniform(0, 400, 800))
    found = fit_sepp(LATTICE, Origins(xy, time, time), days=400.0, width=300.0, within=(300.0, 60.0, 20.0))
    assert found.triggering.sigma == pytest.approx(20.0)
    assert np.isfinite(found.triggering).all()
    assert np.isfinite(found.alone).all()


def test_generations_are_those_of_simulation():
    """The mean of 100 draws of what a background brings, and closed forms of what was triggered before."""
    true, days = Triggering(0.5, 4.0, 30.0), 10.0
    excited, background = generations(true, days)
    drawn = [simulate_sepp(40.0, true, box=BOX, days=days, seed=seed) for seed in range(100)]
    assert background.sum() + days == pytest.approx(np.mean([len(d.time) for d in drawn]) / 40.0, rel=0.02)
    # A rate of 1 a day that decays is that of `days / offspring` events at time 0, each with its offspring.
    k = np.arange(1, 60)
    whole = 4.0 * 0.5 ** (k - 1)
    assert generations(true, 1e5)[0].sum() == pytest.approx(whole.sum(), rel=2e-3)
    # First generation: the integral of exp(-s / 4).
    assert excited[0] == pytest.approx(4 * (1 - np.exp(-10 / 4)))
    # All: mean intensity of all generations decays at the rate (1 - q) / days.
    assert excited.sum() == pytest.approx(8 * (1 - np.exp(-10 / 8)), rel=2e-3)

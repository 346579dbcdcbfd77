"""Kernel estimates of the intensity: closed forms, slow twins, what must hold for any pattern, and what is refused."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import erf

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, kde, kde_at_points, kde_by_mark
from beatwright.patterns.intensity.edge_mass import mass_in
from beatwright.patterns.window import window_of

RING = shapely.Point(5, 5).buffer(5).difference(shapely.box(4, 3, 7, 6))
ISLANDS = shapely.MultiPolygon([shapely.box(0, 0, 2, 1), shapely.Polygon([(5, 0), (9, 1), (6, 4)])])
WINDOWS = {"square": (0, 0, 10, 10), "ring": RING, "islands": ISLANDS}


def scattered(window, n, seed=0):
    rng, frame = np.random.default_rng(seed), window_of(window)
    left, bottom, right, top = frame.bounds
    drawn = rng.uniform((left, bottom), (right, top), (20 * n + 200, 2))
    return PointPattern(drawn[frame.contains(drawn)][:n], frame)


def plain_sums(places, events, weights, sigma):
    """The slow twin of all sums of Gaussians."""
    squares = ((places[:, None] - events) ** 2).sum(axis=2)
    return (weights * np.exp(-squares / (2 * sigma**2))).sum(axis=1) / (2 * np.pi * sigma**2)


def plain_counts(pattern, shape):
    table = np.zeros(shape)
    width, height = kde(pattern, 1, shape=shape).cell
    for x, y in pattern.local:
        table[min(int(y / height), shape[0] - 1), min(int(x / width), shape[1] - 1)] += 1
    return table


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_exact_densities_are_plain_sums_over_exact_mass(window):
    pattern = scattered(window, 50)
    density = kde(pattern, 0.8, shape=(7, 9), method="exact", edge="none")
    x, y = np.meshgrid(density.x, density.y)
    places = np.column_stack([x.ravel(), y.ravel()])
    inside = pattern.window.contains(places)
    plain = np.where(inside, plain_sums(places, pattern.xy, np.ones(50), 0.8), np.nan)
    assert np.allclose(density.values.ravel(), plain, rtol=1e-12, equal_nan=True)
    mass = mass_in(pattern.window, places[inside] - pattern.window.origin, 0.8)
    uniform = kde(pattern, 0.8, shape=(7, 9), method="exact").values.ravel()
    assert np.allclose(uniform[inside], plain[inside] / mass, rtol=1e-12)
    share = mass_in(pattern.window, pattern.local, 0.8)
    diggle = kde(pattern, 0.8, shape=(7, 9), method="exact", edge="diggle").values.ravel()
    assert np.allclose(diggle[inside], plain_sums(places[inside], pattern.xy, 1 / share, 0.8), rtol=1e-12)


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("sigma", [0.05, 0.9, 40.0])
def test_binned_densities_are_plain_sums_over_the_cells(window, sigma):
    pattern = scattered(window, 60)
    shape = (11, 8)
    density = kde(pattern, sigma, shape=shape, edge="none")
    x, y = np.meshgrid(density.x, density.y)
    places = np.column_stack([x.ravel(), y.ravel()])
    sums = plain_sums(places, places, plain_counts(pattern, shape).ravel(), sigma)
    whole = [(np.exp(-0.5 * (np.arange(-999, 1000) * cell / sigma) ** 2)).sum() * cell for cell in density.cell]
    sums *= 2 * np.pi * sigma**2 / (whole[0] * whole[1])  # no mass is lost between the centres of cells
    assert np.allclose(density.values[density.inside], sums.reshape(shape)[density.inside], rtol=1e-9, atol=1e-12)
    ones = plain_sums(places, places, density.inside.ravel().astype(float), sigma).reshape(shape)
    if sigma == 40:
        uniform = kde(pattern, sigma, shape=shape).values
        mass = ones * density.cell[0] * density.cell[1]
        assert np.allclose((uniform * mass)[density.inside], sums.reshape(shape)[density.inside], rtol=1e-6)


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("sigma", [0.02, 0.3, 30.0])
def test_densities_at_events_are_plain_sums(alone, sigma):
    pattern = scattered(RING, 70, seed=4)
    pattern = PointPattern(np.vstack([pattern.xy, pattern.xy[:5]]), RING)
    weights = np.linspace(0, 2, 75)
    plain = plain_sums(pattern.xy, pattern.xy, weights, sigma)
    plain -= weights / (2 * np.pi * sigma**2) if alone else 0.0
    found = kde_at_points(pattern, sigma, edge="none", leave_one_out=alone, weights=weights)
    assert np.allclose(found, plain, rtol=1e-9, atol=1e-12 / sigma**2)


def test_lonely_events_keep_the_relative_accuracy_of_the_others():
    xy = np.array([[0, 0], [6.0, 0], [6.0, 12.5], [30, 30], [49, 49]])
    pattern = PointPattern(xy, (0, 0, 50, 50))
    found = kde_at_points(pattern, 1.0, edge="none", leave_one_out=True)
    plain = [plain_sums(xy[[k]], np.delete(xy, k, axis=0), np.ones(4), 1.0)[0] for k in range(5)]
    assert found == pytest.approx(plain, rel=1e-12, abs=0)
    assert 0 < found[4] < 1e-150


def test_the_edge_mass_of_a_polygon_is_an_integral():
    window = window_of(shapely.Polygon([(0, 0), (4, 0), (1, 3)]))
    places = np.array([[1.0, 1.0], [0.0, 0.0], [2.0, 0.0], [3.9, 0.05]])
    for sigma in (0.3, 2.0):
        for place, mass in zip(places, mass_in(window, places, sigma), strict=True):

            def height(x, y, place=place, sigma=sigma):
                return np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)

            plain = dblquad(height, 0, 3, lambda y: y / 3, lambda y: 4 - y, epsabs=1e-10)[0]
            assert mass == pytest.approx(plain, abs=1e-7)


def test_the_edge_mass_of_a_square_with_a_hole_is_a_difference_of_error_functions():
    window = window_of(shapely.box(0, 0, 10, 10).difference(shapely.box(3, 3, 7, 7)))
    places = np.random.default_rng(2).uniform(0, 10, (300, 2))
    places = np.vstack([places[window.contains(places)], [[3, 3], [0, 0], [10, 5], [3, 5], [7, 7], [0, 3]]])

    def along(x, low, high, sigma):
        return 0.5 * (erf((high - x) / (sigma * np.sqrt(2))) - erf((low - x) / (sigma * np.sqrt(2))))

    for sigma in (0.01, 0.7, 25.0):
        whole, hole = (
            along(places[:, 0], low, high, sigma) * along(places[:, 1], low, high, sigma)
            for low, high in ((0, 10), (3, 7))
        )
        assert np.allclose(mass_in(window, places, sigma), whole - hole, rtol=1e-10, atol=0)


def test_far_wider_than_the_window_the_mass_is_the_area_over_the_width():
    window = window_of(RING)
    places = scattered(RING, 5).local
    for sigma in (0.9e5, 1.1e5, 1e9):
        assert mass_in(window, places, sigma) == pytest.approx(window.area / (2 * np.pi * sigma**2), rel=1e-5)


@settings(max_examples=25)
@given(
    st.sampled_from(sorted(WINDOWS)),
    st.floats(0.05, 30),
    st.integers(1, 40),
    st.integers(0, 9),
    st.sampled_from(["fft", "exact"]),
)
def test_the_total_is_the_number_of_events(name, sigma, n, seed, method):
    pattern = scattered(WINDOWS[name], n, seed)
    total = kde(pattern, sigma, edge="diggle", method=method, shape=(96, 96)).total
    if method == "fft" and name == "square":
        assert total == pytest.approx(n, rel=1e-9)
    elif sigma > 0.5:  # several cells; the cells of the border are counted wholly or not at all
        assert total == pytest.approx(n, rel=0.04)


@settings(max_examples=20)
@given(st.floats(0.2, 5), st.floats(0.01, 100), st.floats(-1e5, 1e5), st.sampled_from(["fft", "exact"]))
def test_scale_and_place_do_not_matter(sigma, scale, shift, method):
    pattern = scattered(RING, 30)
    moved = shapely.transform(RING, lambda xy: xy * scale + shift)
    other = PointPattern.within(pattern.xy * scale + shift, moved)
    for edge in ("uniform", "diggle", "none"):
        one = kde(pattern, sigma, shape=(17, 23), edge=edge, method=method)
        two = kde(other, sigma * scale, shape=(17, 23), edge=edge, method=method)
        both = one.inside & two.inside
        assert (one.inside == two.inside).all()  # no centre of a cell lies on the border, where rounding decides
        if len(other) == 30 and method == "exact":
            assert np.allclose(one.values[both], two.values[both] * scale**2, rtol=1e-6)


def test_binned_comes_to_exact_as_sigma_grows_over_the_cell():
    pattern = scattered((0, 0, 10, 10), 200)
    gaps = []
    for cells in (32, 64, 128):
        one, two = (kde(pattern, 0.7, shape=(cells, cells), method=method).values for method in ("fft", "exact"))
        gaps.append(np.sqrt(np.mean((one - two) ** 2)) / two.mean())
    assert gaps[0] > 1.8 * gaps[1] > 3 * gaps[2]
    assert gaps[2] < 0.011


def test_weights_count_like_events_at_one_place():
    pattern = scattered(RING, 20)
    weights = np.arange(20) % 4
    repeated = PointPattern(np.repeat(pattern.xy, weights, axis=0), RING)
    for method in ("fft", "exact"):
        for edge in ("uniform", "diggle"):
            one = kde(pattern, 0.9, shape=(16, 16), edge=edge, method=method, weights=weights).values
            two = kde(repeated, 0.9, shape=(16, 16), edge=edge, method=method).values
            assert np.allclose(one, two, rtol=1e-9, atol=1e-13, equal_nan=True)


@pytest.mark.parametrize("method", ["fft", "exact"])
@pytest.mark.parametrize("edge", ["uniform", "diggle", "none"])
@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_few_events(window, edge, method):
    options = {"edge": edge, "method": method, "shape": (32, 32)}
    nothing = kde(PointPattern(np.empty((0, 2)), window), 1.0, **options)
    assert nothing.total == 0
    assert nothing.inside.any()
    place = scattered(window, 1).xy
    one = kde(PointPattern(place, window), 0.4, **options)
    assert one.values[one.inside].min() >= 0
    many = kde(PointPattern(np.repeat(place, 7, axis=0), window), 0.4, **options)
    assert np.allclose(many.values, 7 * one.values, rtol=1e-9, atol=1e-12, equal_nan=True)
    wide = kde(PointPattern(place, window), 1e6, **options)
    if edge != "none":  # as good as flat
        assert np.allclose(wide.values[wide.inside], 1 / one.area.area, rtol=0.15)
    assert kde_at_points(PointPattern(np.empty((0, 2)), window), 1.0, edge=edge).shape == (0,)
    assert kde_at_points(PointPattern(place, window), 1.0, edge=edge, leave_one_out=True).tolist() == [0]


@pytest.mark.parametrize("sigma", [1e-4, 0.05])
def test_events_in_cells_whose_centre_is_outside_are_not_blown_up(sigma):
    sliver = shapely.Polygon([(0, 0), (10, 0), (10, 10), (9.99, 10), (9.99, 0.3), (0, 0.3)])
    pattern = scattered(sliver, 200)
    density = kde(pattern, sigma, shape=(32, 32), edge="diggle")
    assert density.total <= 200 / 0.05


def test_each_kind_has_its_own_raster():
    pattern = scattered(RING, 60)
    marks = np.array(["theft", "arson", "theft"] * 20)
    marked = PointPattern(pattern.xy, RING, marks)
    found = kde_by_mark(marked, 0.9, shape=(16, 16), weights=np.full(60, 2.0))
    assert list(found) == ["arson", "theft"]
    whole = kde(pattern, 0.9, shape=(16, 16)).values * 2
    assert np.allclose(found["arson"].values + found["theft"].values, whole, equal_nan=True)
    assert set(kde_by_mark(marked, "scott", shape=(4, 4))) == {"arson", "theft"}
    with pytest.raises(ParameterError, match="needs a pattern with marks"):
        kde_by_mark(pattern, 1.0)


def test_everything_wrong_is_told_at_once():
    pattern = scattered(RING, 5)
    with pytest.raises(ParameterError) as told:
        kde(pattern, -1, shape=(0, 4), edge="both", method="slow", weights=[1, 2])
    for name in ("sigma", "shape", "edge", "method", "weights"):
        assert f"'{name}' parameter of kde must be" in str(told.value)
    for weights in (["a"] * 5, [1, 1, 1, 1, -1], [np.nan] * 5):
        with pytest.raises(ParameterError, match="'weights' parameter of kde_at_points"):
            kde_at_points(pattern, 1.0, weights=weights)
    for shape in (5, (4, 4, 4), "ab", (10**5, 10**5)):
        with pytest.raises(ParameterError, match="'shape' parameter of kde must be"):
            kde(pattern, 1.0, shape=shape)
    with pytest.raises(ParameterError, match="'sigma' parameter of kde must be one of"):
        kde(pattern, "scot")
    with pytest.raises(ParameterError, match="all lie at one place"):
        kde(PointPattern([[5, 1]] * 3, RING), "ppl")

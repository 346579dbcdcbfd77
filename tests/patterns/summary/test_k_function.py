"""K and L: against spatstat, plain twins with shapely, and what any K obeys."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, k_function, l_function
from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.summary.pairs import pair_totals
from beatwright.patterns.window import window_of

SQUARES = ("sq_csr1000", "sq_matclust", "sq_rounded_duplicates")
COLUMNS = {"none": "un", "border": "border", "trans": "trans", "iso": "iso"}
NOTCHED = shapely.Polygon([(0, 0), (6, 0), (6, 4), (4, 2.5), (2, 5), (0, 4)]).difference(shapely.box(1, 1, 2, 2.2))
TURN = np.linspace(0, 2 * np.pi, 4001)
RING = np.column_stack([np.cos(TURN), np.sin(TURN)])


def drawn(window: object, n: int, seed: int = 0) -> PointPattern:
    frame = window_of(window)
    left, bottom, right, top = frame.bounds
    xy = np.random.default_rng(seed).uniform((left, bottom), (right, top), (4 * n + 40, 2))
    return PointPattern(xy[frame.contains(xy)][:n], frame)


def twin(pattern: PointPattern, r: np.ndarray, correction: str) -> np.ndarray:
    """Twin: every pair of points one by one, weights cut by shapely."""
    xy, polygon, n = pattern.local, pattern.window.local, len(pattern)
    area, border = polygon.area, shapely.distance(shapely.points(pattern.local), polygon.boundary)
    total, inside = np.zeros(len(r)), np.array([(border > at).sum() for at in r])
    for i in range(n):
        for j in range(n):
            if i != j:
                d = np.hypot(*(xy[i] - xy[j]))
                counts = (d <= r) if pattern.window.is_rectangle else (d < r)
                total += counts * (d < r[-1]) * weight(polygon, xy[i], xy[j], border[i] > r, correction)
    if correction == "border":
        return np.array([t * area / n / m if m else np.nan for t, m in zip(total, inside, strict=True)])
    return total * area / (n * (n - 1))


def weight(polygon: shapely.Polygon, a: np.ndarray, b: np.ndarray, deep: np.ndarray, correction: str) -> np.ndarray:
    if correction == "border":
        return deep.astype(float)
    if correction == "trans":
        return polygon.area / polygon.intersection(shapely.transform(polygon, lambda xy: xy + (b - a))).area
    if correction == "iso":
        circle = shapely.LineString(a + np.hypot(*(b - a)) * RING)
        return circle.length / polygon.intersection(circle).length
    return np.ones(1)


@pytest.mark.data
@pytest.mark.parametrize("name", SQUARES)
def test_in_squares_every_value_is_that_of_the_oracle(
    name: str, reference_pattern: Callable, reference_table: Callable
) -> None:
    pattern, k, curve = reference_pattern(name), reference_table(name, "K.csv"), reference_table(name, "L.csv")
    found, lengths = k_function(pattern, correction="all"), l_function(pattern, correction="all")
    np.testing.assert_array_equal(found.r, k["r"])
    np.testing.assert_allclose(found.theoretical, k["theo"], rtol=1e-12)
    for ours, theirs in COLUMNS.items():
        np.testing.assert_allclose(found.all[ours], k[theirs], rtol=1e-12)
        np.testing.assert_allclose(lengths.all[ours], curve[theirs], rtol=1e-12)


@pytest.mark.data
def test_in_a_square_with_a_hole_too(reference_pattern: Callable, reference_table: Callable) -> None:
    pattern, k = reference_pattern("hole_csr"), reference_table("hole_csr", "K.csv")
    exact = reference_table("hole_csr", "K_trans_exact.csv")["trans_exact"]
    found = k_function(pattern, correction="all")
    np.testing.assert_allclose(found.all["none"], k["un"], rtol=1e-12)
    np.testing.assert_allclose(found.all["iso"], k["iso"], rtol=1e-12)
    np.testing.assert_allclose(found.all["trans"], exact, rtol=1e-12)
    some = exact > 0
    assert abs(k["trans"][some] / exact[some] - 1).max() > 5e-3  # the oracle's own default: set covariance in pixels


@pytest.mark.data
def test_the_border_method_of_the_oracle_lags_a_step_in_polygons(
    reference_pattern: Callable, reference_table: Callable
) -> None:
    """It takes the points with b >= the r before: one step of 512 too many; ours takes those with b > r."""
    pattern, k = reference_pattern("hole_csr"), reference_table("hole_csr", "K.csv")
    r, n = k["r"], len(pattern)
    border = boundary_distances(pattern.xy, pattern.window)
    distance = np.hypot(*(pattern.xy[:, None] - pattern.xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    for step in (1, 100, 250, 320):
        taken = border >= r[step - 1]
        held = (distance < r[step])[taken] & (distance <= border[:, None])[taken]
        assert held.sum() * pattern.window.area / n / taken.sum() == pytest.approx(k["border"][step], rel=1e-9)
    ours = k_function(pattern, correction="border").values
    deep = border > r[100]
    assert (distance < r[100])[deep].sum() * pattern.window.area / n / deep.sum() == pytest.approx(ours[100])


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(["square", "notched", "islands"]), st.sampled_from(list(COLUMNS)))
def test_it_is_its_twin(seed: int, shape: str, correction: str) -> None:
    islands = shapely.box(0, 0, 3, 4).union(shapely.box(4, 1, 6, 5))
    pattern = drawn({"square": (2, 3, 8, 8), "notched": NOTCHED, "islands": islands}[shape], 18, seed)
    r = np.array([0, 0.3, 0.5, 1.1, 2.2]) if seed % 2 else np.linspace(0, 2.2, 12)
    expected = twin(pattern, r, correction)
    np.testing.assert_allclose(k_function(pattern, r, correction).values, expected, rtol=2e-3, equal_nan=True)
    if correction != "iso":
        np.testing.assert_allclose(k_function(pattern, r, correction).values, expected, rtol=1e-9, equal_nan=True)


def test_a_table_of_the_set_covariance_gives_what_exact_areas_give(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = drawn(NOTCHED, 400)
    exact = k_function(pattern, correction="trans").values
    monkeypatch.setattr(pair_totals, "_EXACT", 0)
    interpolated = k_function(pattern, correction="trans").values
    assert not np.array_equal(exact, interpolated)
    np.testing.assert_allclose(interpolated, exact, rtol=5e-5)


@pytest.mark.parametrize("correction", COLUMNS)
def test_order_place_and_unit_do_not_matter(correction: str) -> None:
    pattern, r = drawn(NOTCHED, 150), np.linspace(0, 1.5, 40)
    k = k_function(pattern, r, correction).values
    order = np.random.default_rng(1).permutation(len(pattern))
    shuffled = PointPattern(pattern.xy[order], pattern.window)
    np.testing.assert_allclose(k_function(shuffled, r, correction).values, k, rtol=1e-12, equal_nan=True)
    away = shapely.transform(NOTCHED, lambda xy: 1000 * xy + [4e5, 5e6])
    larger = PointPattern.within(1000 * pattern.xy + [4e5, 5e6], away)
    np.testing.assert_allclose(k_function(larger, 1000 * r, correction).values, 1e6 * k, rtol=1e-7, equal_nan=True)


@pytest.mark.parametrize("correction", COLUMNS)
def test_a_turned_pattern_in_a_turned_disc_has_the_same_k(correction: str) -> None:
    disc = shapely.Point(0, 0).buffer(3, quad_segs=45)
    pattern, r = drawn(disc, 200), np.linspace(0, 1.5, 40)
    cos, sin = np.cos(np.pi / 45), np.sin(np.pi / 45)  # the polygon turns into itself
    turned = PointPattern.within(pattern.xy @ np.array([[cos, sin], [-sin, cos]]), disc)
    assert len(turned) == len(pattern)
    here, there = (k_function(each, r, correction).values for each in (pattern, turned))
    np.testing.assert_allclose(there, here, rtol=1e-4 if correction == "trans" else 1e-9, equal_nan=True)


@pytest.mark.parametrize("window", [(0, 0, 6, 5), NOTCHED])
@pytest.mark.parametrize("correction", COLUMNS)
def test_k_of_a_union_with_itself(window: object, correction: str) -> None:
    """Each ordered pair becomes four, and each point has its copy at distance 0: 2 n pairs more."""
    pattern, r = drawn(window, 100), np.linspace(0, 1.2, 30)
    n, area = len(pattern), pattern.window.area
    double = PointPattern(np.vstack([pattern.xy, pattern.xy]), pattern.window)
    k, twice = (k_function(each, r, correction).values for each in (pattern, double))
    if correction == "border":
        expected = k + area / (2 * n)
    else:
        expected = (4 * k * n * (n - 1) / area + 2 * n) * area / (2 * n * (2 * n - 1))
    if not pattern.window.is_rectangle:
        expected[0] = 0  # [d < r]
    np.testing.assert_allclose(twice, expected, rtol=1e-9, equal_nan=True)


def test_corrected_k_is_unbiased_where_events_are_independent() -> None:
    r = np.array([0, 0.5, 1.0])
    runs = [k_function(drawn(NOTCHED, 60, seed), r, ["iso", "trans", "border", "none"]) for seed in range(80)]
    for name in ("iso", "trans"):
        values = np.array([run.all[name] for run in runs])
        error = values.std(axis=0)[1:] / np.sqrt(80)
        assert np.all(abs(values.mean(axis=0) - np.pi * r**2)[1:] < 4 * error)
    assert np.mean([run.all["none"][2] for run in runs]) < 0.8 * np.pi


def test_points_on_the_border_and_in_corners_count_their_part_of_the_circle() -> None:
    square = shapely.Polygon([(0, 0), (2, 0), (4, 0), (4, 4), (0, 4)]).difference(shapely.box(1, 1, 1.5, 1.5))
    pattern = PointPattern([[0, 0], [4, 0], [2, 0], [2, 4], [0, 2], [3, 3]], square)
    frame = PointPattern([[0, 0], [4, 0], [2, 0], [0, 2]], (0, 0, 4, 4))
    # Three pairs at 2: corners see a quarter of the circle, the middles of sides a half.
    assert k_function(frame, [0, 1.9, 2.1], "iso").values[2] == pytest.approx(16 / 12 * 3 * (4 + 2))
    r = np.array([0.5, 2.0, 2.2, 2.5])
    np.testing.assert_allclose(k_function(pattern, r, "iso").values, twin(pattern, r, "iso"), rtol=1e-3)


def test_with_a_constant_intensity_the_inhomogeneous_k_is_k() -> None:
    pattern, r = drawn(NOTCHED, 80), np.linspace(0, 1, 20)
    n = len(pattern)
    for name in COLUMNS:
        plain = k_function(pattern, r, name).values * (1 if name == "border" else (n - 1) / n)
        given = k_function(pattern, r, name, intensity=np.full(n, 7.0)).values
        np.testing.assert_allclose(given, plain, rtol=1e-9, equal_nan=True)


def test_inhomogeneous_k_of_independent_events_is_about_pi_r_squared() -> None:
    rng, r = np.random.default_rng(3), np.array([0, 0.05, 0.1, 0.15])
    found = []
    for _ in range(40):
        xy = rng.random((1500, 2))
        xy = xy[rng.random(1500) < xy[:, 0]]  # denser to the right
        pattern = PointPattern(xy, (0, 0, 1, 1))
        found.append((k_function(pattern, r, "trans", intensity=1500 * xy[:, 0]).values, k_function(pattern, r).values))
    fair, naive = np.mean(found, axis=0)
    np.testing.assert_allclose(fair[1:], np.pi * r[1:] ** 2, rtol=0.06)
    assert np.all(naive[1:] > 1.2 * np.pi * r[1:] ** 2)


def test_default_distances_end_at_a_quarter_or_at_a_thousand_neighbours() -> None:
    few, many = drawn((0, 0, 8, 4), 10), drawn((0, 0, 8, 4), 12_000)
    assert k_function(few).r[[0, -1]].tolist() == [0, 1]
    assert k_function(many).r[-1] == pytest.approx(np.sqrt(1000 / np.pi / many.intensity))
    assert len(k_function(many).r) == 513


@pytest.mark.parametrize("window", [(0, 0, 4, 4), shapely.box(0, 0, 1, 4).union(shapely.box(2, 0, 4, 4))])
@pytest.mark.parametrize("correction", COLUMNS)
def test_degenerate_patterns_have_a_sensible_value(window: object, correction: str) -> None:
    area = window_of(window).area
    same = k_function(PointPattern([[0.5, 0.5]] * 3, window), [0, 0.2, 0.4], correction).values
    np.testing.assert_allclose(same[1:], area if correction != "border" else area * 2 / 3)
    two = k_function(PointPattern([[0.5, 0.5], [0.5, 1.0]], window), [0, 0.2, 0.6, 1.0], correction).values
    assert np.all(np.isfinite(two[:2]))
    assert two[1] == 0
    line = PointPattern(np.column_stack([np.full(30, 0.5), np.linspace(0, 4, 30)]), window)
    assert np.all(np.diff(k_function(line, correction=correction).values) >= -1e-12) or correction == "border"


def test_where_a_correction_ends_its_values_are_nan() -> None:
    k = k_function(drawn((0, 0, 4, 4), 50), np.linspace(0, 4, 9), "all")
    assert np.isnan(k.all["border"][4:]).all()
    assert np.isnan(k.all["iso"]).tolist() == [False] * 6 + [True] * 3
    assert np.isfinite(k.all["none"]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pattern": PointPattern([[1, 1]], (0, 0, 4, 4))}, "of at least two points. Got 1"),
        ({"pattern": [[1, 1], [2, 2]]}, "a PointPattern. Got list"),
        ({"correction": "ripley"}, "'correction' parameter of k_function must be one of 'iso', 'trans'"),
        ({"r": [0.0]}, "the last more than 0"),
        ({"r": [0, 2, 1]}, "ascending"),
        ({"intensity": [1.0]}, "'intensity' parameter of k_function must be an array"),
        ({"intensity": [1.0, 0.0, 1.0]}, "finite numbers over 0. Got 0.0 at point 1"),
    ],
)
def test_wrong_parameters_are_told(change: dict, words: str) -> None:
    given = {"pattern": PointPattern([[1, 1], [2, 2], [3, 1]], (0, 0, 4, 4)), **change}
    with pytest.raises(ParameterError, match=words):
        k_function(**given)


def test_every_complaint_comes_at_once() -> None:
    with pytest.raises(ParameterError) as raised:
        k_function(PointPattern(np.empty((0, 2)), (0, 0, 4, 4)), r=[], correction="x")
    assert str(raised.value).count("\n") == 3

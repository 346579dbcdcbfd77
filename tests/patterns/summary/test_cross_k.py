"""Cross-type K and L: against a plain twin, and what they obey."""

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, cross_k, cross_l, k_function
from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.summary.pairs.circle_in_polygon import angles_outside_of
from beatwright.patterns.summary.pairs.set_covariance import set_covariance

CORRECTIONS = ("iso", "trans", "border", "none")
R = np.linspace(0, 1.5, 16)
L_SHAPE = shapely.Polygon([(0, 0), (6, 0), (6, 2.5), (3, 3), (3, 6), (0, 6)])


def marked(seed: int, window: object = L_SHAPE) -> PointPattern:
    rng = np.random.default_rng(seed)
    return PointPattern.within(
        rng.uniform(0, 6, (120, 2)), window, marks=rng.choice(["theft", "assault", "arson"], 120)
    )


def twin(pattern: PointPattern, start: str, end: str, correction: str) -> np.ndarray:
    """Twin: all pairs in one matrix."""
    a, b, window = pattern.of(start), pattern.of(end), pattern.window
    shift = a.local[:, None] - b.local[None]
    distance, weight = np.hypot(*shift.transpose(2, 0, 1)), np.ones((len(a), len(b)))
    deep = boundary_distances(a.xy, window)
    if correction == "trans":
        weight = window.area / set_covariance(window, shift).reshape(weight.shape)
    if correction == "iso":
        outside = [angles_outside_of(window.edges, *a.local[i], distance[i]) for i in range(len(a))]
        weight = 2 * np.pi / (2 * np.pi - np.array(outside))
    near = [(distance <= r) if window.is_rectangle else (distance < r) for r in R[:-1]] + [distance < R[-1]]
    if correction == "border":
        inside = [deep > r for r in R]
        sums = [held[far].sum() / far.sum() if far.any() else np.nan for held, far in zip(near, inside, strict=True)]
        return np.array(sums) * window.area / len(b)
    return np.array([(held * weight).sum() for held in near]) * window.area / (len(a) * len(b))


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from(CORRECTIONS), st.sampled_from([L_SHAPE, (0, 0, 6, 6)]))
def test_it_is_its_twin(seed: int, correction: str, window: object) -> None:
    pattern = marked(seed, window)
    found = cross_k(pattern, "theft", "arson", R, correction)
    np.testing.assert_allclose(found.values, twin(pattern, "theft", "arson", correction), rtol=1e-9, atol=1e-12)
    curve = cross_l(pattern, "theft", "arson", R, correction)
    np.testing.assert_allclose(curve.values, np.sqrt(found.values / np.pi))
    assert (found.name, curve.name) == ("K from theft to arson", "L from theft to arson")


def test_from_one_kind_to_itself_it_is_k() -> None:
    pattern = marked(1)
    np.testing.assert_array_equal(
        cross_k(pattern, "theft", "theft", R).values, k_function(pattern.of("theft"), R).values
    )


@pytest.mark.parametrize("correction", ["trans", "none"])
def test_corrections_of_the_pair_do_not_mind_the_direction(correction: str) -> None:
    pattern = marked(2)
    there, back = (cross_k(pattern, *ends, R, correction).values for ends in (("theft", "arson"), ("arson", "theft")))
    np.testing.assert_allclose(there, back, rtol=1e-12)


def test_k_of_all_kinds_is_made_of_the_cross_type_ones() -> None:
    pattern, kinds = marked(3), ("theft", "assault", "arson")
    size = {kind: len(pattern.of(kind)) for kind in kinds}
    area, n, total = pattern.window.area, len(pattern), np.zeros(len(R))
    for start in kinds:
        for end in kinds:
            pairs = size[start] * (size[end] - (start == end))
            total += cross_k(pattern, start, end, R).values * pairs / area
    np.testing.assert_allclose(total * area / (n * (n - 1)), k_function(pattern, R).values, rtol=1e-10)


def test_wrong_marks_are_told() -> None:
    with pytest.raises(ParameterError, match=r"must be a mark of the pattern \('arson', 'assault', 'theft'\). Got 'x'"):
        cross_k(marked(0), "theft", "x")
    with pytest.raises(ParameterError, match="a pattern with marks"):
        cross_k(PointPattern([[1, 1], [2, 2]], (0, 0, 4, 4)), "a", "b")
    one_each = PointPattern([[1, 1], [2, 2]], (0, 0, 4, 4), marks=["a", "b"])
    assert cross_k(one_each, "a", "b", [0, 1, 1.5, 2], "none").values.tolist() == [0, 0, 16, 16]
    with pytest.raises(ParameterError, match="at least two points"):
        cross_k(one_each, "a", "a")

"""Counts in quadrats and their test: by hand, by shapely, and as spatstat has them."""

import json
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis.extra.numpy import arrays
from scipy import stats

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts

PATTERNS = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")
GRIDS = {"3x3": (3, 3), "5x5": (5, 5), "7x4": (7, 4), "10x10": (10, 10)}
FRAME = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)


def test_the_top_row_comes_first() -> None:
    pattern = PointPattern([[1, 7], [4, 8], [4, 8.5], [8, 1]], FRAME)
    quadrats = quadrat_counts(pattern, 3)
    assert quadrats.counts.tolist() == [[1, 2, 0], [0, 0, 0], [0, 0, 1]]
    assert quadrats.areas.tolist() == [[9, 9, 9], [9, 0, 9], [9, 9, 9]]
    assert quadrats.y_edges.tolist() == [9, 6, 3, 0]
    assert quadrats.tiles[0, 0].bounds == (0, 6, 3, 9)
    assert repr(quadrats) == "Quadrats(3 columns, 3 rows, 8 of them in the window)"


def test_an_event_on_a_line_counts_to_the_left_and_down_and_never_outside() -> None:
    on_lines = PointPattern([[4.5, 8], [8, 4.5], [9, 9], [0, 0]], (0, 0, 9, 9))
    assert quadrat_counts(on_lines, 2).counts.tolist() == [[1, 1], [1, 1]]
    beside_the_hole = PointPattern([[3, 4], [4, 3], [5.5, 3]], FRAME)
    assert quadrat_counts(beside_the_hole, 3).counts.tolist() == [[0, 0, 0], [1, 0, 0], [0, 2, 0]]


@given(
    arrays(np.float64, st.tuples(st.integers(0, 30), st.just(2)), elements=st.floats(0, 9, width=16)),
    st.integers(1, 7),
    st.integers(1, 7),
)
def test_every_event_and_every_bit_of_the_window_is_counted_once(xy: np.ndarray, columns: int, rows: int) -> None:
    pattern = PointPattern.within(xy, FRAME)
    quadrats = quadrat_counts(pattern, columns, rows)
    assert quadrats.counts.sum() == len(pattern)
    assert quadrats.areas.sum() == pytest.approx(FRAME.area)
    assert not quadrats.counts[~quadrats.inside].any()
    held = shapely.intersects(quadrats.tiles[..., None], shapely.points(pattern.xy)).sum(axis=2)
    assert np.all(quadrats.counts <= held)


def test_index_of_dispersion_is_variance_over_mean() -> None:
    rng = np.random.default_rng(5)
    test = quadrat_test(PointPattern(rng.uniform(0, 1, (300, 2)), (0, 0, 1, 1)), 4, 3)
    assert test.index_of_dispersion == pytest.approx(test.counts.var(ddof=1) / test.counts.mean())
    chi = stats.chisquare(test.counts)
    assert (test.statistic, test.degrees_of_freedom) == (pytest.approx(chi.statistic), 11)
    assert (test.residuals**2).sum() == pytest.approx(test.statistic)
    assert test.few == 0


def test_chance_is_called_chance() -> None:
    rng = np.random.default_rng(6)
    patterns = [PointPattern.within(rng.uniform(0, 9, (300, 2)), FRAME) for _ in range(200)]
    p_values = [quadrat_test(pattern, 4, alternative="clustered").p_value for pattern in patterns]
    assert stats.kstest(p_values, "uniform").pvalue > 0.01


def test_all_at_one_place_is_clustered_and_one_a_quadrat_regular() -> None:
    same = PointPattern(np.full((50, 2), 1.0), FRAME)
    assert quadrat_test(same, 3, alternative="clustered").p_value < 1e-9
    x, y = np.meshgrid(np.arange(10) + 0.5, np.arange(10) + 0.5)
    lattice = PointPattern(np.column_stack([x.ravel(), y.ravel()]), (0, 0, 10, 10))
    assert quadrat_test(lattice, 5, alternative="regular").p_value < 1e-9
    assert quadrat_test(lattice, 10).few == 100


def test_two_islands_and_one_event() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(9, 0, 10, 1)])
    test = quadrat_test(PointPattern([[0.5, 0.5]], islands), 10, 1)
    assert (test.counts.tolist(), test.degrees_of_freedom, test.statistic) == ([1, 0], 1, 1.0)


def test_what_cannot_be_tested_is_told() -> None:
    one = PointPattern([[1, 1]], FRAME)
    with pytest.raises(ParameterError, match="at least 1 event"):
        quadrat_test(PointPattern(np.empty((0, 2)), FRAME))
    with pytest.raises(ParameterError, match="at least 2 quadrats in the window"):
        quadrat_test(one, 1)
    with pytest.raises(ParameterError, match=r"(?s)'columns'.*'rows'"):
        quadrat_test(one, 0, -1)
    with pytest.raises(ParameterError, match="'alternative' parameter of quadrat_test"):
        quadrat_test(one, 2, alternative="less")


@pytest.mark.data
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("name", PATTERNS)
def test_as_spatstat_has_it(name: str, grid: str, reference_pattern: Callable, pattern_folder: Path) -> None:
    """Spatstat clips polygons on a grid of whole numbers: 11.00000004 for an area of 11, and the statistic follows.

    With its own areas our formula gives its statistic to 1e-12; with the exact ones it is 4e-8 off at most.
    """
    expected = json.loads((pattern_folder / name / "quadrat.json").read_text())[grid]
    columns, rows = GRIDS[grid]
    assert (expected["nx"], expected["ny"]) == (columns, rows)
    pattern = reference_pattern(name)
    test = quadrat_test(pattern, columns, rows)
    assert test.counts.tolist() == expected["counts"]
    np.testing.assert_allclose(test.areas, expected["tile_areas"], rtol=1e-8)
    assert test.degrees_of_freedom == expected["df"]
    chances = len(pattern) * np.array(expected["tile_areas"]) / np.sum(expected["tile_areas"])
    assert ((test.counts - chances) ** 2 / chances).sum() == pytest.approx(expected["X2"], rel=1e-12)
    near = 1e-8 if np.allclose(test.areas, expected["tile_areas"], rtol=1e-12, atol=0) else 4e-8
    assert test.statistic == pytest.approx(expected["X2"], rel=near)
    for alternative in ("two-sided", "clustered", "regular"):
        p_value = quadrat_test(pattern, columns, rows, alternative).p_value
        assert p_value == pytest.approx(
            expected[f"p_{alternative.replace('-', '_')}"], rel=near if near == 1e-8 else 4e-7
        )

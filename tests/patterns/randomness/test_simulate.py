"""Points at random: where they lie, and how evenly."""

import numpy as np
import pytest
import shapely
from scipy.stats import chi2

from beatwright.base.errors import ParameterError
from beatwright.base.raster import Raster
from beatwright.patterns import random_points
from beatwright.patterns.window import window_of

ISLANDS = shapely.Polygon([(0, 0), (9, 1), (8, 2), (3, 2), (3, 9)]).union(shapely.box(20, 0, 20.01, 50))
HOLED = shapely.box(0, 0, 4, 3).difference(shapely.box(1, 1, 3, 2))


def chi_square(counts: np.ndarray, expected: np.ndarray) -> float:
    """Return the p-value of counts."""
    expected = expected / expected.sum() * counts.sum()
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts) - 1))


@pytest.mark.parametrize("shape", [(5e5, 4e6, 5e5 + 10, 4e6 + 3), ISLANDS, HOLED])
def test_points_lie_in_the_window_each_part_by_its_area(shape: object) -> None:
    window = window_of(shape)
    pattern = random_points(window, 20_000, seed=4)
    assert pattern.window is window
    left, bottom, right, top = window.bounds
    x, y = np.linspace(left, right, 8), np.linspace(bottom, top, 6)
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(7) for j in range(5)]
    area = np.array([window.polygon.intersection(box).area for box in boxes])
    counts = np.histogram2d(*pattern.xy.T, bins=(x, y))[0].ravel()
    assert chi_square(counts[area > 0], area[area > 0]) > 0.001
    assert counts[area == 0].sum() == 0


def test_the_same_seed_gives_the_same_points_and_a_generator_goes_on() -> None:
    np.testing.assert_array_equal(random_points(HOLED, 9, seed=3).xy, random_points(HOLED, 9, seed=3).xy)
    rng = np.random.default_rng(3)
    assert not np.array_equal(random_points(HOLED, 9, rng).xy, random_points(HOLED, 9, rng).xy)


def test_by_an_intensity_each_cell_has_its_share_within_the_window() -> None:
    values = np.array([[1.0, 5, 2, 0], [3, np.nan, 4, 1], [2, 2, 8, 1]])
    pattern = random_points(HOLED, 20_000, 5, Raster(values, (0, 0, 4, 3)))
    counts = np.histogram2d(pattern.xy[:, 1], pattern.xy[:, 0], bins=(np.arange(4), np.arange(5)))[0]
    full = values.copy()
    full[1, 1:3] = 0  # the hole
    assert chi_square(counts[full > 0], full[full > 0]) > 0.001
    assert counts[full == 0].sum() == 0


def test_none_at_all_and_what_cannot_be() -> None:
    assert len(random_points(HOLED, 0)) == 0
    assert len(random_points(HOLED, 0, intensity=Raster([[1.0]], (0, 0, 4, 3)))) == 0
    with pytest.raises(ParameterError, match="'n' parameter of random_points"):
        random_points(HOLED, -1)
    for wrong in (np.ones((3, 4)), Raster([[-1.0, 2.0]], (0, 0, 4, 3)), Raster([[0.0]], (0, 0, 4, 3))):
        with pytest.raises(ParameterError, match="'intensity' parameter of random_points"):
            random_points(HOLED, 5, intensity=wrong)
    with pytest.raises(ParameterError, match="more than 0 in the window"):
        random_points(HOLED, 5, intensity=Raster([[1.0]], (10, 10, 11, 11)))

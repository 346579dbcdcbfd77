"""Translation weights of listed pairs, against the exact set covariance."""

import numpy as np
import shapely

from beatwright.patterns.summary.pairs.set_covariance import set_covariance
from beatwright.patterns.summary.pairs.translation_weights import translation_weights
from beatwright.patterns.window import window_of

LETTER = shapely.Polygon([(0, 0), (6, 0), (6, 4), (4, 2.5), (2, 5), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])


def test_weights_in_a_polygon_are_those_of_the_shared_area() -> None:
    window, angle = window_of(LETTER), np.linspace(0, 2 * np.pi, 37)
    for length in (0.0, 0.3, 1.2):
        shifts = length * np.column_stack([np.cos(angle), np.sin(angle)])
        exact = window.area / set_covariance(window, shifts)
        np.testing.assert_allclose(translation_weights(window, shifts, 1.2), exact, rtol=2e-4)


def test_weights_in_a_rectangle_are_the_formula_and_end_at_a_hundred() -> None:
    found = translation_weights(window_of((0, 0, 4, 3)), np.array([[1.0, -2.0], [-3.0, 0.0], [3.999, 2.0]]), 5.0)
    np.testing.assert_allclose(found, [4.0, 4.0, 100.0])

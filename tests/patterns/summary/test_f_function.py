"""F: against spatstat with exact distances, closed forms and patterns that can be counted by hand."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern
from beatwright.patterns.summary.f_function import cell_centres, f_function
from beatwright.patterns.window import window_of

PATTERNS = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")


def test_one_event_empties_its_disc() -> None:
    r = np.linspace(0, 4, 9)
    found = f_function(PointPattern([[5, 5]], (0, 0, 10, 10)), r, "none", places=500)
    np.testing.assert_allclose(found.values, np.pi * r**2 / 100, atol=1e-4)
    assert (found.name, found.correction) == ("F", "none")


def test_places_of_ones_own() -> None:
    pattern = PointPattern([[5, 5]], (0, 0, 10, 10))
    found = f_function(pattern, [0, 1, 2, 3], ["km", "rs", "none"], places=[[5, 5], [5, 6.5], [1, 5], [9, 9]])
    np.testing.assert_allclose(found.all["none"], [0.25, 0.25, 0.5, 0.5])
    # In the bin [0, 1) one of four is reached; two are censored at 1 and stay at risk in [1, 2).
    np.testing.assert_allclose(found.all["km"], [0, 1 / 4, 1 - 3 / 4 * 2 / 3, 1 - 3 / 4 * 2 / 3])
    np.testing.assert_allclose(found.all["rs"], [0, 1 / 4, 2 / 4, 1])


def test_centres_of_cells_lie_in_the_window() -> None:
    window = window_of(shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 3, 3))
    assert len(cell_centres(window, 4)) == 12
    assert len(cell_centres(window_of((10, 10, 14, 12)), 4)) == 16


def test_random_patterns_lie_around_the_theoretical_curve() -> None:
    r = np.linspace(0, 0.06, 61)
    patterns = [PointPattern(np.random.default_rng(s).uniform(size=(400, 2)), (0, 0, 1, 1)) for s in range(30)]
    curves = [f_function(pattern, r, "all", places=32) for pattern in patterns]
    for correction in ("km", "rs", "cs"):
        mean = np.mean([curve.all[correction] for curve in curves], axis=0)
        assert np.abs(mean - curves[0].theoretical).max() < 0.02


def test_no_event_is_told() -> None:
    with pytest.raises(ParameterError, match=r"at least 1 event\. This pattern has none"):
        f_function(PointPattern(np.empty((0, 2)), (0, 0, 1, 1)))


@pytest.mark.parametrize("places", [0, -3, True, 2.5, "many", [], [[2.0, 0.5]], [[np.nan, 0.5]], [1.0, 2.0]])
def test_wrong_places_are_told(places: object) -> None:
    with pytest.raises(ParameterError, match="'places' parameter of f_function"):
        f_function(PointPattern([[0.5, 0.5]], (0, 0, 1, 1)), places=places)


def test_a_window_between_the_centres_is_told() -> None:
    frame = shapely.box(0, 0, 10, 10) - shapely.box(1, 1, 9, 9)
    with pytest.raises(ParameterError, match="so large that a cell's centre lies in the window"):
        f_function(PointPattern([[0.5, 0.5]], frame), places=1)


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS)
def test_as_spatstat_has_it_from_exact_distances(
    name: str, reference_pattern: Callable, reference_table: Callable
) -> None:
    table, pattern = reference_table(name, "F_exact.csv"), reference_pattern(name)
    given = reference_table(name, "F_exact_testpoints.csv")
    np.testing.assert_allclose(cell_centres(pattern.window, 64), np.column_stack([given["x"], given["y"]]), rtol=1e-12)
    found = f_function(pattern, table["r"], ["km", "rs", "cs"])
    same = ("km", "rs", "cs") if name.startswith("sq_") else ("km", "rs")
    for correction in same:
        np.testing.assert_allclose(found.all[correction], table[correction], rtol=1e-9, atol=1e-15)


@pytest.mark.data
def test_chiu_and_stoyan_differ_in_a_polygon_by_the_pixel_areas_alone(
    reference_pattern: Callable, reference_table: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, pattern = reference_table("hole_csr", "F_exact.csv"), reference_pattern("hole_csr")
    exact = f_function(pattern, table["r"], "cs").values
    assert 1e-4 < np.abs(exact - table["cs"]).max() < 1e-3
    pixels = reference_table("hole_csr", "G_eroded_areas.csv")

    def stepwise(window: object, r: np.ndarray) -> np.ndarray:
        """Its areas are given at other distances; whole pixels leave at the next one that is given."""
        return pixels["eroded_area"][np.minimum(np.searchsorted(pixels["r"], r), len(pixels["r"]) - 1)]

    monkeypatch.setattr("beatwright.patterns.summary.distance_distribution.eroded_areas", stepwise)
    np.testing.assert_allclose(f_function(pattern, table["r"], "cs").values, table["cs"], rtol=1e-9)

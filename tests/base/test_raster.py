"""Rasters: where cells lie, values at places, regions and lines."""

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.base.raster import Raster


def cone(size=41, unit=""):
    raster = Raster(np.zeros((size, size)), (100, 200, 300, 400), unit)
    x, y = np.meshgrid(raster.x, raster.y)
    return Raster(100 - np.hypot(x - 200, y - 300), raster.bounds, unit)


def test_rows_ascend_with_y():
    raster = Raster([[1, 2, 3], [4, 5, 6]], (0, 0, 3, 2))
    assert raster.at([[0.5, 0.5], [0.5, 1.5], [2.5, 1.5]]).tolist() == [1, 4, 6]
    assert raster.at([[3.0, 2.0]]).tolist() == [6]
    assert np.isnan(raster.at([[-0.1, 1], [3.1, 1], [1, 2.1], [np.nan, 1]])).all()


def test_a_point_whose_cell_has_no_value_takes_that_of_a_cell_that_touches_it():
    raster = Raster([[np.nan, np.nan, 7.0], [np.nan] * 3, [np.nan] * 3], (0, 0, 3, 3))
    assert raster.at([[1.5, 0.5], [1.5, 1.5]]).tolist() == [7, 7]
    assert np.isnan(raster.at([[0.5, 0.5], [1.5, 2.5]])).all()
    assert np.isnan(Raster([[np.nan]], (0, 0, 1, 1)).at([[0.5, 0.5]])).all()


def test_the_contours_of_a_cone_are_circles():
    raster = cone()
    (line, nothing) = raster.contours([50.0, 1000.0])
    away = np.hypot(*(shapely.get_coordinates(line) - (200, 300)).T)
    assert away == pytest.approx(50, abs=0.3)
    assert nothing.is_empty
    assert raster.region(50).area == pytest.approx(np.pi * 2500, rel=5e-3)
    ring = raster.region(40, 80)
    assert ring.area == pytest.approx(np.pi * (3600 - 400), rel=1e-2)
    assert len(ring.geoms[0].interiors) == 1


def test_regions_cover_the_cells_that_have_values_and_no_more():
    values = cone().values.copy()
    values[:, :20] = np.nan
    values[5:9, 30:35] = np.nan
    raster = Raster(values, (100, 200, 300, 400))
    whole = raster.region(-np.inf)
    assert whole.equals(raster.area) or whole.symmetric_difference(raster.area).area < 1e-6
    assert raster.area.area == pytest.approx(raster.inside.sum() * raster.cell[0] * raster.cell[1])
    low, high = raster.region(-np.inf, 60), raster.region(60)
    assert low.area + high.area == pytest.approx(whole.area)
    assert shapely.union_all(raster.contours([60])).difference(raster.area.buffer(1e-6)).is_empty


def test_a_raster_without_values_has_no_contours():
    raster = Raster(np.full((3, 4), np.nan), (0, 0, 1, 1))
    assert raster.total == 0
    assert raster.area.is_empty
    assert raster.region(0).is_empty
    assert raster.contours([1])[0].is_empty


def test_one_flat_cell_is_a_region_of_its_value_only():
    raster = Raster([[2.0]], (0, 0, 4, 4))
    assert raster.region(2.0).area == 16
    assert raster.region(2.1).is_empty
    assert raster.region(3, 1).is_empty


@pytest.mark.parametrize("bounds", [(0, 0, 0, 1), (0, 1, 1, 0), (0, 0, np.inf, 1), (0, 0, 1)])
def test_bounds_without_an_area_and_values_without_a_shape_are_refused_at_once(bounds):
    with pytest.raises(ParameterError, match=r"(?s)rows, columns.*with an area"):
        Raster([1.0], bounds)


def test_values_cannot_be_changed_later():
    given = np.ones((2, 2))
    raster = Raster(given, (0, 0, 1, 1))
    given[0, 0] = 5
    assert raster.values[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        raster.values[0, 0] = 2

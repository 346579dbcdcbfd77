"""Maps of rasters: what is packed comes back, colours end where the window ends, limits are round."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from beatwright.base.errors import ParameterError
from beatwright.base.raster import Raster
from beatwright.core.chart import RasterMap, chart_from_dict
from beatwright.core.raster_map import pack_raster, unpack_raster
from beatwright.show.charts.map_raster import draw_raster
from beatwright.show.figures.classes import even_change_limits, even_limits
from beatwright.show.figures.palette import CHANGE, DEMAND

NAMED = {"name": "map", "alt": "A map.", "legend": "Incidents per km²"}


@given(st.lists(st.floats(-1e9, 1e9) | st.just(np.nan), min_size=1, max_size=12), st.integers(1, 3))
def test_what_is_packed_comes_back_to_a_sixty_thousandth_of_its_range(values, rows):
    table = np.array([values] * rows)
    text, (low, high) = pack_raster(Raster(table, (0, 0, 1, 1)))
    back = unpack_raster(text, table.shape, (low, high))
    assert np.array_equal(np.isnan(back), np.isnan(table))
    assert np.allclose(back, table, rtol=0, atol=(high - low) / 120_000 + 1e-12, equal_nan=True)
    again, _ = pack_raster(Raster(back, (0, 0, 1, 1)))
    assert again == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"packed": "no base64!"},
        {"packed": "AAAA"},
        {"shape": (3, 2)},
        {"shape": (2, 2, 2)},
        {"shape": (1e9, 1e9)},
        {"bounds": (0, 0, 0, 1)},
        {"range": (0, float("inf"))},
        {"window": "POLYGON ((0 0"},
        {"outlines": ["nonsense"]},
    ],
)
def test_a_damaged_map_is_refused(wrong):
    chart = RasterMap.of(Raster([[1.0, 2.0], [3.0, 4.0]], (0, 0, 1, 1)), **NAMED)
    with pytest.raises(ParameterError, match=r"raster map 'map' has no values|no well-known text"):
        chart_from_dict({**json.loads(json.dumps(chart.to_dict())), **wrong})


def colour_at(figure, xy):
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())
    column, row = figure.axes[0].transData.transform(xy)
    return pixels[pixels.shape[0] - 1 - int(row), int(column), :3] / 255


def hill(bounds, shift=0.0):
    frame = Raster(np.zeros((50, 60)), bounds)
    x, y = np.meshgrid(frame.x, frame.y)
    middle = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return Raster(100 * np.exp(-((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / (2 * 400**2)) + shift, bounds)


def test_colours_end_with_the_window(case):
    city = case.problem.city
    raster = hill(city.boundary.bounds)
    x, y = city.boundary.centroid.coords[0]
    window = city.boundary.buffer(-200).difference(shapely.Point(x, y).buffer(300))
    figure = draw_raster(RasterMap.of(raster, window=window, levels=[50], **NAMED), city)
    assert np.allclose(colour_at(figure, (x + 40, y + 30)), 1)
    assert not np.allclose(colour_at(figure, (x + 350, y + 33)), 1)
    whole = draw_raster(RasterMap.of(raster, **NAMED), city)
    assert np.allclose(colour_at(whole, (x + 40, y + 30)), to_rgb(DEMAND[-1]), atol=0.01)


def test_a_range_on_both_sides_of_0_has_the_colours_of_change(case):
    city = case.problem.city
    figure = draw_raster(RasterMap.of(hill(city.boundary.bounds, -50.0), **NAMED), city)
    x, y = city.boundary.centroid.coords[0]
    assert np.allclose(colour_at(figure, (x + 40, y + 30)), to_rgb(CHANGE[-1]), atol=0.01)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "over 25" in texts
    assert "under −25" in texts


def test_a_raster_without_values_leaves_the_map_white(case):
    city = case.problem.city
    figure = draw_raster(RasterMap.of(Raster([[np.nan]], city.boundary.bounds), **NAMED), city)
    x, y = city.boundary.centroid.coords[0]
    assert np.allclose(colour_at(figure, (x + 40, y + 30)), 1)


def test_cells_inside_the_window_without_a_value_stay_white_and_those_on_its_border_do_not(case):
    city = case.problem.city
    raster = hill(city.boundary.bounds, 10.0)
    x, y = np.meshgrid(raster.x, raster.y)
    middle_x, middle_y = city.boundary.centroid.coords[0]
    window = city.boundary.buffer(-200)
    known = shapely.contains_xy(window, x, y) & (np.hypot(x - middle_x, y - middle_y) > 300)
    figure = draw_raster(
        RasterMap.of(Raster(np.where(known, raster.values, np.nan), raster.bounds), window=window, **NAMED), city
    )
    assert np.allclose(colour_at(figure, (middle_x + 40, middle_y + 30)), 1)
    assert not np.allclose(colour_at(figure, (middle_x + 450, middle_y + 33)), 1)
    edge = window.exterior.interpolate(0.1, normalized=True)
    away = np.hypot(edge.x - middle_x, edge.y - middle_y)
    inward = edge.x + (middle_x - edge.x) * 12 / away, edge.y + (middle_y - edge.y) * 12 / away
    assert not np.allclose(colour_at(figure, inward), 1)


def test_doublings_are_told_as_factors(case):
    city = case.problem.city
    chart = RasterMap.of(replace(hill(city.boundary.bounds, -50.0).scaled(0.04), unit="doublings"), **NAMED)
    texts = [text.get_text() for axes in draw_raster(chart, city).axes for text in axes.texts]
    assert "over 2" in texts
    assert "under 0.5" in texts
    assert not any("−" in text for text in texts)


@given(st.floats(0, 1e6), st.floats(1e-9, 1e6))
def test_limits_are_few_and_hold_all_values(low, width):
    limits = even_limits(low, low + width)
    assert 2 <= len(limits) <= 8
    assert limits[0] <= low * (1 + 1e-9) + 1e-12
    assert limits[-1] >= (low + width) * (1 - 1e-8)
    signed = even_change_limits(width)
    assert len(signed) == 8
    assert 0.4 * width <= signed[-2] * (1 + 1e-8) <= width * (1 + 1e-7)
    assert signed == [-limit for limit in reversed(signed)]

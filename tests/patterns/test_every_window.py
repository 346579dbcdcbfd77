"""Every function that takes a window refuses what is none, in one sentence that names it."""

import inspect

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright import patterns
from beatwright.base.errors import ParameterError
from beatwright.patterns import MaternProcess, PointPattern, ThomasProcess, Window, random_points


def _corner_without_height():
    with np.errstate(invalid="ignore"):
        return shapely.Polygon([(0, 0), (1, np.nan), (1, 1)])


XY = np.array([[0.2, 0.3], [0.6, 0.7]])
TAKES = {
    "Window": Window,
    "PointPattern": lambda window: PointPattern(XY, window),
    "PointPattern.within": lambda window: PointPattern.within(XY, window),
    "random_points": lambda window: random_points(window, 5, seed=1),
    "MaternProcess.simulate": lambda window: MaternProcess(5.0, 0.1, 3.0).simulate(window, 1),
    "ThomasProcess.simulate": lambda window: ThomasProcess(5.0, 0.1, 3.0).simulate(window, 1),
}
NO_WINDOW = {
    "none": None,
    "a text": "square",
    "a point": shapely.Point(0, 0),
    "a line": shapely.LineString([(0, 0), (1, 1)]),
    "empty": shapely.Polygon(),
    "an empty part": shapely.MultiPolygon([]),
    "an empty table": gpd.GeoSeries([], dtype="geometry"),
    "three numbers": (0, 0, 1),
    "left beyond right": (1, 0, 0, 1),
    "no width": (0, 0, 0, 1),
    "a number that is none": (0, 0, np.nan, 1),
    "an infinite side": (0, 0, np.inf, 1),
    "a corner that is none": _corner_without_height(),
    "an infinite corner": shapely.Polygon([(0, 0), (1, np.inf), (1, 0)]),
    "in a line": shapely.Polygon([(0, 0), (1, 1), (2, 2)]),
    "crossing itself": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
    "islands that overlap": shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]),
    "a hole outside": shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)], [[(5, 5), (6, 5), (6, 6)]]),
    "larger than numbers": (0, 0, 1e200, 1e200),
    "area larger than numbers": shapely.box(0, 0, 1e160, 1e160),
    "larger than powers of it": (0, 0, 1e40, 1e40),
    "smaller than numbers": (0, 0, 1e-200, 1e-200),
    "smaller than powers of it": (0, 0, 1e-40, 1e-40),
    "degrees": gpd.GeoSeries([shapely.box(-90.3, 38.5, -90.1, 38.8)], crs="EPSG:4326"),
}


@pytest.mark.parametrize("what", NO_WINDOW)
@pytest.mark.parametrize("function", TAKES)
def test_what_is_no_window_is_refused_in_one_sentence(function, what):
    with pytest.raises(ParameterError, match="window of a point pattern") as told, np.errstate(all="ignore"):
        TAKES[function](NO_WINDOW[what])
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400


@pytest.mark.parametrize("function", TAKES)
def test_a_window_is_taken_by_all(function):
    TAKES[function](shapely.box(0, 0, 1, 1))


def test_every_function_that_takes_a_window_is_here():
    """Those that get one with a pattern have it from PointPattern, which refuses what is none."""
    found = set()
    for name in patterns.__all__:
        thing = getattr(patterns, name)
        if "window" in _parameters(thing) and not name.endswith(("Risk", "Clustering")):  # results carry theirs
            found.add(name)
        methods = inspect.getmembers(thing, callable) if inspect.isclass(thing) else []
        found |= {f"{name}.{key}" for key, method in methods if key[0] != "_" and "window" in _parameters(method)}
    assert found - {"Window"} == set(TAKES) - {"Window"}


def _parameters(thing):
    try:
        return inspect.signature(thing).parameters
    except (TypeError, ValueError):
        return {}

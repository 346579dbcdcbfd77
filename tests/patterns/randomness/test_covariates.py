"""Covariates: distances to features."""

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns.randomness.covariates import distance_to

SHAPES = {
    "point": shapely.Point(2, 2),
    "points": shapely.MultiPoint([(0, 0), (9, 9)]),
    "line": shapely.LineString([(0, 0), (5, 5), (9, 0)]),
    "ring with a hole": shapely.box(1, 1, 8, 8) - shapely.box(3, 3, 6, 6),
    "parks": shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)]),
    "all sorts": shapely.GeometryCollection(
        [shapely.Point(9, 0), shapely.box(0, 8, 1, 9), shapely.MultiLineString([[(4, 0), (4, 4)], [(6, 9), (9, 9)]])]
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_distances_are_shapely_s(shape: shapely.Geometry) -> None:
    places = np.random.default_rng(1).uniform(-1, 10, (200, 2))
    np.testing.assert_allclose(
        distance_to(shape)(places), shapely.distance(shape, shapely.points(places)), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("feature", [np.empty((0, 2)), [1.0, 2.0], [[np.nan, 0.0]], shapely.Point(), shapely.Polygon()])
def test_features_of_nothing_are_told(feature: object) -> None:
    with pytest.raises(ParameterError, match="'feature' parameter of distance_to"):
        distance_to(feature)

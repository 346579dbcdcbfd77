"""Heaps of places are named as maps name them."""

import re

import numpy as np
import pyproj
import pytest

from beatwright.data.incidents.rows.heaping import heaping_warnings


@pytest.mark.parametrize(
    ("epsg", "lon", "lat"), [(32615, -90.2, 38.6), (26996, -90.4, 38.7), (2154, 2.35, 48.85), (32755, 147.3, -42.9)]
)
def test_a_heap_is_named_by_longitude_and_latitude(epsg, lon, lat):
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    times = np.datetime64("2024-01-01T10:17", "us") + np.arange(60) * np.timedelta64(1, "D")
    spot = np.r_[np.zeros(30, dtype=np.int64), np.arange(1, 31)]
    told = heaping_warnings(times, spot, np.zeros(60, dtype=np.int64), np.full(60, x), np.full(60, y), "minute", epsg)
    found = [re.search(r"longitude (-?[\d.]+), latitude (-?[\d.]+)", text) for text in told]
    (match,) = [one for one in found if one]
    assert tuple(map(float, match.groups())) == pytest.approx((lon, lat), abs=1.1e-5)

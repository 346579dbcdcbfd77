"""A wrong sign is told where the boundary shows it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from beatwright.data.reading.coordinates import utm_at
from beatwright.data.reading.signs import sign_warning


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [(90.2, 38.6, "of the longitude changed"), (-90.2, -38.6, "of the latitude changed"),
     (90.2, -38.6, "longitude and latitude changed"), (12.0, 50.0, "")],
)  # fmt: skip
def test_sign_that_brings_rows_inside(lon: float, lat: float, said: str) -> None:
    crs = utm_at(-90.2, 38.6)
    boundary = shapely.box(730_000, 4_265_000, 760_000, 4_290_000)
    warnings = sign_warning(np.full(40, lon), np.full(40, lat), boundary, crs)
    assert [("40 rows" in text, said in text) for text in warnings] == [(True, True)] * bool(said)

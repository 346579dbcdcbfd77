"""Incidents most of which lie away from the boundary: how far, and what change would make them fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.data.geometry.layer_distance import away_from, degrees_of

__all__ = ["most_away"]

# Stray rows at both ends must not hide that all others are elsewhere.
_STRAY = 0.02


def most_away(
    xy: npt.NDArray[np.float64], weight: npt.NDArray[np.intp], away: npt.NDArray[np.bool_], *,
    origin: Any, boundary: Any, crs: Any,
) -> list[str]:  # fmt: skip
    """Return one warning where most rows lie away from the boundary, else none.

    Parameters
    ----------
    xy : array of float64, shape (n, 2)
        Coordinates as the file has them, in the CRS `origin`.
    weight : array of int, shape (n,)
        Rows at each of them.
    away : array of bool, shape (n,)
        Which of them are not in the boundary, or only with longitude and latitude exchanged.
    origin, boundary, crs
        CRS of the coordinates; the boundary and its projected CRS.
    """
    rows, total = int(weight[away].sum()), int(weight.sum())
    if 2 * rows <= total:
        return []
    points = degrees_of(xy[away], origin)
    if not len(points):
        return []
    low, high = np.quantile(points, (_STRAY, 1 - _STRAY), axis=0)
    text, _ = away_from(points[((points >= low) & (points <= high)).all(axis=1)], boundary, crs)
    if not text:
        return [f"{rows:,} of {total:,} rows lie outside the boundary. Check that it is the city of the incidents."]
    return [f"{rows:,} of {total:,} rows do not lie in the boundary. They lie {text}"]

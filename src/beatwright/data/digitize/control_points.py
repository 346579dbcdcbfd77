"""Places that are known in the picture and on the ground: from a table, an array or a CSV file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.columns.coordinate_headings import EASTINGS, LATITUDES, LONGITUDES, NORTHINGS, plain_heading
from beatwright.base.errors import Complaints, InputError
from beatwright.base.vector.vector_files import read_text_table
from beatwright.base.words import listed

__all__ = ["ControlPoints", "read_control_points"]

_ACROSS = ("pixelx", "pixel", "column", "col", "px", "imagex", "sourcex")
_DOWN = ("pixely", "line", "row", "py", "imagey", "sourcey")
_FORM = (
    "Control points need the columns pixel_x and pixel_y, in pixels from the upper left, and x and y on the map, or "
    "lon and lat"
)
_LEAST = 3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ControlPoints:
    """Places that are known in the picture and on the ground.

    Parameters
    ----------
    pixels : array, shape (n, 2)
        Columns and rows from the middle of the upper left pixel.
    places : array, shape (n, 2)
        x and y, or longitude and latitude.
    in_degrees : bool
        Whether the columns were named as longitude and latitude.
    """

    pixels: Floats
    places: Floats
    in_degrees: bool = False

    def complaints(self, size: tuple[int, int] | None) -> list[str]:
        """Return what forbids a fit, for a picture of `size` (width, height), where that is known."""
        n = len(self.pixels)
        if n < _LEAST:
            return [f"A map needs {_LEAST} control points at least, and a fourth to check them. Got {n}."]
        across, down = size or (math.inf, math.inf)
        wrong = [
            f"Control point {i + 1} is at pixel ({x:g}, {y:g}), outside the picture of {across:,} by {down:,} "
            "pixels. Count pixels from the upper left corner of this picture."
            for i, (x, y) in enumerate(self.pixels)
            if not (-1 <= x <= across and -1 <= y <= down) and size is not None
        ]
        for values, where in ((self.pixels, "in the picture"), (self.places, "on the ground")):
            if _in_line(values):
                wrong.append(
                    f"The control points lie in one line {where}, or at fewer than {_LEAST} places: they say nothing "
                    "of what is beside it. Choose them near the corners of the map."
                )
        return wrong


def _in_line(points: Floats) -> bool:
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return bool(spread[1] <= 0.01 * spread[0])


def read_control_points(source: Any) -> ControlPoints:
    """Read control points.

    Parameters
    ----------
    source : path, DataFrame or array of shape (n, 4)
        A CSV file or a table with the columns ``pixel_x``, ``pixel_y`` and ``x``, ``y`` (or ``lon``, ``lat``); or an
        array of these four, in that order.

    Raises
    ------
    InputError
        Where columns are missing or values are no numbers.
    """
    if isinstance(source, (str, Path)):
        return _of_table(read_text_table(Path(source), as_text=True), f"The file '{source}'")
    if isinstance(source, pd.DataFrame):
        return _of_table(source, "The table of control points")
    try:
        array = np.asarray(source, np.float64)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.ndim != 2 or array.shape[1] != 4 or not np.isfinite(array).all():
        raise InputError(f"{_FORM}: a CSV file, a table, or an array of shape (n, 4). Got {type(source).__name__}.")
    return ControlPoints(array[:, :2], array[:, 2:])


def _of_table(table: pd.DataFrame, owner: str) -> ControlPoints:
    plain = {plain_heading(str(column)): str(column) for column in reversed(table.columns)}
    pixels = [_first(plain, names) for names in (_ACROSS, _DOWN)]
    degrees = [_first(plain, names) for names in (LONGITUDES, LATITUDES)]
    metres = [_first(plain, names) for names in (("x", "mapx", *EASTINGS), ("y", "mapy", *NORTHINGS))]
    places = metres if all(metres) or not all(degrees) else degrees
    wanted = dict(zip(("pixel_x", "pixel_y", "x (or lon)", "y (or lat)"), [*pixels, *places], strict=True))
    complaints = Complaints()
    complaints.add(_missing([name for name, heading in wanted.items() if heading is None], table, owner))
    there = table[[heading for heading in wanted.values() if heading]]
    numbers = complaints.attempt(lambda: _numbers(there, owner))
    complaints.raise_if_any(InputError)
    assert numbers is not None  # else there were complaints
    return ControlPoints(numbers[:, :2], numbers[:, 2:], in_degrees=places is degrees)


def _missing(names: list[str], table: pd.DataFrame, owner: str) -> str | None:
    if not names:
        return None
    hint = did_you_mean(names[0].split(" ")[0], [str(column) for column in table.columns])
    return f"{owner} has no column {listed(names)}. {hint} {_FORM}."


def _first(plain: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((plain[name] for name in names if name in plain), None)


def _numbers(table: pd.DataFrame, owner: str) -> Floats:
    complaints = Complaints()
    columns = []
    for heading in table.columns:
        values = pd.to_numeric(table[heading], errors="coerce").to_numpy(np.float64)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            got = repr(str(table[heading].iloc[bad[0]])[:40])
            complaints.add(f"{owner} has no number in the column '{heading}' of row {bad[0] + 1}. Got {got}.")
        columns.append(values)
    complaints.raise_if_any(InputError)
    return np.column_stack(columns) if columns else np.empty((0, 0))

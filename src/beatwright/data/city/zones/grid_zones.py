"""Zones as a regular grid."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.errors import ParameterError
from beatwright.data.city.layer import Layer
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["grid_shape", "grid_zones", "is_grid"]

_COUNTS = re.compile(r"^\s*(\d+)\s*[xX×]\s*(\d+)\s*$")
_CELL = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(m|km)\s*$")
_MOST_CELLS = 1_000_000
_SLIVER = 0.01


def is_grid(size: object) -> bool:
    """Say whether `size` describes a grid: ``"40x24"``, ``"500 m"``, ``"0.5 km"`` or a number of metres."""
    if isinstance(size, str):
        return bool(_COUNTS.match(size) or _CELL.match(size))
    return isinstance(size, (int, float)) and not isinstance(size, bool)


def grid_shape(bounds: npt.NDArray[np.float64], size: str | float) -> tuple[int, int, float, float]:
    """Return columns, rows, and the width and height of a cell in metres.

    Raises
    ------
    ParameterError
        Where `size` is no grid, or makes more than a million cells.

    Examples
    --------
    >>> grid_shape(np.array([0.0, 0.0, 1000.0, 600.0]), "400 m")
    (3, 2, 400.0, 400.0)
    """
    if not is_grid(size):
        raise ParameterError(
            f"The 'size' parameter of grid_zones must be columns x rows such as '40x24', or a cell such as '500 m'. "
            f"Got {size!r}."
        )
    width, height = float(bounds[2] - bounds[0]), float(bounds[3] - bounds[1])
    counts = _COUNTS.match(size) if isinstance(size, str) else None
    if counts:
        columns, rows = int(counts[1]), int(counts[2])
        cell_x, cell_y = width / max(columns, 1), height / max(rows, 1)
    else:
        cell_x = cell_y = _metres(size)
        columns = rows = 0
        if cell_x > 0:
            columns, rows = (max(1, int(np.ceil(side / cell_x - 1e-9))) for side in (width, height))
    if not 0 < columns * rows <= _MOST_CELLS:
        raise ParameterError(
            f"The 'size' parameter of grid_zones must make between 1 and {_MOST_CELLS:,} cells. "
            f"Got {size!r}, which makes {columns * rows:,}."
        )
    return columns, rows, cell_x, cell_y


def _metres(size: str | float) -> float:
    cell = _CELL.match(size) if isinstance(size, str) else None
    return float(cell[1]) * (1000.0 if cell[2] == "km" else 1.0) if cell else float(size)


def grid_zones(boundary: Any, size: str | float, *, crs: Any, clip: bool = True) -> Layer:
    """Divide the area into rectangular cells.

    The grid starts at the south-west corner of the bounds. Cells that do not meet the boundary are left out.

    Parameters
    ----------
    boundary : shapely Polygon or MultiPolygon
        The area, in `crs`.
    size : str or float
        Columns x rows over the bounds (``"40x24"``), or the side of a square cell (``"500 m"``, ``500.0``).
    crs : CRS or str
        Projected, in metres.
    clip : bool
        Cut the cells at the boundary. The areas of the zones then sum to that of the boundary.

    Returns
    -------
    Layer
        Ids ``r03c12``: third row from the south, twelfth column from the west.

    Raises
    ------
    ParameterError
        Where `size` is no grid, or makes more than a million cells.

    Examples
    --------
    >>> grid = grid_zones(shapely.box(0, 0, 100, 50), "2x1", crs=32615)
    >>> list(grid.table.index), grid.table.area.sum()
    (['r1c1', 'r1c2'], np.float64(5000.0))
    """
    bounds = np.asarray(shapely.bounds(boundary), dtype=np.float64)
    columns, rows, cell_x, cell_y = grid_shape(bounds, size)
    row, column = (part.ravel() for part in np.mgrid[0:rows, 0:columns])
    cells = _cells(
        bounds, row, column, cell_x, cell_y=cell_y, counts=(columns, rows) if _COUNTS.match(str(size)) else None
    )
    cut = _cut(cells, boundary)
    area = shapely.area(cut)
    kept = np.flatnonzero(area > 0)
    shapes = cut[kept] if clip else cells[kept]
    ids = _ids(row[kept] + 1, column[kept] + 1, rows, columns)
    table = gpd.GeoDataFrame(geometry=shapes, index=ids, crs=crs)
    return Layer(table, _notes(area[kept], cell_x * cell_y, clip=clip))


def _cells(
    bounds: npt.NDArray[np.float64],
    row: npt.NDArray[np.intp],
    column: npt.NDArray[np.intp],
    cell_x: float,
    cell_y: float,
    counts: tuple[int, int] | None,
) -> Any:
    """Make the cells from shared edges, so that neighbours touch to the last bit."""
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    x = bounds[0] + cell_x * np.arange(columns + 1)
    y = bounds[1] + cell_y * np.arange(rows + 1)
    if counts:
        x[-1], y[-1] = bounds[2], bounds[3]
    return shapely.box(x[column], y[row], x[column + 1], y[row + 1])


def _cut(cells: Any, boundary: Any) -> Any:
    shapely.prepare(boundary)
    cut = np.array(cells, dtype=object, copy=True)
    inside = shapely.covers(boundary, cells)
    cut[~inside] = polygonal(shapely.intersection(cells[~inside], boundary))
    return cut


def _ids(row: npt.NDArray[np.intp], column: npt.NDArray[np.intp], rows: int, columns: int) -> pd.Index[Any]:
    tall, wide = len(str(rows)), len(str(columns))
    return pd.Index([f"r{r:0{tall}d}c{c:0{wide}d}" for r, c in zip(row, column, strict=True)], dtype=object)


def _notes(area: npt.NDArray[np.float64], cell: float, *, clip: bool) -> tuple[str, ...]:
    slivers = int((area < _SLIVER * cell).sum())
    if slivers == 0:
        return ()
    what = "are slivers" if clip else "hardly touch the city"
    return (f"Zones: {slivers} of {len(area)} grid cells {what}: under {_SLIVER:.0%} of a cell lies in the boundary.",)

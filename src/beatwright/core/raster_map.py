"""The map of a raster, declared: its values are packed as text, sixteen bits a cell."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.raster import Raster
from beatwright.core.chart_parts import Chart

__all__ = ["RasterMap", "pack_raster", "unpack_raster"]

_STEPS = 65_534
_FINE = 2_500  # a picture is about this many pixels across: finer detail cannot be seen
_MOST_CELLS = 1 << 24  # of a map; more is no map but an attempt to fill the memory


@dataclass(frozen=True, kw_only=True)
class RasterMap(Chart):
    """A figure of every cell of a grid, as colours: `RasterMap.of` makes one of a raster.

    Parameters
    ----------
    packed : str
        The values, packed: sixteen bits a cell.
    shape : (rows, columns)
        Of the grid; row 0 is the southernmost.
    bounds : (left, bottom, right, top)
        Outer borders of the grid in metres, in the city's CRS.
    range : (low, high)
        Smallest and largest value. A range on both sides of 0 makes a map of changes, green below 0 and brown above.
    legend : str
        What the colours mean, with the unit.
    unit : str
        Unit of the values. "doublings", the logarithm of a ratio to the base of 2: the legend says the ratio.
    levels : sequence of float
        Where contour lines are drawn.
    window : str
        Well-known text of the area that was watched: colours end there, and its outline is drawn. Empty: the colours
        end with the cells.
    outlines : sequence of str
        Well-known texts of shapes that are drawn as dark lines, such as hotspots.
    """

    kind = "raster map"
    numbers = ("shape", "bounds", "range", "levels")
    lists = ("shape", "bounds", "range", "levels", "outlines")
    packed: str
    shape: Sequence[float]
    bounds: Sequence[float]
    range: Sequence[float]
    legend: str
    unit: str = ""
    levels: Sequence[float] = ()
    window: str = ""
    outlines: Sequence[str] = ()

    @classmethod
    def of(
        cls,
        raster: Raster,
        *,
        legend: str,
        window: Any = None,
        outlines: Sequence[Any] = (),
        levels: Sequence[float] = (),
        **named: Any,
    ) -> RasterMap:
        """Return the map of a raster.

        Parameters
        ----------
        raster : Raster
            Cells without a value stay white.
        legend : str
            What the colours mean, with the unit.
        window : shapely geometry, optional
            Area that was watched; drawn to a 2,500th of its span.
        outlines : sequence of shapely geometries
            Drawn as dark lines.
        levels : sequence of float
            Where contour lines are drawn.
        **named
            `name`, `alt` and `caption`.

        Examples
        --------
        >>> raster = Raster([[1.0, 2.0], [3.0, 4.0]], (0, 0, 20, 20))
        >>> RasterMap.of(raster, name="density", alt="Two by two.", legend="incidents per km²").range
        (1.0, 4.0)
        """
        packed, limits = pack_raster(raster)
        lines = [_as_wkt(shape) for shape in outlines]
        area = "" if window is None else _as_wkt(window)
        where: dict[str, Any] = {"shape": raster.shape, "bounds": raster.bounds, "window": area, "outlines": lines}
        return cls(packed=packed, range=limits, legend=legend, unit=raster.unit, levels=levels, **where, **named)

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        whole = self.raster is not None and len(self.range) == 2
        wrong = None if whole else f"The raster map '{self.name}' has no values that fit its shape and bounds."
        return [*super().complaints(), wrong, *(_wkt_complaint(self.name, text) for text in self._shapes)]

    @property
    def _shapes(self) -> list[str]:
        return [text for text in (self.window, *self.outlines) if text]

    @property
    def raster(self) -> Raster | None:
        """The values, to a 65,000th of their range; None where they cannot be unpacked."""
        rows, columns = (int(size) for size in self.shape) if len(self.shape) == 2 else (0, 0)
        values = unpack_raster(self.packed, (rows, columns), self.range)
        left, bottom, right, top = self.bounds if len(self.bounds) == 4 else (0.0, 0.0, 0.0, 0.0)
        if values is None or not (left < right and bottom < top):
            return None
        return Raster(values, (left, bottom, right, top), self.unit)


def pack_raster(raster: Raster) -> tuple[str, tuple[float, float]]:
    """Return the values as text, and the smallest and largest of them (0 and 0 where there is none).

    Every cell is 0 where there is no value, else 1 to 65,535 from low to high.

    >>> text, limits = pack_raster(Raster([[0.0, np.nan, 3.0]], (0, 0, 3, 1)))
    >>> limits, unpack_raster(text, (1, 3), limits).tolist()
    ((0.0, 3.0), [[0.0, nan, 3.0]])
    """
    inside = raster.inside
    values = raster.values[inside]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    codes = np.zeros(raster.shape, dtype="<u2")
    codes[inside] = 1 + np.rint((values - low) / ((high - low) or 1.0) * _STEPS).astype("<u2")
    return base64.b64encode(zlib.compress(codes.tobytes(), 9)).decode("ascii"), (low, high)


def unpack_raster(text: str, shape: tuple[int, int], limits: Sequence[float]) -> npt.NDArray[np.float64] | None:
    """Return the values that `pack_raster` packed, or None where they do not fit the shape and the limits."""
    rows, columns = shape
    if min(shape) < 1 or rows * columns > _MOST_CELLS or len(limits) != 2 or not np.isfinite(limits).all():
        return None
    try:
        packed = base64.b64decode(text, validate=True)
        loose = zlib.decompressobj().decompress(packed, 2 * rows * columns + 1)
    except (ValueError, TypeError, zlib.error):
        return None
    if len(loose) != 2 * rows * columns:
        return None
    codes = np.frombuffer(loose, dtype="<u2").reshape(shape)
    low, high = limits
    return np.where(codes > 0, low + (high - low) * ((codes.astype(np.float64) - 1) / _STEPS), np.nan)


def _as_wkt(shape: Any) -> str:
    """Return a shape as well-known text, as fine as a picture can show and to a tenth of a metre.

    >>> _as_wkt(shapely.box(0, 0, 100.04, 50))
    'POLYGON ((100 0, 100 50, 0 50, 0 0, 100 0))'
    """
    left, bottom, right, top = shape.bounds
    fine = shapely.simplify(shape, max(right - left, top - bottom) / _FINE)
    return str(shapely.to_wkt(fine, rounding_precision=1))


def _wkt_complaint(name: str, text: str) -> str | None:
    """Complain unless the text is a shape."""
    shape = shapely.from_wkt(text, on_invalid="ignore")
    return None if shape is not None else f"The map '{name}' has a shape that is no well-known text: {text[:40]!r}."

"""A map of areas that an examiner drew itself, such as hotspots and contours: no zones of the city."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from beatwright.base.errors import ParameterError
from beatwright.core.chart_parts import Chart, Part, Spot

__all__ = ["AreaMap", "MapArea"]

_DECIMALS = 1  # of a metre: no address is known more finely, and the text stays short


@dataclass(frozen=True)
class MapArea(Part):
    """One area of a map.

    Parameters
    ----------
    wkt : str
        A polygon or multipolygon as well-known text, in metres, in the city's CRS; `area_of` writes one.
    name : str
        What it is called, such as its number; empty: nothing is written on it.
    value : float
        The figure that colours it. NaN: no figure.
    """

    numbers = ("value",)
    wkt: str
    name: str = ""
    value: float = math.nan

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the area."""
        shape = shapely.from_wkt(self.wkt, on_invalid="ignore") if isinstance(self.wkt, str) else None
        fine = isinstance(shape, shapely.Polygon | shapely.MultiPolygon) and not shape.is_empty
        return [None if fine else f"The area '{self.name}' is no polygon as well-known text. Got {self.wkt!r:.60}."]

    @property
    def polygon(self) -> Any:
        """The area as a polygon or multipolygon of shapely."""
        return shapely.from_wkt(self.wkt)

    @classmethod
    def of(cls, polygon: Any, name: str = "", value: float = math.nan) -> MapArea:
        """Return the area that a polygon of shapely is, its corners to a tenth of a metre.

        >>> MapArea.of(shapely.box(0, 0, 1, 2), "1", 5.0).polygon.area
        2.0
        """
        if not isinstance(polygon, shapely.Polygon | shapely.MultiPolygon):
            raise ParameterError(f"A MapArea must be a polygon or multipolygon. Got {type(polygon).__name__}.")
        return cls(shapely.to_wkt(polygon, rounding_precision=_DECIMALS), name, value)


@dataclass(frozen=True, kw_only=True)
class AreaMap(Chart):
    """Areas on the map of the city, such as hotspots or contours; files for GIS hold them as a layer of their own.

    Parameters
    ----------
    areas : sequence of MapArea
        Later ones are drawn over earlier ones. Where a table of the same finding has a row for each, by name and in the
        same order, the layer for GIS has its columns.
    legend : str
        What the colours mean, with the unit; where no area has a value the legend names the areas. Empty: all areas
        have one colour, and their names stand on them.
    unit : str
        Unit of the values.
    spots : sequence of Spot
        Places to mark on it.
    """

    kind = "area map"
    parts = {"areas": MapArea, "spots": Spot}  # noqa: RUF012
    areas: Sequence[MapArea]
    legend: str = ""
    unit: str = ""
    spots: Sequence[Spot] = ()

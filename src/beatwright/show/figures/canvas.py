"""A map to draw on: one Figure in metres, with a scale bar, a north arrow and a legend."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from beatwright.core.city import City
from beatwright.show.drawable import drawable
from beatwright.show.figures.palette import INK

__all__ = ["RASTER_FROM", "Canvas", "figure_of", "outline_path", "write_on"]

_WIDTH = 5.6  # inches: 540 pixels on a screen, half a page in print
_FOOT = 0.30  # inches below the map for scale bar and north arrow
_LEGEND = 0.52  # inches more for a legend
_FINE = 2500  # a picture is about this many pixels across: finer detail cannot be seen
RASTER_FROM = 6000  # vertices from which a layer is drawn as pixels, so that the file stays small


def figure_of(width: float, height: float) -> Figure:
    """Return a Figure that belongs to no window and to no global state."""
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def write_on(axes: Any, x: float, y: float, text: object, *, limit: int = 40, **style: Any) -> Any:
    """Write a text that is never read as mathematics."""
    return axes.text(x, y, drawable(text, limit), parse_math=False, **{"color": INK, "fontsize": 8.5, **style})


def outline_path(geometries: Iterable[Any]) -> Path | None:
    """Return one compound path of all rings and lines; None where there are none."""
    parts = shapely.get_parts(np.array(list(geometries), dtype=object))
    polygons = parts[shapely.get_dimensions(parts) == 2]
    lines = parts[shapely.get_dimensions(parts) == 1]
    vertices, codes = [], []
    for ring in [*shapely.get_rings(polygons), *lines]:
        xy = shapely.get_coordinates(ring)
        if len(xy) > 1:
            vertices.append(xy)
            codes.append(np.r_[Path.MOVETO, np.full(len(xy) - 1, Path.LINETO)].astype(Path.code_type))
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


@lru_cache(maxsize=4)
def _borders(city: City) -> Any:
    """Return the borders of the fixed districts, each once: dashes of two neighbours would fill each other's gaps."""
    lines = [] if city.parents is None else [shapely.boundary(area) for area in city.parents.geometry]
    return shapely.line_merge(shapely.union_all(lines))


class Canvas:
    """A map of a city.

    Parameters
    ----------
    city : City
        Gives the extent.
    legend : bool
        Keep a strip for a legend below the map.

    Attributes
    ----------
    figure : matplotlib Figure
        What is drawn so far.
    """

    def __init__(self, city: City, *, legend: bool = True) -> None:
        bounds = [np.asarray(city.boundary.bounds), city.sites.total_bounds, city.zones.total_bounds]
        low = np.min([b[:2] for b in bounds], axis=0)
        high = np.max([b[2:] for b in bounds], axis=0)
        span = np.maximum(high - low, 1.0)
        self.tolerance = float(span.max()) / _FINE
        strip = _FOOT + (_LEGEND if legend else 0.0)
        tall = float(np.clip(_WIDTH * span[1] / span[0], 0.45 * _WIDTH, 1.35 * _WIDTH))
        self.figure = figure_of(_WIDTH, tall + strip)
        self.axes = self.figure.add_axes((0.0, strip / (tall + strip), 1.0, tall / (tall + strip)))
        self._foot = _axes_in_inches(self.figure, (0.0, 0.0, _WIDTH, strip))
        self._foot_top = strip
        self._frame(low, high, span, tall)

    def _frame(self, low: Any, high: Any, span: Any, tall: float) -> None:
        unit = max(span[0] / _WIDTH, span[1] / tall) * 1.03
        middle = (low + high) / 2
        self.metres_per_inch = float(unit)
        half = np.array([_WIDTH, tall]) * unit / 2
        self.axes.set_xlim(middle[0] - half[0], middle[0] + half[0])
        self.axes.set_ylim(middle[1] - half[1], middle[1] + half[1])
        self.axes.set_axis_off()

    def fill(self, geometries: Sequence[Any], colour: str, *, raster: bool = False) -> None:
        """Fill areas with one colour, as pixels where `raster`; a thin edge closes the hairlines between neighbours."""
        path = outline_path(geometries)
        if path is not None:
            patch = PathPatch(path, facecolor=colour, edgecolor=colour, linewidth=0.3, joinstyle="round")
            patch.set_rasterized(raster)
            self.axes.add_patch(patch)

    def paint(
        self, pixels: Any, bounds: Sequence[float], classes: tuple[Sequence[float], Sequence[str]], within: Any
    ) -> None:
        """Paint values of square pixels, the southernmost row first, as the colours of their classes, inside an area.

        Parameters
        ----------
        pixels : array of float, shape (rows, columns)
        bounds : (left, bottom, right, top)
            In metres.
        classes : (limits, colours)
            One limit more than colours; values beyond the ends take the colours there.
        within : polygon or multipolygon
            Nothing is painted outside.
        """
        limits, colours = classes
        left, bottom, right, top = bounds
        scale: dict[str, Any] = {
            "cmap": ListedColormap(list(colours)),
            "norm": BoundaryNorm(list(limits), len(colours), clip=True),
        }
        frame = self.axes.get_xlim(), self.axes.get_ylim()
        image = self.axes.imshow(
            pixels, extent=(left, right, bottom, top), origin="lower", interpolation="nearest", aspect="auto", **scale
        )
        self.axes.set(xlim=frame[0], ylim=frame[1])
        clip = outline_path([shapely.orient_polygons(within)])
        if clip is not None:
            image.set_clip_path(PathPatch(clip, transform=self.axes.transData))

    def line(self, geometries: Sequence[Any], colour: str, width: float, dashes: str = "-") -> None:
        """Draw outlines."""
        simple = shapely.simplify(np.array(list(geometries), dtype=object), self.tolerance)
        path = outline_path(simple)
        if path is not None:
            patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width, linestyle=dashes)
            patch.set_joinstyle("round")
            self.axes.add_patch(patch)

    def streets(self, lines: Any | None) -> None:
        """Draw streets faintly, as pixels where they are many."""
        if lines is None or not len(lines):
            return
        simple = shapely.simplify(np.asarray(lines, dtype=object), self.tolerance)
        path = outline_path(simple)
        if path is not None:
            patch = PathPatch(path, facecolor="none", edgecolor="#404040", linewidth=0.35, alpha=0.35)
            patch.set_rasterized(len(np.asarray(path.vertices)) > RASTER_FROM)
            self.axes.add_patch(patch)

    def outline(self, city: City) -> None:
        """Draw the fixed districts, where there are some, and the boundary."""
        if city.parents is not None:
            borders = _borders(city)
            self.line([borders], "white", 2.0)
            self.line([borders], "#5b5b5b", 0.8, (0, (5, 2)))  # type: ignore[arg-type]
        self.line([shapely.boundary(city.boundary)], "#333333", 1.1)

    def finish(self) -> Figure:
        """Add scale bar and north arrow, and return the figure."""
        base = self._foot_top - 0.2
        metres = _round_length(self.metres_per_inch * 1.1)
        long = metres / self.metres_per_inch
        text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        write_on(self._foot, _WIDTH - 0.55, base - 0.02, text, ha="right", va="bottom")
        left = _WIDTH - 0.95 - long
        for part, colour in enumerate((INK, "white")):
            corner = (left + part * long / 2, base + 0.02)
            self._foot.add_patch(Rectangle(corner, long / 2, 0.06, facecolor=colour, edgecolor=INK, linewidth=0.8))
        self._north(base)
        return self.figure

    def _north(self, base: float) -> None:
        x = _WIDTH - 0.2
        write_on(self._foot, x - 0.03, base - 0.02, "N", ha="right", va="bottom", fontweight="bold")
        tip, foot = base + 0.15, base - 0.03
        arrow = [(x + 0.06, tip), (x + 0.12, foot), (x + 0.06, foot + 0.05), (x, foot)]
        self._foot.add_patch(Polygon(arrow, facecolor=INK, edgecolor=INK, linewidth=0.5))

    def legend(self, title: str, entries: Sequence[tuple[str, str]], ends: tuple[str, str] = ("", "")) -> None:
        """Write the legend below the map.

        Parameters
        ----------
        title : str
            What the colours mean, with the unit.
        entries : sequence of (colour, label)
            The classes, left to right.
        ends : tuple of str
            What the two ends of the row mean.
        """
        axes, left, wide = self._foot, 0.06, _WIDTH - 0.12
        write_on(axes, left, self._foot_top - 0.06, title, va="top", limit=100, fontsize=9)
        width = wide / len(entries)
        for number, (colour, label) in enumerate(entries):
            at = left + number * width
            axes.add_patch(Rectangle((at, 0.3), width * 0.97, 0.15, facecolor=colour, edgecolor="#777", linewidth=0.5))
            write_on(axes, at + width * 0.485, 0.26, label, ha="center", va="top", fontsize=7.4)
        for text, at, side in ((ends[0], left, "left"), (ends[1], left + wide, "right")):
            write_on(axes, at, 0.0, text, ha=side, va="bottom", fontsize=7.4)

    def widths(self, title: str, entries: Sequence[tuple[float, str]], colour: str) -> None:
        """Write a legend of widths below the map.

        Parameters
        ----------
        title : str
            What the widths mean, with the unit.
        entries : sequence of (points, label)
            Left to right.
        colour : str
            Of the lines.
        """
        axes, left = self._foot, 0.06
        write_on(axes, left, self._foot_top - 0.06, title, va="top", limit=100, fontsize=9)
        wide = 0.6 * _WIDTH / len(entries)  # the scale bar stands beside them
        for number, (points, label) in enumerate(entries):
            at = left + number * wide
            axes.plot([at, at + 0.35], [0.26, 0.26], color=colour, linewidth=points, solid_capstyle="butt")
            write_on(axes, at + 0.42, 0.26, label, va="center", fontsize=7.4)


def _axes_in_inches(figure: Figure, box: tuple[float, float, float, float]) -> Any:
    """Return axes without a frame whose coordinates are inches of paper."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
    axes.set_axis_off()
    axes.set_xlim(0, box[2])
    axes.set_ylim(0, box[3])
    return axes


def _round_length(metres: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is at most `metres`.

    >>> _round_length(740.0), _round_length(2100.0)
    (500.0, 2000.0)
    """
    power = 10.0 ** math.floor(math.log10(metres))
    return max(step * power for step in (1, 2, 5) if step * power <= metres)

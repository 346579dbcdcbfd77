"""The lie of the land: how the plan is bent, where the city ends, where the river runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.data.generate.city_size import CitySize

__all__ = ["CRS", "Layout", "make_layout"]

# UTM zone 15 north: metres, and longitudes and latitudes that any GIS accepts. The city itself is nowhere.
CRS = "EPSG:32615"
_ORIGIN = np.array([440_000.0, 4_180_000.0])
_WAVES = 3
_LAND_SHARE = 0.03

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layout:
    """The plan sheet, and how it is bent and turned onto the ground.

    Parameters
    ----------
    width, height : float
        Extent of the plan sheet in metres; a point of the sheet is (u, v).
    angle : float
        Turn of the whole plan, radians.
    waves : array, shape (waves, 5)
        Each wave shifts points by (a, b) * sin(k u + l v + phase): the columns a, b, k, l, phase.
    centre : array, shape (2,)
        The oldest place of the city on the sheet.
    river_v : array, shape (n, 2)
        Centre line of the river on the sheet, v as a function of u.
    river_width : float
        Metres.
    boundary, river, land : polygons
        On the ground. The land is the boundary without the river, in two parts or more.
    """

    width: float
    height: float
    angle: float
    waves: Points
    centre: Points
    river_v: Points
    river_width: float
    boundary: Any = None
    river: Any = None
    land: Any = None

    def ground(self, sheet: Points) -> Points:
        """Return the place on the ground of points of the sheet, shape (n, 2)."""
        shift = np.zeros_like(sheet)
        for a, b, k, m, phase in self.waves:
            swing = np.sin(k * sheet[:, 0] + m * sheet[:, 1] + phase)
            shift += np.column_stack((a * swing, b * swing))
        turned = np.array([[np.cos(self.angle), -np.sin(self.angle)], [np.sin(self.angle), np.cos(self.angle)]])
        middle = np.array([self.width / 2, self.height / 2])
        return np.asarray(np.round((sheet + shift - middle) @ turned.T + middle + _ORIGIN, 2))

    def river_at(self, u: Points) -> Points:
        """Return v of the river's centre line at `u`."""
        return np.asarray(np.interp(u, self.river_v[:, 0], self.river_v[:, 1]))

    @property
    def parts(self) -> list[Any]:
        """The parts of the land, largest first."""
        return sorted(self.land.geoms, key=lambda part: -part.area)


def make_layout(size: CitySize, rng: np.random.Generator) -> Layout:
    """Draw the lie of the land."""
    width, height = 1000 * size.width, 1000 * size.height
    river_v = _river(width, height, rng)
    flat = Layout(
        width,
        height,
        angle=float(rng.uniform(-0.3, 0.3)),
        waves=_waves(width, rng),
        centre=_centre(width, height, river_v, rng),
        river_v=river_v,
        river_width=float(rng.uniform(0.016, 0.022) * width + 40),
    )
    boundary = shapely.Polygon(flat.ground(_outline(width, height, rng)))
    line = shapely.LineString(flat.ground(river_v)).buffer(flat.river_width / 2, quad_segs=4)
    river = line.intersection(boundary)
    land = boundary.difference(line)
    parts = [part for part in getattr(land, "geoms", [land]) if part.area > _LAND_SHARE * boundary.area]
    return Layout(
        **{**vars(flat), "boundary": boundary, "river": river, "land": shapely.MultiPolygon(parts)},
    )


def _waves(width: float, rng: np.random.Generator) -> Points:
    """Return gentle waves: the steepest total shear stays well under 1, so the plan never folds."""
    direction = rng.uniform(0, 2 * np.pi, (2, _WAVES))
    reach = 0.016 * width
    number = 2 * np.pi / (width * rng.uniform(0.7, 1.3, _WAVES))
    return np.column_stack(
        (
            reach * np.cos(direction[0]),
            reach * np.sin(direction[0]),
            number * np.cos(direction[1]),
            number * np.sin(direction[1]),
            rng.uniform(0, 2 * np.pi, _WAVES),
        )
    )


def _river(width: float, height: float, rng: np.random.Generator) -> Points:
    u = np.linspace(-0.1 * width, 1.1 * width, 241)
    level = rng.uniform(0.30, 0.40) * height + rng.uniform(-0.08, 0.08) * height * (u / width - 0.5)
    for waves, reach in ((rng.uniform(0.8, 1.3), 0.06), (rng.uniform(1.8, 2.6), 0.022)):
        level = level + reach * height * np.sin(2 * np.pi * waves * u / width + rng.uniform(0, 2 * np.pi))
    return np.column_stack((u, level))


def _centre(width: float, height: float, river: Points, rng: np.random.Generator) -> Points:
    """Return the old town: on the larger bank, not far from the water."""
    u = width * rng.uniform(0.42, 0.58)
    return np.array([u, float(np.interp(u, river[:, 0], river[:, 1])) + height * rng.uniform(0.09, 0.14)])


def _outline(width: float, height: float, rng: np.random.Generator) -> Points:
    """Return an irregular rounded rectangle that stays on the sheet."""
    theta = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    radius = 0.88 * (np.abs(np.cos(theta)) ** 3.2 + np.abs(np.sin(theta)) ** 3.2) ** (-1 / 3.2)
    for m in range(2, 9):
        radius += rng.uniform(0.0, 0.10) / m * np.cos(m * theta + rng.uniform(0, 2 * np.pi))
    # City limits jump where land was annexed.
    phase = rng.uniform(0, 2 * np.pi, 3)
    radius += 0.02 * np.sign(sum(np.sin(m * theta + p) for m, p in zip((2, 5, 7), phase, strict=True)))
    radius *= 1.0 / max(1.0, float(np.abs(np.column_stack((radius * np.cos(theta), radius * np.sin(theta)))).max()))
    return np.column_stack(
        (width / 2 * (1 + radius * np.cos(theta)), height / 2 * (1 + radius * np.sin(theta))),
    )

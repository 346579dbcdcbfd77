"""A lattice of square cells under the zones: densities live on it, and zones of any shape add them up.

Smoothing on a lattice is a product of fast Fourier transforms, whatever the number of incidents, and the share of every
cell in every zone is found once. A cell belongs to the zone in which its middle lies (for zones that are points: to the
nearest, within the boundary), and what a zone adds up is scaled so that its cells have the zone's true area. A whole
number of cells goes across a zone of median size, so in a grid of zones every cell lies in one zone. The lattice is
shifted by a millionth of a cell, so that no border runs through the very middles of cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse

from beatwright.core import City
from beatwright.forecast.events.lattice_points import zones_of_points
from beatwright.patterns.intensity.binned_kernel import Cells
from beatwright.patterns.window import Window, window_of

__all__ = ["ZoneLattice", "zone_lattice"]

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]

_ACROSS = 6  # cells across a zone of median size: 36 in it
_MOST = 1 << 20  # cells in all: 8 MB an array, a transform of 60 ms
_SHIFT = 1e-6  # of a cell
# Where less than this of a Gaussian lies in the zones it is taken for this much: an incident on an islet weighs no more
# than 20.
_LEAST_MASS = 0.05


@dataclass(frozen=True, eq=False)
class ZoneLattice:
    """Square cells and how much of each lies in each zone.

    Parameters
    ----------
    cells : Cells
        Over the bounds of all zones.
    shares : csr_array, shape (zones, cells)
        Area that zone and cell have in common, in cells.
    width : float
        Side of a square as large as the median zone, metres.
    """

    cells: Cells
    shares: sparse.csr_array
    width: float

    @property
    def pitch(self) -> float:
        """Side of a cell, metres."""
        return float(self.cells.size[0])

    @cached_property
    def inside(self) -> Floats:
        """How much of each cell lies in zones, shape (rows, columns)."""
        covered = np.asarray(self.shares.sum(axis=0), dtype=np.float64).ravel()
        return np.minimum(covered, 1.0).reshape(self.cells.shape)

    @cached_property
    def area_shares(self) -> Floats:
        """Area of every zone as a share of all, shape (zones,)."""
        area = np.asarray(self.shares.sum(axis=1)).ravel()
        return np.asarray(area / area.sum())

    def of(self, xy: Floats) -> Positions:
        """Return the number of the cell of each place; that of the nearest for places outside."""
        left, bottom, right, top = self.cells.window.bounds
        within = np.clip(xy, (left, bottom), (right, top)) - (left, bottom)
        return self.cells.of(within)

    def counts(self, cells: Positions, weights: Floats | None = None) -> Floats:
        """Return how many places, or how much weight, each cell has, shape (rows, columns)."""
        return self.cells.counts(cells, weights)

    def smooth(self, table: Floats, sigma: float) -> Floats:
        """Return the table smoothed by a Gaussian of standard deviation `sigma` metres."""
        return self.cells.smooth(table, sigma)

    def mass(self, sigma: float) -> Floats:
        """Return how much of a Gaussian around each cell lies in zones, at least a twentieth; shape (rows, columns)."""
        if sigma not in self._mass:
            self._mass.clear()  # one is kept, as large as the lattice: forecasts ask for the same again and again
            self._mass[sigma] = np.maximum(self.smooth(self.inside, sigma), _LEAST_MASS)
        return self._mass[sigma]

    @cached_property
    def _mass(self) -> dict[float, Floats]:
        """The mass by the standard deviation that was last asked for."""
        return {}

    def by_zone(self, table: Floats) -> Floats:
        """Return what every zone has of a table of the cells, shape (zones,)."""
        return np.asarray(self.shares @ table.ravel())

    def astray(self, cells: Positions, zone: Positions, weights: Floats) -> Floats:
        """Return what zones have of the weights, less what the cells of these places have in them; shape (zones,).

        A cell that a border crosses has places of both zones. As much of a Gaussian as stays in its cell goes to the
        zone that the place is known to lie in: `near` times this is what to add.
        """
        return np.bincount(zone, weights, minlength=len(self.area_shares)) - self.by_zone(self.counts(cells, weights))

    def near(self, sigma: float) -> float:
        """Return the share of a Gaussian that stays in the cell it is around."""
        steps = np.arange(1, np.ceil(9 * sigma / self.pitch) + 1)
        return float((1 + 2 * np.exp(-0.5 * (steps * self.pitch / sigma) ** 2).sum()) ** -2)

    def zone_shares(self, table: Floats, added: Floats | float = 0.0) -> Floats:
        """Return the shares of zones in a table of cells and what is added to it; by area where there is nothing."""
        mass = np.maximum(self.by_zone(table) + added, 0.0)
        total = float(mass.sum())
        return mass / total if total > 0 else self.area_shares


def zone_lattice(city: City) -> ZoneLattice:
    """Return the lattice of a city: six cells across a zone of median size, a million cells at most.

    Parameters
    ----------
    city : City
        Its zones, polygons or points.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> lattice = zone_lattice(small_problem().city)
    >>> round(lattice.pitch, 1), lattice.cells.shape
    (83.3, (24, 36))
    >>> bool(np.allclose(lattice.area_shares, 1 / 24))
    True
    """
    areas = _zone_areas(city)
    width = float(np.sqrt(np.median(areas))) if areas is not None else np.sqrt(city.boundary.area / len(city.zones))
    cells = _cells_over(_bounds(city), width)
    zone = _zone_of_cells(city, cells)
    cell = np.flatnonzero(zone >= 0)
    return _with_shares(city, (cells, width), (zone[cell], cell), areas)


def _zone_of_cells(city: City, cells: Cells) -> Positions:
    """Return the zone in which the middle of each cell lies, -1 where it is in none."""
    left, bottom = cells.window.bounds[:2]
    x, y = cells.centres[0] + left, cells.centres[1] + bottom
    if city.zones.geom_type.iloc[0] != "Point":
        return zones_of_points(city.zones.geometry.to_numpy(), x, y)
    every = np.meshgrid(x, y)
    return city.locate(every[0].ravel(), every[1].ravel()).astype(np.intp)


def _zone_areas(city: City) -> Floats | None:
    """Return the areas of polygons in square metres."""
    if city.zones.geom_type.iloc[0] == "Point":
        return None
    return np.asarray(shapely.area(city.zones.geometry.to_numpy()), dtype=np.float64)


def _bounds(city: City) -> Floats:
    """Return left, bottom, right and top of all zones; of the boundary too where zones are points."""
    bounds = np.asarray(city.zones.total_bounds, dtype=np.float64)
    if city.zones.geom_type.iloc[0] != "Point":
        return bounds
    other = np.array(city.boundary.bounds)
    return np.concatenate([np.minimum(bounds[:2], other[:2]), np.maximum(bounds[2:], other[2:])])


def _cells_over(bounds: Floats, width: float) -> Cells:
    extent = np.maximum(bounds[2:] - bounds[:2], width / _ACROSS)
    least = float(np.sqrt(extent.prod() / _MOST))
    # A whole number of cells across a zone: the borders of a grid of zones are then borders of cells.
    pitch = max(width / min(_ACROSS, max(int(width / least), 1)), least)
    corner = bounds[:2] - _SHIFT * pitch
    columns, rows = np.ceil((bounds[2:] - corner) / pitch - 2 * _SHIFT).astype(int)
    box = (corner[0], corner[1], corner[0] + columns * pitch, corner[1] + rows * pitch)
    window: Window = window_of(box)
    return Cells(window, (int(rows), int(columns)))


def _with_shares(
    city: City, lattice: tuple[Cells, float], found: tuple[Positions, Positions], areas: Floats | None
) -> ZoneLattice:
    cells, width = lattice
    zone, cell = found
    shape = (len(city.zones), cells.inside.size)
    # Zones in which no middle of a cell lies have the cell around their own middle.
    missed = np.flatnonzero(np.bincount(zone, minlength=shape[0]) == 0)
    own = ZoneLattice(cells, sparse.csr_array(shape), width).of(city.zone_xy[missed])
    zone, cell = np.concatenate([zone, missed]), np.concatenate([cell, own])
    each = np.ones(len(zone)) if areas is None else (areas / cells.size[0] ** 2 / np.bincount(zone))[zone]
    return ZoneLattice(cells, sparse.coo_array((each, (zone, cell)), shape=shape).tocsr(), width)

"""How wide a Gaussian foresees best: learned on the earlier past, judged on the later.

Leaving one incident out, as the cross-validation of maps does, tells what is likely at the very places of the others:
where addresses are those of a geocoder, the narrower the better, without end. What is to be foreseen are the counts of
zones in a time to come, so the width is judged by them: the density of the earlier incidents, integrated over zones and
mixed with an even one, gives the later ones a probability, and the width that gives the greatest is taken.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.forecast.events.even_share import even_share, few_seen
from beatwright.forecast.events.zone_lattice import ZoneLattice
from beatwright.forecast.series.count_series import CountSeries

__all__ = [
    "PlacedCounts",
    "Smoothing",
    "density_shares",
    "forward_smoothing",
    "gaussian_density",
    "placed",
    "smoothed_shares",
    "smoothing_of",
]

Floats = npt.NDArray[np.float64]

# Widths that are tried: from half a cell of the lattice to a quarter of the city's longer side.
_TRIED, _NARROWEST, _WIDEST = 14, 0.5, 0.25
# Incidents, in the earlier and in the later part, from which on they say how wide.
_FEWEST = 20


class Smoothing(NamedTuple):
    """Standard deviation of the Gaussian, metres, and the share that is spread evenly by area."""

    sigma: float
    even: float


class PlacedCounts(NamedTuple):
    """Weighted incidents by cell, shape (rows, columns), and what cells put into wrong zones, shape (zones,)."""

    by_cell: Floats
    astray: Floats

    def later(self, kept: float, new: PlacedCounts) -> PlacedCounts:
        """Return these with the weight `kept`, and the new ones."""
        return PlacedCounts(self.by_cell * kept + new.by_cell, self.astray * kept + new.astray)


def placed(lattice: ZoneLattice, series: CountSeries, weights: Floats) -> PlacedCounts:
    """Return the incidents of a series with their weights, shape (n,)."""
    cell = lattice.of(series.xy)
    return PlacedCounts(lattice.counts(cell, weights), lattice.astray(cell, series.zone, weights))


def smoothed_shares(lattice: ZoneLattice, counts: PlacedCounts, sigma: float) -> Floats:
    """Return the share of every zone in the Gaussians around the incidents, shape (zones,).

    Each Gaussian is scaled up to be whole within the zones (Diggle 1985), so that the border of the city costs nothing.
    """
    return density_shares(lattice, gaussian_density(lattice, counts, sigma), counts, sigma)


def gaussian_density(lattice: ZoneLattice, counts: PlacedCounts, sigma: float) -> Floats:
    """Return the Gaussians around the incidents, each whole within the zones, shape (rows, columns)."""
    return lattice.smooth(counts.by_cell / lattice.mass(sigma), sigma)


def density_shares(lattice: ZoneLattice, smooth: Floats, counts: PlacedCounts, sigma: float) -> Floats:
    """Return the share of every zone in the `gaussian_density` of the incidents, shape (zones,)."""
    return lattice.zone_shares(smooth, lattice.near(sigma) * counts.astray)


def forward_smoothing(lattice: ZoneLattice, early: PlacedCounts, late: Floats) -> Smoothing:
    """Return the width and the even share under which the later counts are most probable.

    Parameters
    ----------
    lattice : ZoneLattice
        Of the city.
    early : PlacedCounts
        Weighted incidents of the earlier part.
    late : array, shape (zones,)
        Incidents of the later part, by zone.
    """
    if _too_few(early, late):
        return smoothing_of(lattice, early, late, sigma=lattice.width)[0]
    left, bottom, right, top = lattice.cells.window.bounds
    widest = max(_WIDEST * max(right - left, top - bottom), 2 * lattice.pitch)
    tried = np.geomspace(_NARROWEST * lattice.pitch, widest, _TRIED)
    judged = [smoothing_of(lattice, early, late, sigma=float(sigma)) for sigma in tried]
    return max(judged, key=lambda pair: pair[1])[0]


def smoothing_of(lattice: ZoneLattice, early: PlacedCounts, late: Floats, *, sigma: float) -> tuple[Smoothing, float]:
    """Return the best even share for one width, and the log-likelihood of the later counts."""
    if _too_few(early, late):
        return Smoothing(sigma, few_seen(float(early.by_cell.sum() + late.sum()))), -np.inf
    shares, even = smoothed_shares(lattice, early, sigma), lattice.area_shares
    weight = even_share(shares, even, late)
    seen = late > 0
    mixed = ((1 - weight) * shares + weight * even)[seen]
    return Smoothing(sigma, weight), float(late[seen] @ np.log(mixed))


def _too_few(early: PlacedCounts, late: Floats) -> bool:
    return bool(min(early.by_cell.sum(), late.sum()) < _FEWEST)

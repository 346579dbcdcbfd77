"""How much of a Gaussian around each event lies in the window, exactly or as pixels have it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.patterns.intensity.binned_kernel import window_cells
from beatwright.patterns.intensity.edge_mass import mass_in
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["PIXELS", "mass_at_events"]

Floats = npt.NDArray[np.float64]

PIXELS = (128, 128)
"""Cells over the bounds of a window, where a figure is defined by pixels."""


_LEAST = 1e-12  # of mass by pixels: less is rounding where a transform computes it


def mass_at_events(pattern: PointPattern, sigma: float, mass: str) -> Floats:
    """Return the mass at each event, shape (n,).

    Parameters
    ----------
    pattern : PointPattern
    sigma : float
    mass : {"exact", "pixels"}
        Rectangles are exact in any case.

    Notes
    -----
    With "pixels" it is that of the event's cell on a raster of `PIXELS`, for a Gaussian that is cut off where it leaves
    a raster of twice as many rows and columns, and scaled to be whole there: the definition of R's spatstat. A sigma of
    more than a quarter of the window is cut so much that its mass comes out too large. An event in a cell whose
    centre lies outside, where sigma is far narrower than the cell, has next to no mass by pixels: it takes the exact
    one.
    """
    if mass == "exact" or pattern.window.is_rectangle:
        return mass_in(pattern.window, pattern.local, sigma)
    cells = window_cells(pattern.window, PIXELS)
    across, along = (_cut(size, cell, sigma) for size, cell in zip(PIXELS, cells.size[::-1], strict=True))
    table = across @ cells.inside.astype(np.float64) @ along
    share = table.ravel()[cells.of(pattern.local)]
    lost = share < _LEAST
    share[lost] = mass_in(pattern.window, pattern.local[lost], sigma)
    return np.asarray(share)


def _cut(size: int, cell: float, sigma: float) -> Floats:
    """Return the share that each cell of a row gets of a Gaussian around each other, cut to `size` cells either way."""
    heights = np.exp(-0.5 * (np.arange(-size, size) * cell / sigma) ** 2)
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return np.asarray(heights[size + apart] / heights.sum())

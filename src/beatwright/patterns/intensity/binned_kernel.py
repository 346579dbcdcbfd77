"""Events counted in the cells of a grid, and smoothed there by the fast Fourier transform.

The Gaussian is taken at the distances between centres of cells, scaled so that it sums to one over the endless grid: no
mass is lost where it is narrower than a cell. It is a product of one over the rows and one over the columns, so its
transform is too. The grid is padded by the reach of the Gaussian, so nothing comes in again at the other side.

Silverman, B. W. (1982). Kernel density estimation using the fast Fourier transform. Applied Statistics 31, 93-99.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import fft
from scipy.ndimage import distance_transform_edt

from beatwright.patterns.window import Window

__all__ = ["Cells", "window_cells"]

Floats = npt.NDArray[np.float64]

_FAR = 9.0  # in sigma: a Gaussian has less than 1e-18 beyond it
_LEAST = 0.05  # of mass: a place in the window whose cell has less takes it from the nearest cell of the window


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a grid over the bounds of a window.

    Parameters
    ----------
    window : Window
    shape : (rows, columns)
        Row 0 is the southernmost.
    """

    window: Window
    shape: tuple[int, int]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a cell."""
        left, bottom, right, top = self.window.bounds
        return (right - left) / self.shape[1], (top - bottom) / self.shape[0]

    @cached_property
    def centres(self) -> tuple[Floats, Floats]:
        """Coordinates x of the columns and y of the rows, the window's origin subtracted."""
        width, height = self.size
        x, y = (np.arange(size) + 0.5 for size in (self.shape[1], self.shape[0]))
        return np.asarray(width * x), np.asarray(height * y)

    @cached_property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Which cells have their centre in the window, shape (rows, columns)."""
        if self.window.is_rectangle:
            return np.ones(self.shape, dtype=np.bool_)
        x, y = np.meshgrid(*self.centres)
        return self.window.contains(np.column_stack([x.ravel(), y.ravel()]) + self.window.origin).reshape(self.shape)

    @property
    def places(self) -> Floats:
        """Centres of the cells in the window, the origin subtracted, shape (cells inside, 2)."""
        row, column = np.nonzero(self.inside)
        x, y = self.centres
        return np.column_stack([x[column], y[row]])

    def of(self, local: Floats) -> npt.NDArray[np.intp]:
        """Return the number of the cell of each place, row * columns + column, shape (n,)."""
        width, height = self.size
        rows, columns = self.shape
        column = np.minimum((local[:, 0] / width).astype(np.intp), columns - 1)
        row = np.minimum((local[:, 1] / height).astype(np.intp), rows - 1)
        return np.asarray(row * columns + column)

    def counts(self, cells: npt.NDArray[np.intp], weights: Floats | None = None) -> Floats:
        """Return how many events, or how much weight, each cell has, shape (rows, columns)."""
        counted = np.bincount(cells, weights, minlength=self.inside.size)
        return counted.reshape(self.shape).astype(np.float64, copy=False)

    def smooth(self, table: Floats, sigma: float) -> Floats:
        """Return the table smoothed by a Gaussian, shape (rows, columns); the sum is kept but for what leaves."""
        (rows, across), (columns, along) = _transforms(self, sigma)
        spectrum = fft.rfft2(table, s=(rows, columns))
        spectrum *= across[:, None]
        spectrum *= along[: columns // 2 + 1]
        smoothed = fft.irfft2(spectrum, s=(rows, columns))[: self.shape[0], : self.shape[1]]
        return np.asarray(np.maximum(smoothed, 0.0))  # the transform leaves -1e-17 where there is nothing

    def mass(self, sigma: float) -> Floats:
        """Return how much of a Gaussian around the centre of each cell lies in the cells of the window."""
        return _mass(self, sigma)

    def mass_of(self, cells: npt.NDArray[np.intp], sigma: float) -> Floats:
        """Return the mass for each event by its cell, shape (n,); see `_LEAST`."""
        return _safe_mass(self, sigma).ravel()[cells]


@lru_cache(maxsize=16)
def window_cells(window: Window, shape: tuple[int, int]) -> Cells:
    """Return the cells of a grid over a window; those of the last few windows are kept."""
    return Cells(window, shape)


def _shares(cell: float, sigma: float, most: int) -> Floats:
    """Return the share of a Gaussian at 0, 1, ... cells from its middle, as far as it reaches or `most` cells."""
    reach = int(min(np.ceil(_FAR * sigma / cell), most))
    heights = np.exp(-0.5 * (np.arange(reach + 1) * cell / sigma) ** 2)
    if sigma > 2 * cell:  # the sum over the endless grid is the integral, to 1e-34
        return np.asarray(heights * (cell / (sigma * np.sqrt(2 * np.pi))))
    endless = np.exp(-0.5 * (np.arange(1, 20) * cell / sigma) ** 2).sum()
    return np.asarray(heights / (1 + 2 * endless))


def _transform(size: int, cell: float, sigma: float) -> tuple[int, Floats]:
    """Return the padded length along one axis and the transform of the Gaussian, which is real."""
    shares = _shares(cell, sigma, size - 1)
    padded = fft.next_fast_len(size + len(shares) - 1, real=True)
    kernel = np.zeros(padded)
    kernel[: len(shares)] = shares
    if len(shares) > 1:
        kernel[-len(shares) + 1 :] = shares[:0:-1]
    return padded, np.asarray(fft.fft(kernel).real)


@lru_cache(maxsize=16)
def _transforms(cells: Cells, sigma: float) -> tuple[tuple[int, Floats], tuple[int, Floats]]:
    width, height = cells.size
    return _transform(cells.shape[0], height, sigma), _transform(cells.shape[1], width, sigma)


@lru_cache(maxsize=16)
def _mass(cells: Cells, sigma: float) -> Floats:
    if not cells.window.is_rectangle:
        return cells.smooth(cells.inside.astype(np.float64), sigma)
    width, height = cells.size
    return np.outer(_mass_along(cells.shape[0], height, sigma), _mass_along(cells.shape[1], width, sigma))


def _mass_along(size: int, cell: float, sigma: float) -> Floats:
    """Return how much of a Gaussian around each cell of a row lies in the row."""
    upto = np.cumsum(_shares(cell, sigma, size - 1))
    upto = np.pad(upto, (0, size - len(upto)), mode="edge")
    return np.asarray(upto + upto[::-1] - upto[0])


@lru_cache(maxsize=16)
def _safe_mass(cells: Cells, sigma: float) -> Floats:
    mass = cells.mass(sigma)
    poor = ~cells.inside & (mass < _LEAST)
    if not poor.any() or not cells.inside.any():
        return mass
    nearest = distance_transform_edt(
        ~cells.inside, sampling=cells.size[::-1], return_distances=False, return_indices=True
    )
    return np.where(poor, mass[tuple(nearest)], mass)

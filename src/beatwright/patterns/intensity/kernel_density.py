"""The intensity of events on a grid: an isotropic Gaussian kernel estimate with its correction at the edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.raster import Raster
from beatwright.patterns.intensity.bandwidth import BANDWIDTH_METHODS, bandwidth
from beatwright.patterns.intensity.binned_kernel import Cells, window_cells
from beatwright.patterns.intensity.edge_mass import mass_in
from beatwright.patterns.intensity.gaussian_sums import sums_on_grid
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["EDGES", "density_complaints", "kde", "kde_by_mark", "shape_complaint", "sigma_of", "weights_of"]

Floats = npt.NDArray[np.float64]

EDGES = ("uniform", "diggle", "none")
_METHODS = ("fft", "exact")
_MOST_CELLS = 1 << 24  # 16 million: 128 MB an array


def kde(
    pattern: PointPattern,
    sigma: float | str,
    *,
    shape: tuple[int, int] = (128, 128),
    edge: str = "uniform",
    method: str = "fft",
    weights: npt.ArrayLike | None = None,
) -> Raster:
    """Return the intensity of a point pattern: events per square unit, from place to place.

    Parameters
    ----------
    pattern : PointPattern
    sigma : float or str
        Standard deviation of the Gaussian in the pattern's unit, or the method that chooses it: see `bandwidth`.
    shape : (rows, columns), default (128, 128)
        Cells over the bounds of the window.
    edge : {"uniform", "diggle", "none"}, default "uniform"
        What is done about the mass of each Gaussian that falls outside of the window. "uniform": the sum at a place is
        divided by the share of a Gaussian around that place which lies in the window; right where the intensity is
        constant. "diggle": each event's Gaussian is scaled up to be whole in the window; the total is the number of
        events. "none": too low along the edge.
    method : {"fft", "exact"}, default "fft"
        "fft": events are counted in the cells first, so places are blurred by half a cell; sigma should be wider than a
        cell. "exact": direct sums at the centres of cells with exact edge mass, n * (rows + columns) exponentials.
    weights : array, shape (n,), optional
        How much each event counts, at least 0; 1 by default.

    Returns
    -------
    Raster
        NaN in cells whose centre lies outside of the window. All 0 where there are no events.

    Raises
    ------
    ParameterError
        With every wrong parameter at once, or where `bandwidth` cannot choose sigma.

    Notes
    -----
    With "diggle" the total over a window of whole cells is the number of events up to what the grid blurs: exactly with
    "fft" in a rectangle. A cell at the border of a polygon counts wholly or not at all.

    References
    ----------
    Diggle, P. J. (1985). A kernel method for smoothing point process data. Applied Statistics 34, 138-147.
    Jones, M. C. (1993). Simple boundary correction for kernel density estimation. Statistics and Computing 3, 135-146.

    Examples
    --------
    >>> pattern = PointPattern([[0.2, 0.4], [0.9, 0.1], [0.2, 0.4]], window=(0, 0, 1, 1))
    >>> density = kde(pattern, 0.1, edge="diggle")
    >>> round(density.total, 6), density.at([[0.2, 0.4]]).round(1)
    (3.0, array([32.6]))
    """
    complaints = Complaints()
    complaints.extend(density_complaints("kde", pattern, sigma, edge, weights))
    complaints.add(check.one_of("kde", "method", method, _METHODS))
    complaints.add(shape_complaint("kde", shape))
    complaints.raise_if_any(ParameterError, "The intensity cannot be estimated")
    cells = window_cells(pattern.window, (int(shape[0]), int(shape[1])))
    width = sigma_of(pattern, sigma)
    estimate = _binned if method == "fft" else _exact
    values = np.where(cells.inside, estimate(pattern, cells, (width, edge), weights), np.nan)
    return Raster(values, pattern.window.bounds, f"per {pattern.window.unit}²")


def kde_by_mark(pattern: PointPattern, sigma: float | str, **options: Any) -> dict[Any, Raster]:
    """Return the intensity of each kind of event.

    Parameters
    ----------
    pattern : PointPattern
        With marks.
    sigma : float or str
        As in `kde`. A method chooses one sigma for all kinds together, so that their maps can be laid side by side.
    **options
        Of `kde`; weights are those of the whole pattern.

    Returns
    -------
    dict of Raster
        By mark, in sorted order.

    Examples
    --------
    >>> pattern = PointPattern([[0.2, 0.4], [0.9, 0.1], [0.2, 0.5]], (0, 0, 1, 1), marks=["b", "a", "b"])
    >>> {mark: round(density.total, 6) for mark, density in kde_by_mark(pattern, 0.1, edge="diggle").items()}
    {'a': 1.0, 'b': 2.0}
    """
    if pattern.marks is None:
        raise ParameterError("kde_by_mark needs a pattern with marks, and this one has none.")
    weights = options.pop("weights", None)
    complaints = Complaints()
    complaints.extend(density_complaints("kde_by_mark", pattern, sigma, options.get("edge", "uniform"), weights))
    complaints.raise_if_any(ParameterError, "The intensities cannot be estimated")
    width, heavy = sigma_of(pattern, sigma), weights_of(pattern, weights)
    return {
        mark: kde(pattern.of(mark), width, weights=heavy[pattern.marks == mark], **options)
        for mark in np.unique(pattern.marks).tolist()
    }


def density_complaints(owner: str, pattern: PointPattern, sigma: Any, edge: Any, weights: Any) -> list[str | None]:
    """Return what is wrong with the parameters that all estimates of an intensity share."""
    if isinstance(sigma, str):
        wrong = check.one_of(owner, "sigma", sigma, BANDWIDTH_METHODS)
    else:
        wrong = check.number(owner, "sigma", sigma, 0, open_low=True)
    return [wrong, check.one_of(owner, "edge", edge, EDGES), *_wrong_weights(owner, weights, len(pattern))]


def _wrong_weights(owner: str, weights: Any, n: int) -> list[str | None]:
    if weights is None:
        return []
    array = np.asarray(weights)
    if array.dtype.kind not in "biuf":
        return [check.sentence(owner, "weights", "numbers, one for each event", f"{array.dtype}")]
    wrong = check.shape_is(owner, "weights", array.shape, (n,), "event")
    return [wrong or check.at_least_zero(owner, "weights", array, "event")]


def shape_complaint(owner: str, shape: Any) -> str | None:
    """Complain unless `shape` is (rows, columns)."""
    try:
        sizes = [check.integer(owner, "shape", size, 1) for size in shape]
    except TypeError:
        sizes = ["?"]
    if len(sizes) == 2 and sizes == [None, None] and shape[0] * shape[1] <= _MOST_CELLS:
        return None
    return check.sentence(owner, "shape", f"(rows, columns), at most {_MOST_CELLS:,} cells in all", repr(shape))


def sigma_of(pattern: PointPattern, sigma: float | str) -> float:
    """Return the bandwidth that was given, or that a method chooses."""
    return bandwidth(pattern, sigma).sigma if isinstance(sigma, str) else float(sigma)


def weights_of(pattern: PointPattern, weights: npt.ArrayLike | None) -> Floats:
    """Return how much each event counts, shape (n,); 1 where nothing is said."""
    return np.ones(len(pattern)) if weights is None else np.ascontiguousarray(weights, dtype=np.float64)


def _binned(pattern: PointPattern, cells: Cells, how: tuple[float, str], weights: Any) -> Floats:
    sigma, edge = how
    each = None if weights is None else weights_of(pattern, weights)  # plain counts take half as long as weights
    numbers = cells.of(pattern.local)
    if edge == "diggle":
        each = weights_of(pattern, each) / cells.mass_of(numbers, sigma)
    density = cells.smooth(cells.counts(numbers, each), sigma) / (cells.size[0] * cells.size[1])
    return _shared_out(density, cells, cells.mass(sigma) if edge == "uniform" else None)


def _exact(pattern: PointPattern, cells: Cells, how: tuple[float, str], weights: Any) -> Floats:
    sigma, edge = how
    each = weights_of(pattern, weights)
    if edge == "diggle":
        each = each / mass_in(pattern.window, pattern.local, sigma)
    density = sums_on_grid(pattern.local, each, cells.centres, sigma)
    if edge != "uniform":
        return density
    mass = np.ones(cells.shape)
    mass[cells.inside] = mass_in(pattern.window, cells.places, sigma)
    return _shared_out(density, cells, mass)


def _shared_out(density: Floats, cells: Cells, mass: Floats | None) -> Floats:
    return density if mass is None else np.divide(density, mass, out=np.zeros(cells.shape), where=cells.inside)

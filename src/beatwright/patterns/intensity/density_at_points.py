"""The intensity at the events themselves, with or without the event's own share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.intensity.event_mass import mass_at_events
from beatwright.patterns.intensity.gaussian_sums import sums_at_events
from beatwright.patterns.intensity.kernel_density import density_complaints, sigma_of, weights_of
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["kde_at_points"]

Floats = npt.NDArray[np.float64]


def kde_at_points(
    pattern: PointPattern,
    sigma: float | str,
    *,
    edge: str = "uniform",
    leave_one_out: bool = False,
    mass: str = "exact",
    weights: npt.ArrayLike | None = None,
) -> Floats:
    """Return the intensity at each event: events per square unit, from direct sums over all events.

    Parameters
    ----------
    pattern : PointPattern
    sigma : float or str
        As in `kde`.
    edge : {"uniform", "diggle", "none"}, default "uniform"
        As in `kde`.
    leave_one_out : bool, default False
        Leave an event's own Gaussian out at its place: what the others say of it. Others at the same place count.
    mass : {"exact", "pixels"}, default "exact"
        Where edge mass comes from in a window that is no rectangle. "pixels": from a raster of 128 by 128 cells,
        counted in or out by their centre, as other programs do; a few per cent off near the border, and faster where
        the window has thousands of corners. In rectangles it is exact in any case.
    weights : array, shape (n,), optional
        As in `kde`.

    Returns
    -------
    array, shape (n,)
        0 where an event has no other within some 38 sigma and is left out: the Gaussian is too small for a float there.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> pattern = PointPattern([[0.2, 0.4], [0.9, 0.1], [0.2, 0.4]], window=(0, 0, 1, 1))
    >>> kde_at_points(pattern, 0.1, leave_one_out=True).round(3)
    array([16.287,  0.   , 16.287])
    """
    complaints = Complaints()
    complaints.extend(density_complaints("kde_at_points", pattern, sigma, edge, weights))
    complaints.add(check.one_of("kde_at_points", "mass", mass, ("exact", "pixels")))
    complaints.add(check.boolean("kde_at_points", "leave_one_out", leave_one_out))
    complaints.raise_if_any(ParameterError, "The intensity cannot be estimated")
    width, each = sigma_of(pattern, sigma), weights_of(pattern, weights)
    share = mass_at_events(pattern, width, mass) if edge != "none" else np.ones(len(pattern))
    if edge == "diggle":
        each = each / share
    sums = sums_at_events(pattern.local, each, width)
    if not leave_one_out:
        sums += each / (2 * np.pi * width**2)
    return sums / share if edge == "uniform" else sums

"""Figures of zones as arrays of one length, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, listed

__all__ = ["area_complaints", "flags_of", "zone_figures"]

Floats = npt.NDArray[np.float64]


def zone_figures(owner: str, complaints: Complaints, **given: npt.ArrayLike) -> tuple[Floats, ...]:
    """Return arrays of figures of at least 0, one per zone, spread where one number is given for all.

    Raises
    ------
    ParameterError
        Where they are no numbers or of several lengths: nothing more can be said of them then. Lesser faults are added
        to `complaints`.
    """
    arrays = {name: _floats(owner, name, value) for name, value in given.items()}
    sizes = {array.shape for array in arrays.values() if array.ndim}
    if len(sizes) > 1 or any(len(size) != 1 for size in sizes) or not sizes:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ParameterError(
            f"{owner} needs one figure per zone in each of {', '.join(given)}. Got the shapes {shapes}."
        )
    (size,) = sizes
    for name, array in arrays.items():
        complaints.add(check.at_least_zero(owner, name, array.reshape(-1), "zone"))
    return tuple(np.broadcast_to(array, size) for array in arrays.values())


def _floats(owner: str, name: str, value: npt.ArrayLike) -> Floats:
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(check.sentence(owner, name, "numbers", repr(value))) from None


def area_complaints(owner: str, area: Floats) -> Iterator[str]:
    """Yield what is wrong with areas: a zone without one has no density."""
    if not (area > 0).all():
        zone = int(np.argmin(area > 0))
        yield check.sentence(owner, "area", "above 0 for every zone", f"{area[zone]:g} at zone {zone}")


def flags_of(owner: str, flagged: npt.ArrayLike, zones: int) -> npt.NDArray[np.bool_]:
    """Return flags of zones, shape (zones,); `flagged` holds those, or the positions of the flagged zones.

    Flags may be written as 0 and 1, one for each zone. Positions do not look like that, since none is named twice,
    unless they are those of both zones of two.

    Raises
    ------
    ParameterError
        Where it holds neither, names a zone twice, or may be either.
    """
    given = np.asarray(flagged)
    if given.dtype == bool and given.shape == (zones,):
        return given
    whole = given.ndim == 1 and (given.size == 0 or given.dtype.kind in "iu")
    twice = whole and len(np.unique(given)) < len(given)
    binary = whole and given.shape == (zones,) and bool(np.isin(given, (0, 1)).all())
    if binary and twice:
        return np.asarray(given == 1)
    if not whole or not bool(((given >= 0) & (given < zones)).all()):
        expected = f"True or False for each of {count_of(zones, 'zone')}, or positions of zones"
        raise ParameterError(check.sentence(owner, "flagged", expected, f"{given.dtype} of shape {given.shape}"))
    if twice or (binary and zones == 2):
        expected = "positions that name each zone once" if twice else "True or False for each of 2 zones"
        raise ParameterError(check.sentence(owner, "flagged", expected, listed(given.tolist())))
    flags = np.zeros(zones, dtype=bool)
    flags[given.astype(np.intp)] = True
    return flags

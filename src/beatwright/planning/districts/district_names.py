"""Names of districts that a spreadsheet cannot take for numbers or dates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.core import City
from beatwright.planning.districts.todays_districts import Present

__all__ = ["district_names"]

Ints = NDArray[np.int64]


def district_names(city: City, districts: Ints, present: Present, *, inside: bool) -> list[str]:
    """Return a name for every district.

    A district that succeeds one of today has its name. Others are numbered from north to south: inside parents with
    letters behind the parent's name, as in the Buffalo study (``1A``, ``1B``), else ``D01``, ``D02``, ...

    Parameters
    ----------
    city : City
    districts : ndarray of int, shape (zones,)
        District of every zone, 0 to k - 1; where it is a position among today's names it succeeds that district.
    present : Present
        Today's districts.
    inside : bool
        Do the districts lie inside the zones' parents?

    Returns
    -------
    list of str, length k
    """
    k = int(districts.max()) + 1
    taken = present.names if len(present.names) <= k else ()
    order = _from_north(city, districts, k)
    names = [*taken, *[""] * (k - len(taken))]
    fresh = [int(d) for d in order if d >= len(taken)]
    if not inside:
        width = len(str(len(fresh)))
        made = {d: f"D{number:0{width}d}" for number, d in enumerate(fresh, 1)}
    else:
        made = _in_parents(city, districts, fresh)
    used = set(taken)
    for d, wanted in made.items():
        names[d] = next(name for name in (wanted, *(f"{wanted}{n}" for n in range(2, k + 3))) if name not in used)
        used.add(names[d])
    return names


def _from_north(city: City, districts: Ints, k: int) -> Ints:
    """Order the districts from north to south, then from west to east, by the middle of their zones."""
    size = np.bincount(districts, minlength=k)
    x, y = (np.bincount(districts, weights=city.zone_xy[:, axis], minlength=k) / size for axis in (0, 1))
    return np.lexsort((np.round(x), -np.round(y)))


def _in_parents(city: City, districts: Ints, fresh: list[int]) -> dict[int, str]:
    first = np.unique(districts, return_index=True)[1]
    parent = [str(city.zones["parent"].iloc[zone]) for zone in first]
    counted: dict[str, int] = {}
    names = {}
    for d in fresh:
        number = counted[parent[d]] = counted.get(parent[d], 0) + 1
        names[d] = parent[d] + ("" if parent[d][-1:].isdigit() else " ") + _letters(number)
    return names


def _letters(number: int) -> str:
    """Return A, B, ..., Z, AA, AB, ... for 1, 2, ..., as the columns of a spreadsheet."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text

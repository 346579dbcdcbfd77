"""Areas, perimeters and moments of units: what the compactness of districts is measured from.

Area, perimeter and moments about a fixed point add up over the units of a district, but for the borders inside it; the
second moment about the district's own centroid follows by the theorem of parallel axes. A unit whose second moment is
not known is taken for a disc, which has the least of all shapes of its area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import Complaints
from beatwright.base.words import listed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POLSBY_POPPER, INERTIA = "polsby_popper", "inertia"
FORMS = (POLSBY_POPPER, INERTIA)  # the words for compactness by shape among the weights


@dataclass(frozen=True, eq=False)
class Geometry:
    """What is known of the units' shapes.

    Parameters
    ----------
    areas : ndarray of float, shape (n,)
        Area of every unit, in the square of the unit of the borders' lengths (square metres).
    perimeters : ndarray of float, shape (n,), optional
        Whole perimeter of every unit, metres.
    xy : ndarray of float, shape (n, 2), optional
        Centroid of every unit, metres.
    moments : ndarray of float, shape (n,)
        Second polar moment of area of every unit about its centroid, metres^4.
    """

    areas: Floats
    perimeters: Floats | None
    xy: Floats | None
    moments: Floats

    def body(self) -> Floats:
        """Give what adds up over the units of a district, shape (n, 5).

        The columns are area, perimeter, first moments in x and y, and second moment. Moments are about the mean of
        the centroids; what is not known is 0. Perimeters add up but for twice the borders inside.

        >>> Geometry(np.array([2.0]), np.array([6.0]), None, np.array([0.5])).body()
        array([[2. , 6. , 0. , 0. , 0.5]])
        """
        n = self.areas.size
        xy = np.zeros((n, 2)) if self.xy is None else self.xy - self.xy.mean(axis=0)
        perimeters = np.zeros(n) if self.perimeters is None else self.perimeters
        second = self.moments + self.areas * (xy**2).sum(axis=1)
        return np.column_stack([self.areas, perimeters, self.areas[:, None] * xy, second])


def polsby_popper(area: Floats, perimeter: Floats) -> Floats:
    """Return 4 pi A / P^2, at most 1: 1 for a disc, pi / 4 for a square.

    References
    ----------
    Polsby, D. D. and Popper, R. D. (1991). The third criterion: compactness as a procedural safeguard against
    partisan gerrymandering. Yale Law & Policy Review 9, 301-353.

    Examples
    --------
    >>> polsby_popper(np.array([1.0]), np.array([4.0])).round(4)
    array([0.7854])
    """
    square = np.maximum(perimeter, 0.0) ** 2
    disc = 4.0 * np.pi * area
    return np.where(square > disc, disc / np.where(square > 0, square, 1.0), 1.0)


def roundness(area: Floats, moment: Floats) -> Floats:
    """Return A^2 / (2 pi I), at most 1: the second moment of a disc of that area over the district's own.

    References
    ----------
    Li, W., Goodchild, M. F. and Church, R. (2013). An efficient measure of compactness for two-dimensional shapes
    and its application in regionalization problems. International Journal of Geographical Information Science 27,
    1227-1250.

    Examples
    --------
    >>> roundness(np.array([1.0]), np.array([1 / 6])).round(4)  # a square
    array([0.9549])
    """
    disc = area**2 / (2.0 * np.pi)
    return np.where(moment > disc, disc / np.where(moment > 0, moment, 1.0), 1.0)


def forms_of(body: Floats, inner: Floats) -> Floats:
    """Return 1 - Polsby-Popper and 1 - roundness of districts, shape (districts, 2).

    Parameters
    ----------
    body : ndarray of float, shape (districts, 5)
        Sums of `Geometry.body` over the units.
    inner : ndarray of float, shape (districts,)
        Length of the borders between units of the district.
    """
    area = np.where(body[:, 0] > 0, body[:, 0], 1.0)
    moment = body[:, 4] - (body[:, 2] ** 2 + body[:, 3] ** 2) / area
    return 1.0 - np.column_stack([polsby_popper(body[:, 0], body[:, 1] - 2.0 * inner), roundness(body[:, 0], moment)])


def read_geometry(
    measures: dict[str, Any], pairs: Ints, lengths: Floats, n: int, owner: str, complaints: Complaints
) -> Geometry | None:
    """Check areas, perimeters, xy and moments, given by name; None where there are no areas."""
    read = {
        name: _read(name, measures[name], n, owner, complaints=complaints)
        for name in ("areas", "perimeters", "moments")
    }
    xy = _read_xy(measures["xy"], n, owner, complaints)
    areas, perimeters, moments = read["areas"], read["perimeters"], read["moments"]
    if perimeters is not None:
        _check_borders(perimeters, pairs, lengths, owner, complaints=complaints)
    if areas is None:
        return None
    return Geometry(areas, perimeters, xy, areas**2 / (2.0 * np.pi) if moments is None else moments)


def need_shapes(form: Floats, measures: dict[str, Any], owner: str, complaints: Complaints) -> None:
    """Complain of weights for shapes that are not known; `form` holds the weight of each of `FORMS`."""
    weight = dict(zip(FORMS, form.tolist(), strict=True))
    for name, needed in ((POLSBY_POPPER, ("areas", "perimeters")), (INERTIA, ("areas", "xy"))):
        missing = [word for word in needed if measures[word] is None]
        complaints.need(
            weight[name] == 0 or not missing,
            f"A weight for '{name}' needs the {' and '.join(repr(word) for word in missing)} of the units in {owner}.",
        )


def _read(name: str, values: Any, n: int, owner: str, complaints: Complaints) -> Floats | None:
    """Give one positive number per unit."""
    if values is None:
        return None
    array = np.asarray(values, dtype=np.float64).ravel()
    if array.size != n:
        complaints.add(
            f"The '{name}' parameter of {owner} must give one number for each of the {n} units. Got {array.size}."
        )
        return None
    wrong = np.flatnonzero(~(np.isfinite(array) & (array > 0)))
    complaints.need(
        wrong.size == 0, f"The '{name}' parameter of {owner} must be finite and above 0. Look at units {listed(wrong)}."
    )
    return array


def _read_xy(values: Any, n: int, owner: str, complaints: Complaints) -> Floats | None:
    if values is None:
        return None
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (n, 2):
        complaints.add(f"The 'xy' parameter of {owner} must have shape (n, 2) = ({n}, 2). Got {array.shape}.")
        return None
    wrong = np.flatnonzero(~np.isfinite(array).all(axis=1))
    complaints.need(wrong.size == 0, f"The 'xy' parameter of {owner} must be finite. Look at units {listed(wrong)}.")
    return array


def _check_borders(perimeters: Floats, pairs: Ints, lengths: Floats, owner: str, complaints: Complaints) -> None:
    """Complain of units whose common borders are longer than their perimeter."""
    shared = np.bincount(pairs.ravel(), weights=np.repeat(lengths, 2), minlength=perimeters.size)
    wrong = np.flatnonzero(shared > perimeters * 1.01)
    complaints.need(
        wrong.size == 0,
        f"The borders of units {listed(wrong)} are longer in all than their 'perimeters' in {owner}. Give both in the "
        "same unit of length, and the whole perimeter of each unit.",
    )

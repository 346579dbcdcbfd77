"""`MapUnits`: what is known of the units of a map, checked when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from numpy.typing import ArrayLike

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import UnitNames
from beatwright.solver.districting import district_arguments as arguments
from beatwright.solver.districting.unit_geometry import read_geometry

__all__ = ["MapUnits"]

OWNER = "MapUnits"


@dataclass(frozen=True, eq=False)
class MapUnits:
    """The n units that districts are made of: their borders, amounts, parents and shapes.

    Parameters
    ----------
    edges : array_like of int, shape (m, 2)
        Pairs of units with a common border (rook contiguity), by position; each in either direction.
    lengths : array_like of float, shape (m,)
        Length of each common border, at least 0; any unit. 0 for a bridge to an island.
    criteria : mapping of str to array_like, DataFrame, or array_like of shape (criteria, n) or (n, criteria)
        Amount of each criterion (calls, minutes of work, population, area) in every unit, at least 0. Of a DataFrame,
        one per column.
    parents : array_like, shape (n,), optional
        Fixed districts, numbers or names: no new district crosses a parent. How many each gets is decided.
    present : array_like of int, shape (n,), optional
        Today's districts, -1 for none. New districts take the label that most of their units have today.
    areas : array_like of float, shape (n,), optional
        Area of every unit, in the square of the unit of `lengths`.
    perimeters : array_like of float, shape (n,), optional
        Whole perimeter of every unit, outer boundary of the map included. A district's perimeter is their sum less
        twice the borders inside.
    xy : array_like of float, shape (n, 2), optional
        Centroid of every unit.
    moments : array_like of float, shape (n,), optional
        Second polar moment of area of every unit about its centroid. Default: that of a disc, A^2 / (2 pi).
    cut_lengths : array_like of float, shape (m,), optional
        Length at which each border counts where districts end there: less than `lengths` along a river or a main
        street, where people would have them end. Default: `lengths`.
    names : sequence of str, shape (n,), optional
        Names of the units, for messages. Default: positions.

    Raises
    ------
    ParameterError
        With every complaint about the units at once. What they must fit to (the districts of today to their number,
        shapes to the weights) is checked by the function that is given both.

    Examples
    --------
    A street of four blocks, the calls mostly at its ends:

    >>> street = MapUnits([[0, 1], [1, 2], [2, 3]], [1, 1, 1], {"calls": [5, 2, 1, 6]})
    >>> street.n
    4
    """

    edges: ArrayLike
    lengths: ArrayLike
    criteria: Any
    _: KW_ONLY
    parents: Any = None
    present: Any = None
    areas: ArrayLike | None = None
    perimeters: ArrayLike | None = None
    xy: ArrayLike | None = None
    moments: ArrayLike | None = None
    cut_lengths: ArrayLike | None = None
    names: Sequence[str] | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        criteria = arguments.tabulated(self.criteria, self.edges)
        n = arguments.count_units(criteria, OWNER)
        unit_names = arguments.read_names(self.names, n, OWNER, complaints)
        amounts, words = arguments.read_criteria(criteria, OWNER, complaints, unit_names)
        pairs, metres = arguments.read_edges(self.edges, self.lengths, n, OWNER, complaints=complaints)
        counted = arguments.read_cut_lengths(
            self.edges, self.lengths, self.cut_lengths, n, owner=OWNER, complaints=complaints
        )
        arguments.read_parents(self.parents, n, OWNER, complaints, unit_names=unit_names)
        read_geometry(self.shapes, pairs, metres, n, owner=OWNER, complaints=complaints)
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "edges", pairs)
        object.__setattr__(self, "lengths", metres)
        object.__setattr__(self, "cut_lengths", counted)
        object.__setattr__(self, "criteria", dict(zip(words, amounts, strict=True)))

    @property
    def n(self) -> int:
        """Number of units."""
        return arguments.count_units(self.criteria, OWNER)

    @property
    def unit_names(self) -> UnitNames:
        """What units are called in messages."""
        return UnitNames() if self.names is None else UnitNames(tuple(map(str, self.names)))

    @property
    def shapes(self) -> dict[str, Any]:
        """What is known of the shapes, by the name of the parameter."""
        return {name: getattr(self, name) for name in ("areas", "perimeters", "xy", "moments")}

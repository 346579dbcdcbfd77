"""Counts by zone and class that grow: what is new is noted when it comes, and added when somebody looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["GrowingCounts"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]

# So many notes are added to the table at once, whether or not somebody looks: a year of weeks.
_MOST_NOTES = 52


class GrowingCounts:
    """Incidents by zone and severity class, and those that came later.

    An update brings a few hundred incidents to a table of thousands of zones. To copy the table would be a good part of
    the work, and nobody looks at it before a forecast is asked for. So an update notes what is new, and the table is
    made once, when it is looked at. What was looked at never changes.

    Parameters
    ----------
    table : array, shape (zones, severity classes)
        Incidents; it is not copied, and never written to.
    notes : tuple of pairs of arrays of int
        Zone and severity class of every later incident.

    Examples
    --------
    >>> counts = GrowingCounts(np.zeros((2, 2))).plus((np.array([0, 1, 1]), np.array([0, 1, 1])))
    >>> counts.table.tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """

    __slots__ = ("_parts", "shape")

    def __init__(self, table: Floats, notes: tuple[tuple[Ints, Ints], ...] = ()) -> None:
        self.shape = table.shape
        self._parts = (table, notes)  # together, so that whoever reads them while they are added sees both or neither

    def plus(self, note: tuple[Ints, Ints]) -> GrowingCounts:
        """Return these counts and later incidents, by the zone and the class of each, shape (n,)."""
        table, notes = self._parts
        if len(notes) >= _MOST_NOTES:
            table, notes = self.table, ()
        return GrowingCounts(table, (*notes, note))

    @property
    def table(self) -> Floats:
        """Incidents of then and later, shape (zones, severity classes)."""
        table, notes = self._parts
        if notes:
            table = table.copy()
            zone, severity = (np.concatenate(each) for each in zip(*notes, strict=True))
            np.add.at(table, (zone, severity), 1.0)  # few are new: a table of them would be zeros
            self._parts = (table, ())
        return table

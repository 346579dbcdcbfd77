"""The columns of incidents that are counted by, as arrays: taken from the table once, when it is checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["IncidentArrays"]


class IncidentArrays(NamedTuple):
    """When, where and how severe incidents were, in the order of their table.

    Parameters
    ----------
    time : array of datetime64[us], shape (n,)
        Never falling.
    zone : array of int, shape (n,)
        Position of the zone, -1 where in none.
    severity : array of int, shape (n,)
        Position of the severity class.
    x, y : array, shape (n,)
        Metres.
    placed : bool
        Whether all of them are known to lie in a zone.
    """

    time: npt.NDArray[np.datetime64]
    zone: npt.NDArray[np.int32]
    severity: npt.NDArray[np.int8]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    placed: bool

    @classmethod
    def of(cls, frame: pd.DataFrame) -> IncidentArrays:
        """Take them from a table in order of time; columns that are of the right kind are not copied."""
        zone = frame["zone"].to_numpy()
        return cls(
            frame["time"].to_numpy().astype("datetime64[us]", copy=False),
            zone,
            frame["severity"].to_numpy(),
            frame["x"].to_numpy(dtype=np.float64),
            frame["y"].to_numpy(dtype=np.float64),
            bool((zone >= 0).all()),
        )

    def rows(self, which: slice | npt.NDArray[np.bool_]) -> IncidentArrays:
        """Return those of some rows; of a slice nothing is copied."""
        columns = (self.time[which], self.zone[which], self.severity[which], self.x[which], self.y[which])
        return IncidentArrays(*columns, self.placed)

    def in_zones(self) -> IncidentArrays:
        """Return those that lie in a zone."""
        return self if self.placed else self.rows(self.zone >= 0)._replace(placed=True)

    def complaints(self, classes: int, zones: int) -> Iterator[str]:
        """Yield what is wrong where there are so many severity `classes` and `zones`."""
        if np.isnat(self.time).any():
            yield "Every incident must have a time."
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            yield "Every incident must have x and y."
        if not ((self.severity >= 0) & (self.severity < classes)).all():
            yield f"Severity must be a position in [0, {classes - 1}]."
        if not ((self.zone >= -1) & (self.zone < zones)).all():
            yield f"Zone must be a position in [-1, {zones - 1}]."

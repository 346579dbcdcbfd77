"""How damage falls with officers: one decreasing curve per point.

Savings are computed in forms that keep their digits where damages nearly cancel: expm1 and log1p in place of
differences of powers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["EXPONENTIAL", "KINDS", "POWER", "RECIPROCAL", "TABLE", "Curve"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RECIPROCAL: Final = 0
EXPONENTIAL: Final = 1
POWER: Final = 2
TABLE: Final = 3
KINDS: Final = {"reciprocal": RECIPROCAL, "exponential": EXPONENTIAL, "power": POWER}

_ROUNDING = 1e-12  # of a table's largest entry: convexity up to rounding of its differences


@dataclass(frozen=True, eq=False)
class Curve:
    """Damage of every point as a function of its officers; made and checked by `instance.read_curve`.

    Parameters
    ----------
    kind : int
        RECIPROCAL: c / (1 + x). EXPONENTIAL: c exp(-a x). POWER: c / (1 + x)^a. TABLE: c times the table,
        straight between whole numbers and level beyond its end.
    scale : array of float, shape (n,)
        c, the damage with no officers (for a table: its factor).
    rate : array of float, shape (n,)
        a; ones where the kind has none.
    table : array of float, shape (n, officers + 1), or (0, 0)
        The table, already multiplied by the scale.
    """

    kind: int
    scale: Floats
    rate: Floats
    table: Floats

    def damage(self, officers: npt.ArrayLike) -> Floats:
        """Return the damage of every point with `officers`, shape (n,), which need not be whole."""
        x = np.asarray(officers, dtype=np.float64)
        if self.kind == RECIPROCAL:
            return np.asarray(self.scale / (1.0 + x))
        if self.kind == EXPONENTIAL:
            return np.asarray(self.scale * np.exp(-self.rate * x))
        if self.kind == POWER:
            return np.asarray(self.scale * (1.0 + x) ** -self.rate)
        return self._interpolated(x)

    def saving(self, officers: npt.ArrayLike, step: float = 1.0) -> Floats:
        """Return what `step` more officers save at every point, shape (n,), without loss of digits."""
        x = np.asarray(officers, dtype=np.float64)
        if self.kind == RECIPROCAL:
            return np.asarray(step * self.scale / ((1.0 + x) * (1.0 + x + step)))
        if self.kind == EXPONENTIAL:
            return np.asarray(-self.scale * np.exp(-self.rate * x) * np.expm1(-self.rate * step))
        if self.kind == POWER:
            return np.asarray(-self.scale * (1.0 + x) ** -self.rate * np.expm1(-self.rate * np.log1p(step / (1.0 + x))))
        return np.asarray(self._interpolated(x) - self._interpolated(x + step))

    def slope(self, officers: npt.ArrayLike) -> Floats:
        """Return the slope of the damage at every point, shape (n,): at most 0; of a table the one to the right."""
        x = np.asarray(officers, dtype=np.float64)
        if self.kind == EXPONENTIAL:
            return np.asarray(-self.rate * self.scale * np.exp(-self.rate * x))
        if self.kind == TABLE:
            return -self.saving(np.floor(x))
        return np.asarray(-self.rate * self.scale * (1.0 + x) ** (-self.rate - 1.0))

    def _interpolated(self, x: Floats) -> Floats:
        last = self.table.shape[1] - 1
        inside = np.minimum(x, last)
        # The last step serves its right end too; a table of one entry is level from the start.
        low = np.minimum(np.floor(inside).astype(np.int64), max(last - 1, 0))
        row = np.arange(len(self.table))
        left, right = self.table[row, low], self.table[row, np.minimum(low + 1, last)]
        return np.asarray(left + (inside - low) * (right - left))

    @cached_property
    def largest(self) -> float:
        """The greatest damage at any point with no officers; 1 where there is none. Solvers like numbers near 1."""
        return float(self.damage(np.zeros(self.scale.size)).max()) or 1.0

    @cached_property
    def convex(self) -> bool:
        """Whether every officer saves at most what the one before saved, at every point."""
        if self.kind != TABLE or self.table.shape[1] < 3:
            return True
        savings = self.table[:, :-1] - self.table[:, 1:]
        slack = _ROUNDING * np.abs(self.table).max(axis=1, keepdims=True)
        return bool((savings[:, 1:] <= savings[:, :-1] + slack).all())

    @cached_property
    def envelope(self) -> Curve:
        """The greatest convex curve below this one; itself where it is convex."""
        if self.convex:
            return self
        rows = np.stack([_below(row) for row in self.table])
        return Curve(TABLE, self.scale, self.rate, rows)


def _below(row: Floats) -> Floats:
    """Lower convex hull of the points (0, row[0]), (1, row[1]), ..., read at whole numbers."""
    kept = _hull(row)
    return np.asarray(np.interp(np.arange(row.size), kept, row[kept]))


@entry
def _hull(row: Any) -> Any:
    """Return the corners of the lower convex hull, from left to right (Andrew 1979)."""
    kept, n = np.empty(row.size, np.int64), 0
    for x in range(row.size):
        while n > 1:  # a corner on or above the line from the one before it to x is no corner
            left, middle = kept[n - 2], kept[n - 1]
            if (row[middle] - row[left]) * (x - left) < (row[x] - row[left]) * (middle - left):
                break
            n -= 1
        kept[n] = x
        n += 1
    return kept[:n]

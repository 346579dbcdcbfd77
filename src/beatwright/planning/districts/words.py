"""Words for messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.core.words import listed

__all__ = ["UnitNames", "of_these"]


def of_these(things: Sequence[object] | NDArray[Any], one: str, many: str) -> str:
    """List things after their word, in the singular where there is only one.

    >>> of_these([3], "district", "districts"), of_these([3, 5], "district", "districts")
    ('district 3', 'districts 3, 5')
    """
    return f"{one if len(things) == 1 else many} {listed(things)}"


@dataclass(frozen=True)
class UnitNames:
    """What to call units in messages: their names, or their positions where none are given.

    Parameters
    ----------
    names : tuple of str, optional
        Name of every unit.

    Examples
    --------
    >>> UnitNames(("1A", "1B", "2")).of([0, 2]), UnitNames().of([4])
    ('units 1A, 2', 'unit 4')
    """

    names: tuple[str, ...] | None = None

    def of(self, units: Sequence[int] | NDArray[np.int64]) -> str:
        """Name units after the word 'unit' or 'units'."""
        things = units if self.names is None else [self.names[int(unit)] for unit in units]
        return of_these(things, "unit", "units")

"""A map of flows: who sends what to where, as arrows between places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from beatwright.core.chart_parts import Chart, Part, Spot

__all__ = ["Flow", "FlowMap"]


@dataclass(frozen=True)
class Flow(Part):
    """One arrow of a flow map.

    Parameters
    ----------
    from_x, from_y, to_x, to_y : float
        Where it begins and ends, in metres, in the city's CRS.
    value : float
        How much flows: its width. Above 0.
    """

    numbers = ("from_x", "from_y", "to_x", "to_y", "value")
    from_x: float
    from_y: float
    to_x: float
    to_y: float
    value: float

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the arrow."""
        ends = (self.from_x, self.from_y, self.to_x, self.to_y)
        placed = all(map(math.isfinite, ends)) and ends[:2] != ends[2:]
        return [
            None if placed else f"A flow needs two different places. Got {ends}.",
            None if 0 < self.value < math.inf else f"A flow needs a value above 0. Got {self.value}.",
        ]


@dataclass(frozen=True, kw_only=True)
class FlowMap(Chart):
    """Arrows on the map of the city, as wide as what flows is much.

    Parameters
    ----------
    flows : sequence of Flow
        At least one. The widest are drawn last.
    legend : str
        What the widths mean, with the unit.
    unit : str
        Unit of the values.
    spots : sequence of Spot
        Places to mark on it, over the arrows.
    """

    kind = "flow map"
    parts = {"flows": Flow, "spots": Spot}  # noqa: RUF012
    flows: Sequence[Flow]
    legend: str
    unit: str = ""
    spots: Sequence[Spot] = ()

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the map."""
        return [*super().complaints(), None if self.flows else f"The flow map '{self.name}' has no flows."]

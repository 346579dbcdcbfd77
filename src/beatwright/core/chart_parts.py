"""What charts have in common, and what they are made of: lines, panels, bars, spots."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Bar", "Chart", "Line", "Panel", "Part", "Spot", "Tone"]

Tone = Literal["plain", "better", "worse"]


class Part:
    """What charts are made of: sequences become tuples, numbers floats, and every part can be written and read."""

    numbers: ClassVar[tuple[str, ...]] = ()
    lists: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[Mapping[str, type[Any]]] = {}

    def __post_init__(self) -> None:
        for name in (*self.lists, *self.parts):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name in self.numbers:
            value = getattr(self, name)
            figures = tuple(map(float, value)) if name in self.lists else float(value)
            object.__setattr__(self, name, figures)
        complaints = Complaints()
        complaints.extend(self.complaints())
        complaints.raise_if_any(ParameterError)

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the part."""
        return []

    def alike(self, *names: str) -> str | None:
        """Return a complaint where lists that go together are of different lengths."""
        lengths = {name: len(getattr(self, name)) for name in names}
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        return None if len(set(lengths.values())) < 2 else f"The lists of a {type(self).__name__} differ: {listed}."

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {field.name: _written(getattr(self, field.name)) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Any:
        """Read what `to_dict` wrote."""
        parts = {name: part for name, part in cls.parts.items() if name in values}  # older files know fewer
        read = {name: tuple(part.from_dict(value) for value in values[name]) for name, part in parts.items()}
        return cls(**{**values, **read})


def _written(value: Any) -> Any:
    if isinstance(value, Part):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True, kw_only=True)
class Chart(Part):
    """What all charts have.

    Parameters
    ----------
    name : str
        Of the picture's file; unique in its finding.
    alt : str
        What the picture shows, in words for those who cannot see it.
    caption : str
        What to know when reading it.
    """

    kind: ClassVar[str] = ""
    name: str
    alt: str
    caption: str = ""

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        return [check.text(type(self).__name__, field, getattr(self, field)) for field in ("name", "alt")]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {"kind": self.kind, **super().to_dict()}


@dataclass(frozen=True)
class Line(Part):
    """One line of a line chart.

    Parameters
    ----------
    name : str
        For the legend.
    x, y : sequence of float
        Its points, from left to right. NaN in `y` leaves a gap.
    hollow : sequence of int
        Positions of points whose mark is not filled.
    """

    numbers = ("x", "y")
    lists = ("x", "y", "hollow")
    name: str
    x: Sequence[float]
    y: Sequence[float]
    hollow: Sequence[int] = ()

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the line."""
        wrong = [k for k in self.hollow if not 0 <= k < len(self.x)]
        return [self.alike("x", "y"), f"The line '{self.name}' has no points {wrong}." if wrong else None]


@dataclass(frozen=True)
class Panel(Part):
    """Lines of one unit over a common axis.

    Parameters
    ----------
    name : str
        What is measured upwards.
    lines : sequence of Line
        The first is drawn heaviest. All panels of a chart have the same lines.
    unit : str
        Of `y`; ``share`` is drawn in per cent.
    level : float
        A level line, such as today's figure. NaN: none.
    """

    numbers = ("level",)
    parts = {"lines": Line}  # noqa: RUF012
    name: str
    lines: Sequence[Line]
    unit: str = ""
    level: float = math.nan


@dataclass(frozen=True)
class Bar(Part):
    """One bar.

    Parameters
    ----------
    name : str
        What it stands for.
    value : float
        Its length; infinite: hatched, as long as the longest.
    tone : {"plain", "better", "worse"}
        Its colour.
    """

    numbers = ("value",)
    name: str
    value: float
    tone: Tone = "plain"

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the bar."""
        missing = f"The bar '{self.name}' has no value." if math.isnan(self.value) else None
        return [check.one_of("Bar", "tone", self.tone, get_args(Tone)), missing]


@dataclass(frozen=True)
class Spot(Part):
    """One place on a point map.

    Parameters
    ----------
    x, y : float
        In metres, in the city's CRS.
    name : str
        What is written there; empty: nothing.
    tone : {"plain", "better", "worse"}
        Its colour: ink, green or brown.
    boxed : bool, default False
        Drawn as a box around its name rather than as a dot.
    """

    numbers = ("x", "y")
    x: float
    y: float
    name: str = ""
    tone: Tone = "plain"
    boxed: bool = False

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the spot."""
        lost = f"The spot '{self.name}' has no place: x {self.x}, y {self.y}."
        return [
            check.one_of("Spot", "tone", self.tone, get_args(Tone)),
            None if math.isfinite(self.x) and math.isfinite(self.y) else lost,
        ]

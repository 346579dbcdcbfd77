"""One figure with its unit and its direction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.earlier_figures import earlier_kind

__all__ = ["COST", "DISTANCE", "INDEX", "ON_TIME", "Direction", "Measure", "not_texts", "plain_number"]

Direction = Literal["lower", "higher", "none"]
# Kinds of figures that other rooms ask for; a judge may name others.
DISTANCE = "distance"  # from a post, in metres or minutes
ON_TIME = "on time"  # the share of calls within the standard
COST = "cost"  # of late calls, whatever the currency and the time it is counted over
INDEX = "index"  # how even or how regular something is


@dataclass(frozen=True)
class Measure:
    """One figure.

    Parameters
    ----------
    name : str
        What is measured, unique in its evaluation.
    value : float
        NaN where it does not apply.
    unit : str
        Unit, such as ``m``, ``min``, ``share`` (0 to 1), ``$/h``.
    direction : {"lower", "higher", "none"}
        Which way is better; "none" for figures that only inform.
    interval : tuple of float, optional
        90 % interval where the figure is sampled.
    kind : str
        What the figure is about, where its unit does not tell: ``distance`` (from a post, in metres or minutes),
        ``on time`` (the share of calls within the standard), ``cost``, ``index``, or a word of your own. Figures of one
        kind tell much the same, so that a report lets only the first of them stand out. Empty: the unit is the kind.
    by_scenario : sequence of float
        The figure under every scenario of the demand, where a judge works them out; NaN where it does not apply. Not
        written to files, and no part of what makes two figures equal.
    by_week : sequence of float
        The figure of every week of a simulation, weighted so that their mean is the value; empty: not simulated.
    against : DifferenceInterval, optional
        90 % interval of the difference to the plan compared with, from the same draws of the held-out weeks for both.
    """

    name: str
    value: float
    unit: str = ""
    direction: Direction = "none"
    interval: tuple[float, float] | None = None
    kind: str = ""
    by_scenario: Sequence[float] = field(default=(), compare=False, repr=False)
    against: DifferenceInterval | None = None
    by_week: Sequence[float] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "by_scenario", tuple(map(float, self.by_scenario)))
        object.__setattr__(self, "by_week", tuple(map(float, self.by_week)))
        complaints = Complaints()
        complaints.extend(not_texts(self, "name", "unit", "kind"))
        complaints.need(
            self.direction in get_args(Direction),
            f"The 'direction' of a Measure must be one of {', '.join(get_args(Direction))}. Got {self.direction!r}.",
        )
        complaints.need(
            self.interval is None or not self.interval[0] > self.interval[1],
            f"The interval of '{self.name}' must be (low, high). Got {self.interval!r}.",
        )
        complaints.raise_if_any(ParameterError)

    @property
    def about(self) -> str:
        """What the figure is about: its kind, else its unit."""
        return self.kind or self.unit

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        against = {} if self.against is None else {"against": self.against.to_dict()}
        by_week = {"by_week": [plain_number(value) for value in self.by_week]} if self.by_week else {}
        return {
            "name": self.name,
            "value": plain_number(self.value),
            "unit": self.unit,
            "direction": self.direction,
            "interval": None if self.interval is None else [plain_number(v) for v in self.interval],
            "kind": self.kind,
            **against,
            **by_week,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Measure:
        """Read what `to_dict` wrote."""
        low_high = values["interval"]
        interval = None if low_high is None else (float(low_high[0]), float(low_high[1]))
        kind = values["kind"] if "kind" in values else earlier_kind(values["unit"], values["direction"])
        return cls(
            name=values["name"],
            value=float(values["value"]),
            unit=values["unit"],
            direction=values["direction"],
            interval=interval,
            kind=kind,
            against=DifferenceInterval.from_dict(values["against"]) if values.get("against") else None,
            by_week=values.get("by_week", ()),
        )


def not_texts(noun: object, *names: str) -> Iterator[str]:
    """Yield a complaint for each of these fields that is no text."""
    for name in names:
        if not isinstance(value := getattr(noun, name), str):
            yield f"The '{name}' of {type(noun).__name__} must be text. Got {value!r}."


def plain_number(value: Any) -> Any:
    """Return a value fit for JSON, which has no NaN and no infinity: those as text, which float() reads."""
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value.item() if hasattr(value, "item") else value

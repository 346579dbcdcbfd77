"""The trade-off: what every number of posts brings, by every method, beside today's practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import ON_TIME, Measure
from beatwright.core.plan import Plan

__all__ = ["TradeOff", "TradePoint"]


@dataclass(frozen=True)
class TradePoint:
    """One method at one number of posts.

    Parameters
    ----------
    method : str
        Name of the method.
    plan : Plan
        Its plan; the posts are decided.
    planned, heldout : Evaluation
        The plan judged on the demand it was planned on, and on demand that it has not seen. Breakdowns are not kept.
    """

    method: str
    plan: Plan
    planned: Evaluation
    heldout: Evaluation

    def __post_init__(self) -> None:
        self.plan.need("posts")
        for name in ("planned", "heldout"):
            object.__setattr__(self, name, replace(getattr(self, name), tables={}))

    @property
    def p(self) -> int:
        """Number of posts."""
        return len(self.plan.site_ids)

    @property
    def proven(self) -> bool:
        """Whether no plan with as many posts is better on the demand planned on."""
        return self.plan.certificate is not None and self.plan.certificate.status == "optimal"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "method": self.method,
            "plan": self.plan.to_dict(),
            "planned": self.planned.to_dict(),
            "heldout": self.heldout.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TradePoint:
        """Read what `to_dict` wrote."""
        planned, heldout = (Evaluation.from_dict(values[name]) for name in ("planned", "heldout"))
        return cls(values["method"], Plan.from_dict(values["plan"]), planned, heldout)


@dataclass(frozen=True, eq=False)
class TradeOff:
    """Plans of several methods over a range of numbers of posts, all judged alike.

    Parameters
    ----------
    points : tuple of TradePoint
        One per method and number of posts, in any order.
    exact : str
        The method whose plans are the best known, with their proofs.
    today : TradePoint, optional
        Today's practice.
    measure : str
        The figure that is traded against the number of posts.
    """

    points: tuple[TradePoint, ...]
    exact: str
    today: TradePoint | None = None
    measure: str = "mean distance"

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", tuple(sorted(self.points, key=lambda point: (point.method, point.p))))
        complaints = Complaints()
        keys = [(point.method, point.p) for point in self.points]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        complaints.need(not twice, f"A trade-off has one plan per method and number of posts. Twice: {twice}.")
        complaints.need(
            any(method == self.exact for method, _ in keys),
            f"A trade-off needs plans of its exact method '{self.exact}'. Got: {sorted({m for m, _ in keys})}.",
        )
        complaints.extend(self._unlike())
        complaints.raise_if_any(ParameterError, "This trade-off cannot be stated")

    def _unlike(self) -> list[str | None]:
        everyone = [*self.points, *([self.today] if self.today else [])]
        texts: list[str | None] = []
        for name in ("planned", "heldout"):
            evaluations = [getattr(point, name) for point in everyone]
            if len({(e.problem, e.judge, tuple(m.name for m in e.measures)) for e in evaluations}) > 1:
                texts.append(f"Its plans were judged ({name}) on different problems or by different judges.")
        names = [m.name for point in everyone[:1] for m in point.heldout.measures if m.direction != "none"]
        if everyone and self.measure not in names:
            texts.append(f"There is no measure '{self.measure}' to trade. {did_you_mean(self.measure, names)}")
        return texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TradeOff) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """Hash of the content; wall times do not count."""
        everyone = [*self.points, *([self.today] if self.today else [])]
        timeless = [replace(point, plan=point.plan.timeless).to_dict() for point in everyone]
        return digest_of(self.exact, self.measure, timeless)

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods, the exact one first."""
        return (self.exact, *sorted({point.method for point in self.points} - {self.exact}))

    def curve(self, method: str | None = None) -> tuple[TradePoint, ...]:
        """Return the points of a method (default: the exact one) by rising number of posts."""
        wanted = self.exact if method is None else method
        return tuple(point for point in self.points if point.method == wanted)

    @cached_property
    def traded(self) -> Measure:
        """The measure that is traded, with its unit and direction; its value is that of the fewest posts."""
        return _find(self.curve()[0].heldout, self.measure)

    @cached_property
    def share(self) -> Measure | None:
        """The share of calls within the standard, where there is a standard and another measure is traded."""
        measures = self.curve()[0].heldout.measures
        return next((one for one in measures if one.kind == ON_TIME and one.name != self.measure), None)

    def table(self, measure: str | None = None, on: str = "heldout") -> pd.DataFrame:
        """Return a measure by number of posts (rows) and method (columns); NaN where a method has no such plan.

        Parameters
        ----------
        measure : str, optional
            Default: the one that is traded.
        on : {"heldout", "planned"}
            The demand judged on.
        """
        name = self.measure if measure is None else measure
        columns = {m: {point.p: getattr(point, on)[name] for point in self.curve(m)} for m in self.methods}
        return pd.DataFrame(columns).sort_index().rename_axis("posts")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "exact": self.exact,
            "measure": self.measure,
            "today": None if self.today is None else self.today.to_dict(),
            "points": [point.to_dict() for point in self.points],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TradeOff:
        """Read what `to_dict` wrote."""
        today = None if values["today"] is None else TradePoint.from_dict(values["today"])
        points = tuple(TradePoint.from_dict(point) for point in values["points"])
        return cls(points, values["exact"], today, values["measure"])


def _find(evaluation: Evaluation, name: str) -> Measure:
    return next(measure for measure in evaluation.measures if measure.name == name)

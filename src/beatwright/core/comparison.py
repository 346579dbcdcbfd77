"""Plans side by side, judged on the same problem, with the differences against one of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import ParameterError
from beatwright.base.quantity import infinite_word, of_nothing
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.evaluation import Evaluation
from beatwright.core.weekly_differences import weekly_differences, weekly_note

__all__ = ["CHANCE_MARK", "Comparison"]

CHANCE_MARK = "~"  # before a difference that chance could explain


@dataclass(frozen=True)
class Comparison:
    """Evaluations of several plans on one problem.

    Parameters
    ----------
    evaluations : tuple of Evaluation
        One per plan, all by the same judge on the same problem.
    base : str
        Name of the plan that the others are compared with: today's practice, where there is one.
    """

    evaluations: tuple[Evaluation, ...]
    base: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "evaluations", tuple(self.evaluations))
        names = [e.plan for e in self.evaluations]
        if not names:
            raise ParameterError("There is nothing to compare. Give at least one plan.")
        if len(set(names)) != len(names):
            raise ParameterError(f"Plans in one comparison need different names. Got {', '.join(names)}.")
        if self.base not in names:
            raise ParameterError(f"There is no plan '{self.base}' to compare with. {did_you_mean(self.base, names)}")
        if len({(e.problem, e.judge) for e in self.evaluations}) > 1:
            raise ParameterError(
                "These plans were judged on different problems or by different judges, so their figures cannot stand "
                "side by side. Judge them again on one problem."
            )
        if len({tuple(m.name for m in e.measures) for e in self.evaluations}) > 1:
            raise ParameterError("These evaluations do not have the same measures.")

    @cached_property
    def table(self) -> pd.DataFrame:
        """Values, one row per measure and one column per plan."""
        return pd.DataFrame(
            {e.plan: [m.value for m in e.measures] for e in self.evaluations},
            index=pd.Index([m.name for m in self.evaluations[0].measures], name="measure"),
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """Unit and direction of every measure."""
        return pd.DataFrame(
            [(m.unit, m.direction) for m in self.evaluations[0].measures],
            columns=["unit", "direction"],
            index=self.table.index,
        )

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Value minus the base's value, one row per measure and one column per plan."""
        return self.table.sub(self.table[self.base], axis=0)

    @cached_property
    def best(self) -> pd.DataFrame:
        """True where no plan does better; nothing is best where all are equal or no direction is given."""
        marks = pd.DataFrame(False, index=self.table.index, columns=self.table.columns)
        for (name, row), (unit, direction) in zip(self.table.iterrows(), self.units.to_numpy(), strict=True):
            if direction == "none" or row.nunique() < 2 or all(map(of_nothing(unit), row)):
                continue
            top = row.min() if direction == "lower" else row.max()
            marks.loc[name] = [math.isclose(value, top, rel_tol=1e-12) for value in row]
        return marks

    def interval(self, plan: str, measure: str) -> DifferenceInterval | None:
        """Return the 90 % interval of a difference to the base; None where it was not drawn."""
        return self._intervals.get((plan, measure))

    @cached_property
    def _intervals(self) -> dict[tuple[str, str], DifferenceInterval]:
        """Intervals of differences to the base, by plan and measure; those to another base are not ours."""
        given = {
            (evaluation.plan, measure.name): measure.against
            for evaluation in self.evaluations
            for measure in evaluation.measures
            if measure.against is not None and measure.against.base == self.base
        }
        return {**weekly_differences(self.evaluations, self.base), **given}

    @property
    def has_intervals(self) -> bool:
        """Whether any difference has an interval."""
        return bool(self._intervals)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the figures, each said once."""
        said = dict.fromkeys(note for evaluation in self.evaluations for note in evaluation.notes)
        paired = weekly_note(self.evaluations, self.base)
        return (*([paired] if paired else []), *said)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {"base": self.base, "evaluations": [evaluation.to_dict() for evaluation in self.evaluations]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Comparison:
        """Read what `to_dict` wrote."""
        return cls(tuple(Evaluation.from_dict(evaluation) for evaluation in values["evaluations"]), values["base"])

    def against(self, base: str) -> Comparison:
        """Return the same comparison with another base."""
        return Comparison(self.evaluations, base)

    def __str__(self) -> str:
        shown = self.table.apply(lambda row: row.map(partial(_plain, figure=str(row.name))), axis=1)
        shown = shown.where(~self.best, shown + "*")
        shown.insert(0, "unit", self.units["unit"])
        heading = f"Judged by {self.evaluations[0].judge} on {self.evaluations[0].on}; * marks the best"
        parts = [f"{heading}\n{shown.to_string()}"]
        if self.has_intervals:
            legend = f"{CHANCE_MARK} marks one that chance could explain"
            told = self._differences_told().to_string()
            parts.append(f"Difference to '{self.base}' and its 90 % interval; {legend}\n{told}")
        if self.notes:
            parts.append("\n".join(self.notes))
        return "\n\n".join(parts)

    def _differences_told(self) -> pd.DataFrame:
        """Return every difference to the base in words, one row per measure of which one has an interval."""
        drawn = {plan for plan, _ in self._intervals}
        kept = [name for name in self.table.index if any((plan, name) in self._intervals for plan in drawn)]
        gaps = {plan: self.differences.loc[kept, plan].tolist() for plan in self.table.columns if plan in drawn}
        told = {
            plan: [_told(gap, self.interval(plan, name)) for name, gap in zip(kept, values, strict=True)]
            for plan, values in gaps.items()
        }
        return pd.DataFrame({"unit": self.units.loc[kept, "unit"], **told}, index=pd.Index(kept, name="measure"))


def _plain(value: float, sign: str = "", figure: str = "") -> str:
    """Return a figure, or with "+" as `sign` a difference, which an infinite figure has none of."""
    if not math.isfinite(value):
        return "n/a" if math.isnan(value) or sign else infinite_word(figure)
    return format(value, f"{sign},.3f" if abs(value) < 100 else f"{sign},.0f")


def _told(difference: float, interval: DifferenceInterval | None) -> str:
    if interval is None:
        return _plain(difference, "+")
    mark = CHANCE_MARK if interval.chance else ""
    return f"{mark}{_plain(difference, '+')} ({_plain(interval.low, '+')} to {_plain(interval.high, '+')})"

"""Plans side by side, judged on the same problem, with the differences against one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import ParameterError
from beatwright.core.evaluation import Evaluation

__all__ = ["Comparison"]


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
        for (name, row), direction in zip(self.table.iterrows(), self.units["direction"], strict=True):
            if direction == "none" or row.nunique() < 2:
                continue
            top = row.min() if direction == "lower" else row.max()
            marks.loc[name] = [math.isclose(value, top, rel_tol=1e-12) for value in row]
        return marks

    def against(self, base: str) -> Comparison:
        """Return the same comparison with another base."""
        return Comparison(self.evaluations, base)

    def __str__(self) -> str:
        shown = self.table.map(lambda value: f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}")
        shown = shown.where(~self.best, shown + "*")
        shown.insert(0, "unit", self.units["unit"])
        heading = f"Judged by {self.evaluations[0].judge} on {self.evaluations[0].on}; * marks the best"
        return f"{heading}\n{shown.to_string()}"

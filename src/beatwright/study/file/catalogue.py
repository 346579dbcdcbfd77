"""Every stage of a study and the steps that can stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from beatwright import evaluate, examine, forecast, planning
from beatwright.base.check import did_you_mean
from beatwright.base.errors import StudyError
from beatwright.data import CitySource, IncidentSource, today
from beatwright.network import RoadSource
from beatwright.study.file.table_options import ChainOptions, ForecastOptions, ProblemOptions, StudyOptions

__all__ = ["STAGES", "Stage", "step_named"]

# Short words for steps, by table.
_ALIASES = {
    ("planning", "districts"): "BalancedDistricts",
    ("evaluate", "districts"): "Districts",
    ("examine", "TradeOff"): "TradeOffExaminer",
    ("examine", "Alternatives"): "AlternativesExaminer",
}


@dataclass(frozen=True)
class Stage:
    """One table of the study file.

    Parameters
    ----------
    table : str
        Name of the table.
    steps : tuple of type
        The steps that can stand in it.
    options : type, optional
        Options of the table itself, beside those of its step.
    many : bool
        May it stand several times, as ``[[table]]``.
    required : bool
        Must the study file have it.
    older : str
        Where the table is the older spelling of ``[[examine]]``: the step that stands there now.
    """

    table: str
    steps: tuple[type[Any], ...]
    options: type[Any] | None = None
    many: bool = False
    required: bool = False
    older: str = ""

    @property
    def heading(self) -> str:
        """The table's heading in a study file."""
        return f"[[{self.table}]]" if self.many else f"[{self.table}]"

    @property
    def chosen(self) -> bool:
        """Does the table name its step with ``step = "..."``."""
        return self.many or self.options is not None

    def step(self, name: str) -> type[Any]:
        """Return the step called `name`.

        Raises
        ------
        StudyError
            Where there is none; lists the known ones.
        """
        step = self.known(name)
        if step is None:
            raise StudyError(
                f"{self.heading} has no step '{name}'. {did_you_mean(name, [s.__name__ for s in self.steps])}"
            )
        return step

    def known(self, name: str) -> type[Any] | None:
        """Return the step called `name`, in full or by a short word; None where there is none."""
        full = _ALIASES.get((self.table, name), name)
        return next((step for step in self.steps if step.__name__ == full), None)


STAGES: tuple[Stage, ...] = (
    Stage("study", (StudyOptions,)),
    Stage("incidents", (IncidentSource,), required=True),
    Stage("city", (CitySource,)),
    Stage("network", (RoadSource,)),
    Stage("forecast", forecast.STEPS, options=ForecastOptions),
    Stage("problem", (ProblemOptions,)),
    Stage("today", (today.TodaySource,)),
    Stage("planning", (*today.STEPS, *planning.STEPS), options=ChainOptions, many=True),
    Stage("evaluate", evaluate.STEPS, many=True),
    Stage("tradeoff", (examine.TradeOffExaminer,), older="TradeOff"),
    Stage("alternatives", (examine.AlternativesExaminer,), older="Alternatives"),
    Stage("examine", examine.STEPS, many=True),
)


def step_named(name: str) -> tuple[Stage, type[Any]]:
    """Return the step called `name` and its stage.

    Raises
    ------
    StudyError
        Where there is none; lists the known ones.
    """
    known = {step.__name__: (stage, step) for stage in STAGES for step in stage.steps}
    name = next((step for (_, short), step in _ALIASES.items() if short == name and short not in known), name)
    if name not in known:
        raise StudyError(f"There is no step '{name}'. {did_you_mean(name, known)}")
    return known[name]

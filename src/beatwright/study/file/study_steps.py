"""Every step of a study, ready to run."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import StudyError
from beatwright.core.protocols import Examiner, Forecaster, Judge, Planner
from beatwright.data import CitySource, Frame, IncidentSource, TodaySource, today
from beatwright.data.today.today_source import TODAY
from beatwright.network import RoadSource
from beatwright.study.file.chains import layers_of_plans, plans_named
from beatwright.study.file.table_options import ForecastOptions, ProblemOptions, StudyOptions
from beatwright.study.judging import fits, layers_made

__all__ = ["Study", "plan_named"]


@dataclass(frozen=True)
class Study:
    """Every step of a study, ready to run.

    Parameters
    ----------
    options : StudyOptions
        Title, split, seed.
    folder : Path
        Folder of the input files.
    incidents, city, network : steps
        How to read them.
    problem : ProblemOptions
        Resources and standards.
    planners : tuple of (str, Planner)
        The planners and the names of their plans, in order.
    judges : tuple of Judge
        The judges.
    today : TodaySource, optional
        Today's practice.
    on : mapping of str to str
        Of every plan that is built on another one, the name of that one.
    forecast : tuple of (ForecastOptions, Forecaster), optional
        How demand is foreseen.
    examiners : tuple of Examiner
        What is found out beside judging the plans, in the order of the report.
    tables : mapping
        The study file as it was read, for the manifest, with what was chosen where it said nothing.
    frame : Frame, optional
        The hull drawn around the incidents, where no file frames the city.
    notes : tuple of str
        What was chosen where the study file said nothing, and why.
    divided : str
        How the hull is divided into zones, where the study file did not say.
    """

    options: StudyOptions
    folder: Path
    incidents: IncidentSource
    city: CitySource
    network: RoadSource
    problem: ProblemOptions
    planners: tuple[tuple[str, Planner], ...]
    judges: tuple[Judge, ...]
    today: TodaySource | None = None
    on: Mapping[str, str] = dataclasses.field(default_factory=dict)
    forecast: tuple[ForecastOptions, Forecaster] | None = None
    examiners: tuple[Examiner, ...] = ()
    tables: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    frame: Frame | None = None
    notes: tuple[str, ...] = ()
    divided: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the plans, that of today first where it is given."""
        return (*((TODAY,) if self.today else ()), *(name for name, _ in self.planners))

    @property
    def layers(self) -> dict[str, tuple[str, ...]]:
        """Layers of every plan, by its name."""
        todays_layers = {TODAY: self.today.layers} if self.today else {}
        return layers_of_plans(self.planners, self.on, todays_layers)

    @property
    def base(self) -> str:
        """Name of the plan that the others are compared with."""
        layers = self.layers
        alike = [name for name in self.names if set(layers[self.main]) & set(layers[name])]
        judged = [name for name in alike if not self.judges or fits(self.judges[0], layers[name])]
        current = [name for name in judged if name in self.todays]
        return plan_named("base", self.options.base, self.names) or (current or judged)[0]

    @property
    def todays(self) -> tuple[str, ...]:
        """Names of the plans that are today's practice."""
        planners = dict(self.planners)
        return tuple(name for name in self.names if name not in planners or isinstance(planners[name], today.STEPS))

    @property
    def decided_by_main(self) -> tuple[str, ...]:
        """Layers that the recommended plan decides itself, without those of the plan that it is built on."""
        planners = dict(self.planners)
        return layers_made(planners[self.main]) if self.main in planners else self.layers[self.main]

    @property
    def main(self) -> str:
        """Name of the plan that is recommended."""
        return plan_named("main", self.options.main, self.names) or self.names[-1]


def plan_named(role: str, wanted: str, names: Sequence[str]) -> str:
    """Return the plan that `wanted` names, in full or by the start of its name, such as its step."""
    if not wanted:
        return ""
    fits = plans_named(wanted, names)
    if not fits:
        raise StudyError(f"[study] {role} names no plan '{wanted}'. {did_you_mean(wanted, names)}")
    return fits[0]

"""What a study hands its examiners: steps as objects, so that an examiner need not know the rooms they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from beatwright.base.progress import Progress
from beatwright.core.incidents import Incidents
from beatwright.core.protocols import CarSharingPlanner, Examiner, Judge, Planner, ShiftPlanner

__all__ = ["ToolUser", "Tools"]


@dataclass(frozen=True)
class Tools:
    """Steps of a study, for its examiners.

    Parameters
    ----------
    planners : sequence of (str, Planner)
        The study's planners with the names of their plans.
    main : str
        Name of the recommended plan.
    exact : str
        Which of `by_posts` proves its plans.
    by_posts : mapping of str to Planner
        Planners of any number of posts, with an option ``p``, by the name of their step: the study's own where it has
        one, else with the defaults.
    judge : Judge
        Who judges posts.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    judges : sequence of Judge
        Those who judge the plans, the first first.
    holdout : str
        First day of the held-out incidents; empty where none are held out.
    heldout : Incidents, optional
        The held-out incidents, once they are read.
    on : mapping of str to str
        Of every plan that is built on another one, the name of that one.
    by_car_hours : mapping of str to CarSharingPlanner
        Planners of any number of car-hours by the name of their step, the one that proves its plans first: the study's
        own where it has one, that of the recommended plan before others, else with the defaults.
    shifts : ShiftPlanner, optional
        The study's planner of shifts, that of the recommended plan before others, else with the defaults.
    """

    planners: Sequence[tuple[str, Planner]]
    main: str
    exact: str
    by_posts: Mapping[str, Planner]
    judge: Judge
    progress: Progress | None = None
    judges: Sequence[Judge] = ()
    holdout: str = ""
    heldout: Incidents | None = None
    on: Mapping[str, str] = field(default_factory=dict)
    by_car_hours: Mapping[str, CarSharingPlanner] = field(default_factory=dict)
    shifts: ShiftPlanner | None = None


@runtime_checkable
class ToolUser(Examiner, Protocol):
    """An examiner that works with planners and judges."""

    def equipped(self, tools: Tools) -> Examiner:
        """Return a copy that has what it needs of `tools`.

        Raises
        ------
        ParameterError
            Where that is not among them; a study says so before anything runs.
        """
        ...

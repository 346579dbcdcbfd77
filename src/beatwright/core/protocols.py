"""The verbs: parameters sit in the constructor, data come to the method."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import ClassVar, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from beatwright.core.call_times import TracedCalls
from beatwright.core.calls import Calls
from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.demand import Demand
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.judge_protocol import Judge
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem

__all__ = [
    "CarSharingPlanner",
    "Examiner",
    "FewestCarsPlanner",
    "FigureJudge",
    "FileReadingPlanner",
    "Forecast",
    "Forecaster",
    "HourlyJudge",
    "InputCheckingJudge",
    "InputCheckingPlanner",
    "InputStep",
    "Judge",
    "KeepingPlanner",
    "LimitedPlanner",
    "PlanSet",
    "Planner",
    "Sampler",
    "ShiftCheckingPlanner",
    "ShiftPlanner",
    "StoppableJudge",
    "Sums",
    "TracingJudge",
]


class Sums(Protocol):
    """Counts of groups of zones, as a forecast sees them."""

    @property
    def expected(self) -> npt.NDArray[np.float64]:
        """Expected incidents of all classes, shape (groups,)."""
        ...

    @property
    def variance(self) -> npt.NDArray[np.float64]:
        """Variance of the counts, shape (groups,)."""
        ...

    def quantile(self, q: float) -> npt.NDArray[np.float64]:
        """Return the count of each group that is exceeded with probability 1 - `q` at most, shape (groups,)."""
        ...

    def samples(self, n: int, seed: int = 0) -> npt.NDArray[np.float64]:
        """Return `n` draws, shape (n, groups): the sums of the scenarios of the same `seed`."""
        ...


@runtime_checkable
class Forecast(Protocol):
    """What a fitted forecaster expects."""

    @property
    def expected(self) -> npt.NDArray[np.float64]:
        """Expected incidents of the whole period, shape (zones, severity classes)."""
        ...

    @property
    def mean(self) -> Demand:
        """The expected demand: one scenario."""
        ...

    def quantile(self, q: float) -> npt.NDArray[np.float64]:
        """Return the count that is exceeded with probability 1 - `q` at most, shape (zones, severity classes)."""
        ...

    def scenarios(self, n: int, seed: int = 0, stratified: bool = False) -> Demand:
        """Return `n` draws of the demand as scenarios of equal weight; the same `seed` gives the same draws."""
        ...

    def aggregate(self, zones: npt.ArrayLike | None = None) -> Sums:
        """Return the counts of groups of zones, `zones` the group of each; of the city where none is given."""
        ...


@runtime_checkable
class Forecaster(Protocol):
    """Learns from past incidents, goes on learning, and says what to expect."""

    def fit(self, incidents: Incidents, city: City) -> Self:
        """Return a fitted copy; the forecaster itself stays as it was."""
        ...

    def update(self, incidents: Incidents) -> Self:
        """Return a copy that has learned what is new in `incidents`, without fitting again."""
        ...

    def predict(self, periods: int | None = None, *, weeks: int | None = None) -> Forecast:
        """Return the forecast for the `periods`, or weeks, that follow what was learned; default: one period."""
        ...


@runtime_checkable
class Planner(Protocol):
    """Decides layers of a plan."""

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return a plan; layers that `plan` has decided and this planner does not make are kept."""
        ...


@runtime_checkable
class LimitedPlanner(Planner, Protocol):
    """A planner whose search ends by itself, with a proof, and can be held to a time limit."""

    def limited(self, seconds: float) -> Planner:
        """Return a copy whose search ends after so many seconds at the latest, with the best plan found by then."""
        ...


@runtime_checkable
class CarSharingPlanner(Planner, Protocol):
    """A planner of cars that can be asked for the use of any number of car-hours."""

    def sharing(self, car_hours: float) -> Planner:
        """Return a copy that shares out so many car-hours a week, without bounds."""
        ...


@runtime_checkable
class FewestCarsPlanner(CarSharingPlanner, Protocol):
    """A planner of cars that also knows with how few car-hours all calls are carried."""

    def fewest(self) -> Planner:
        """Return a copy that takes the fewest car-hours a week, without bounds."""
        ...


@runtime_checkable
class ShiftPlanner(Planner, Protocol):
    """A planner of shifts that can be asked for other shifts of the same crews."""

    def policy(self, lengths: tuple[int, ...], starts: tuple[int, ...] | None, officers: int | None) -> Planner:
        """Return a copy with shifts of these lengths, that begin at these hours (None: any), for so many officers.

        None of them: as few as cover the crews.
        """
        ...


@runtime_checkable
class ShiftCheckingPlanner(Planner, Protocol):
    """A planner whose rules name the shifts of the plan that it is built on: it can say what does not fit them."""

    def check_shifts(self, names: Collection[str], *, by_post: bool) -> None:
        """Raise InputError or ParameterError where a rule names a shift that is none of these.

        `by_post` says whether every post has shifts of its own.
        """
        ...


@runtime_checkable
class KeepingPlanner(Planner, Protocol):
    """A planner that can keep its work while it goes on, so that a run that was killed need not do it again."""

    def keeping(self, folder: Path) -> Planner:
        """Return a copy that keeps its work in a folder, and goes on from what it finds there of the same task."""
        ...

    def kept_files(self) -> Iterable[Path]:
        """Return the files that it, or another of its kind, has kept in its folder."""
        ...


@runtime_checkable
class InputStep(Protocol):
    """A step that declares which of its options hold the path of an input file: a study's data folder holds them."""

    input_files: ClassVar[tuple[str, ...]]


@runtime_checkable
class FileReadingPlanner(Planner, Protocol):
    """A planner that reads files: it can say what is wrong with them before any planner runs."""

    def check_file(self) -> None:
        """Raise InputError where a file, if it has one, cannot be read or understood."""
        ...


@runtime_checkable
class InputCheckingPlanner(FileReadingPlanner, Protocol):
    """A planner that takes what the user gives, such as the posts of today: it makes no plan of its own."""

    def check_city(self, city: City) -> None:
        """Raise InputError or ParameterError where what is given does not fit the city."""
        ...


@runtime_checkable
class Sampler(Protocol):
    """Draws plans at random: one of them says little, their mean says what the method is worth."""

    # How many plans a study draws, and from which seed.
    draws: int
    seed: int

    def draw(self, problem: Problem, n: int, seed: int, plan: Plan | None = None) -> tuple[Plan, ...]:
        """Return `n` plans, each independent of the others; draw k depends on the seed and on k alone."""
        ...


@runtime_checkable
class PlanSet(Protocol):
    """Gives several plans of which none is better than another in every respect."""

    def solve_all(self, problem: Problem, plan: Plan | None = None) -> tuple[Plan, ...]:
        """Return the plans, built on the layers of `plan` where that is given."""
        ...


@runtime_checkable
class HourlyJudge(Judge, Protocol):
    """A judge of what changes by the hour: it needs demand by hour of the week, and cannot do without."""

    by_hour: ClassVar[bool]


@runtime_checkable
class InputCheckingJudge(Judge, Protocol):
    """A judge that reads a file: it can say what is wrong with that before any planner runs."""

    def check_file(self) -> None:
        """Raise InputError where its file, if it has one, cannot be read or understood."""
        ...


@runtime_checkable
class StoppableJudge(Judge, Protocol):
    """A judge of weeks that may take long: it can be stopped after every `stretch` of them, and judge on so many."""

    weeks: int
    stretch: ClassVar[int]

    def score(
        self, problem: Problem, plan: Plan, *, stop: Callable[[], bool] | None = None, first: int | None = None
    ) -> Evaluation:
        """Return the evaluation over the weeks done when `stop` was heard, or over the `first` weeks alone."""
        ...

    def weeks_done(self, evaluation: Evaluation) -> int:
        """Return over how many weeks an evaluation of its own is."""
        ...


@runtime_checkable
class FigureJudge(Judge, Protocol):
    """A judge whose breakdowns take as long as its figures, and that can leave them out."""

    def score_without_tables(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return what `score` returns, without the tables."""
        ...


@runtime_checkable
class TracingJudge(Judge, Protocol):
    """A judge that simulates, and can show all that happens."""

    def traced(self, problem: Problem, plan: Plan, calls: Calls | None = None) -> TracedCalls:
        """Return what happens to the calls of the first year, or to those that are given."""
        ...


@runtime_checkable
class Examiner(Protocol):
    """Looks at a case and says what it finds.

    Most look at one that is planned and judged. One that asks nothing of plans works on a case without any too, before
    anything is planned.
    """

    def examine(self, case: Case, incidents: Incidents) -> Finding:
        """Return what is found in `case`, which rests on `incidents`; neither is changed."""
        ...

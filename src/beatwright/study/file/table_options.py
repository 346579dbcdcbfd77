"""The tables of a study file that belong to no single room: [study], [forecast] and [problem]."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import joined
from beatwright.core.step import Step
from beatwright.core.tour import Tour

__all__ = ["ChainOptions", "ForecastOptions", "ProblemOptions", "StudyOptions"]

_FEWEST_DRAWS = 20  # of fewer no 5 % quantile is known


@dataclass(frozen=True)
class StudyOptions(Step):
    """Title, data and split of a study: the table ``[study]``.

    Parameters
    ----------
    holdout : str
        Date. Incidents before it are planned on, those from it on are what the plans are judged on. Empty: the last
        year of the file, or its last quarter where it is shorter than two years; the report says which.
    name : str
        Title of the study.
    data : str
        Folder of the input files, relative to the folder given by ``--data`` or by the environment variable
        BEATWRIGHT_DATA; without these, relative to the study file.
    output : str
        Case folder to write; relative to where the command runs. Empty: ``out/`` and the study file's name.
    seed : int
        Seed of every step that takes one and does not give its own.
    main : str
        Name of the plan to recommend. Empty: the last one planned.
    base : str
        Name of the plan to compare with. Empty: that of the table ``[today]``, else CurrentPosts or CurrentDistricts
        where one is planned, else the first one planned.
    fewest_shown : int
        Counts of calls under this many a year in a zone, a post's area or a district are not shown in the report, the
        pictures and the files for spreadsheets and GIS, where they read as ``<5`` or are left empty. 0 shows all.
    raw_rows : bool
        Write the rows that were left out whole into ``dropped.csv``, names and all, rather than their number, reason
        and cause.
    interval_draws : int
        How often the held-out weeks are drawn again for the 90 % intervals of the differences between plans, at least
        20. 0: no intervals.
    hindsight : bool
        Ask the planner of the recommended plan again on the held-out demand, and show what the plan lost against that.
    traces : float
        Most megabytes of the events of simulated plans that the case keeps, where the judge Simulation stands in the
        study: `beatwright replay` then checks every event. 0 keeps none.
    """

    holdout: str = ""
    name: str = "study"
    data: str = "."
    output: str = ""
    seed: int = 0
    main: str = ""
    base: str = ""
    fewest_shown: int = 5
    raw_rows: bool = False
    interval_draws: int = 200
    hindsight: bool = True
    traces: float = 20.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.text("[study]", "name", self.name)
        yield check.integer("[study]", "seed", self.seed, 0)
        yield check.integer("[study]", "fewest_shown", self.fewest_shown, 0)
        yield check.boolean("[study]", "raw_rows", self.raw_rows)
        yield check.boolean("[study]", "hindsight", self.hindsight)
        yield check.number("[study]", "traces", self.traces, 0)
        wrong = check.integer("[study]", "interval_draws", self.interval_draws, 0)
        yield wrong or (
            check.sentence("[study]", "interval_draws", "0, or at least 20", str(self.interval_draws))
            if 0 < self.interval_draws < _FEWEST_DRAWS
            else None
        )
        try:
            missing = self.holdout != "" and pd.isna(pd.Timestamp(self.holdout))
        except (ValueError, TypeError):
            missing = True
        if missing:
            yield f"The 'holdout' parameter of [study] must be a date such as 2019-01-01. Got {self.holdout!r}."


@dataclass(frozen=True)
class ChainOptions(Step):
    """What a plan is built on: options of every table ``[[planning]]``.

    Parameters
    ----------
    on : str
        Name of the plan that this one is built on, or of its step: its layers are kept where this step does not make
        them anew. ``today``: the plan of the table ``[today]``. ``*``: a plan for every other plan that decides the
        layers that this step takes. Empty: the step plans on its own.
    """

    on: str = ""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if not isinstance(self.on, str):
            yield f"The 'on' parameter of [[planning]] must be the name of a plan. Got {self.on!r}."


@dataclass(frozen=True)
class ForecastOptions(Step):
    """How demand is foreseen: the table ``[forecast]``. Without it, plans are made on the records as they are.

    Parameters
    ----------
    step : str
        Name of a forecaster; its options stand in the same table.
    weeks : int
        Weeks to look ahead.
    scenarios : int
        Draws of the demand to plan on. 0: the expected demand alone.
    stratified : bool
        Whether these are spread evenly over what may come, so that fewer of them say as much.
    backtest : int
        How many of the last weeks (or periods of the forecaster) before the held-out time are foretold again, each from
        what was known before, beside two baselines. 0: none.
    """

    step: str
    weeks: int = 52
    scenarios: int = 0
    stratified: bool = True
    backtest: int = 12

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("[forecast]", "weeks", self.weeks, 1)
        yield check.integer("[forecast]", "scenarios", self.scenarios, 0)
        yield check.boolean("[forecast]", "stratified", self.stratified)
        yield check.integer("[forecast]", "backtest", self.backtest, 0)


@dataclass(frozen=True)
class ProblemOptions(Step):
    """Resources and standards: the table ``[problem]``.

    Parameters
    ----------
    officers : int, optional
        Officers to share out.
    within : float, optional
        Response standard in metres.
    within_minutes : float, optional
        Response standard in minutes.
    slots : int
        1, or 168 to plan by hour of the week; the forecaster of the study then foresees hours too.
    officers_per_car : int
        Officers in a patrol car: a call that needs more of them needs more cars.
    delayed_share : float, optional
        Standard of delay: the largest share of calls that may find too few cars free, such as 0.1.
    tours : list of str
        When cars can be on duty, each from its first hour to the one at which it ends, such as
        ``["00-08", "08-16", "16-24", "20-04"]``; they may overlap and pass midnight.
    call_minutes : float
        Minutes from a call until a car can be sent, for simulations: answering, asking, entering it.
    """

    officers: int | None = None
    within: float | None = None
    within_minutes: float | None = None
    slots: int = 1
    officers_per_car: int = 2
    delayed_share: float | None = None
    tours: tuple[str, ...] = ()
    call_minutes: float = 0.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if self.officers is not None:
            yield check.integer("[problem]", "officers", self.officers, 1)
        yield check.number("[problem]", "within", self.within, 0, open_low=True, optional=True)
        yield check.number("[problem]", "within_minutes", self.within_minutes, 0, open_low=True, optional=True)
        if self.slots not in (1, 168):
            yield f"The 'slots' parameter of [problem] must be 1 or 168. Got {self.slots!r}."
        yield check.integer("[problem]", "officers_per_car", self.officers_per_car, 1)
        yield check.number("[problem]", "delayed_share", self.delayed_share, 0, 1, open_low=True, optional=True)
        yield check.number("[problem]", "call_minutes", self.call_minutes, 0)
        yield from _tour_complaints(self.tours)

    @property
    def tours_read(self) -> tuple[Tour, ...]:
        """The tours."""
        return tuple(Tour.read(text) for text in self.tours)


def _tour_complaints(tours: object) -> Iterable[str]:
    if not isinstance(tours, tuple):
        yield check.sentence("[problem]", "tours", "a list of texts such as '08-16'", repr(tours))
        return
    read: list[Tour] = []
    for text in tours:
        try:
            read.append(Tour.read(text))
        except ParameterError as problem:
            yield f"The 'tours' parameter of [problem]: {problem}"
    twice = sorted({tour.name for tour in read if read.count(tour) > 1})
    if twice:
        yield f"The 'tours' parameter of [problem] names {joined(twice)} twice. Name each tour once."

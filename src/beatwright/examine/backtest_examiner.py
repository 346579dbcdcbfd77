"""The examiner that judges forecasters on the records themselves: how good would they have been, week after week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.protocols import Forecaster
from beatwright.core.step import NO_OPTION
from beatwright.examine.backtest_charts import hit_bars, tenths_chart
from beatwright.examine.backtest_words import backtest_sentences, best_of, full_table, short_table
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.forecast import STEPS, BacktestResult, RollingOrigins, backtest
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD

__all__ = ["Backtest"]

_FORECASTERS: dict[str, type[Any]] = {step.__name__: step for step in STEPS}
_FEWEST_DATES = 4


@dataclass(frozen=True, repr=False)
class Backtest(IncidentExaminer):
    """How good forecasters would have been: each foretells what came from what was known before, date after date.

    Parameters
    ----------
    forecasters : list of str
        Names of forecasters to judge, with their defaults.
    baselines : list of str
        Names of those that the others are compared with.
    period : {"day", "week", "month"}, default "week"
        What is foretold at each date.
    dates : int, default 52
        How many of the last periods are foretold. Fewer where that leaves less than half of the records to learn from.
    flagged : list of float, default [0.01, 0.05, 0.1]
        Shares of the area that are flagged.
    lag : float, default 0
        Days until a record can be used.
    jobs : int, default 1
        Processes.
    seed : int, default 0
        Breaks ties between zones of which as much is expected.
    own : sequence of Forecaster
        Forecasters to judge, with their options, beside those that are named. A study gives its own.
    keep : str
        Folder for scores that are done, so that a backtest that was stopped goes on. Empty: none.
    stands_on : str, optional
        The forecaster that the plans stand on, empty where they stand on the records themselves. A study says its own.
    """

    finding: ClassVar[str] = "backtest"
    title: ClassVar[str] = "How good the forecasts would have been"
    short: ClassVar[str] = "Backtest"
    unasked: ClassVar[bool] = False  # it fits forecasters again and again
    PERIODS: ClassVar[tuple[str, ...]] = ("day", "week", "month")
    forecasters: tuple[str, ...] = ("PoissonGlm",)
    baselines: tuple[str, ...] = ("EmpiricalBayes", "LastPeriod")
    period: str = "week"
    dates: int = 52
    flagged: tuple[float, ...] = (0.01, 0.05, 0.1)
    lag: float = 0.0
    jobs: int = 1
    seed: int = 0
    own: tuple[Forecaster, ...] = field(default=(), compare=False, metadata=NO_OPTION)
    keep: str = field(default="", compare=False, metadata=NO_OPTION)
    stands_on: str | None = field(default=None, compare=False, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        for name in ("forecasters", "baselines"):
            yield from _names(name, getattr(self, name))
        yield None if self.baselines else check.sentence("Backtest", "baselines", "at least one forecaster", "none")
        yield check.one_of("Backtest", "period", self.period, self.PERIODS)
        yield check.integer("Backtest", "dates", self.dates, 1)
        yield _shares(self.flagged)
        yield check.number("Backtest", "lag", self.lag, 0)
        yield check.processes("Backtest", self.jobs)
        yield check.integer("Backtest", "seed", self.seed, 0)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the table of the forecasters, how well they are calibrated, and what both say."""
        city = case.problem.city
        placed = incidents if incidents.zones == len(city.zones) else incidents.located(city)
        found = backtest(
            [*self.own, *self._made(self.forecasters)],
            placed,
            city,
            origins=RollingOrigins(self._count(placed), period=self.period, lag_days=self.lag),
            flagged=self.flagged,
            baselines=self._made(self.baselines),
            jobs=self.jobs,
            seed=self.seed,
            progress=self.tell,
            keep=self.keep or None,
        )
        return self._found(found)

    def _found(self, found: BacktestResult) -> Finding:
        return self.found(
            backtest_sentences(found, self.period, self.stands_on),
            measures=_measures(found),
            tables=[short_table(found), full_table(found)],
            charts=[hit_bars(found), tenths_chart(found)],
            details={"seconds": dict(zip(found.labels, found.table["CPU time"].values, strict=True))},
        )

    def _made(self, names: Iterable[str]) -> list[Any]:
        return [_FORECASTERS[name](period=self.period) for name in names]

    def _count(self, incidents: Incidents) -> int:
        """Return how many dates there are: half of the records stay to learn from."""
        length = (incidents.end - incidents.start) / pd.Timedelta(hours=HOURS_OF_PERIOD[self.period])
        count = min(self.dates, int(length / 2)) if len(incidents) else 0
        if count < min(_FEWEST_DATES, self.dates):
            raise ParameterError(
                f"The records cover {count_of(int(length) if len(incidents) else 0, self.period)}: too few to foretell "
                f"{_FEWEST_DATES} of them from as many before."
            )
        return count


def _names(option: str, names: Any) -> Iterable[str | None]:
    if not isinstance(names, tuple):
        yield check.sentence("Backtest", option, "a list of forecasters", repr(names))
        return
    for name in names:
        yield check.one_of("Backtest", option, name, sorted(_FORECASTERS))


def _shares(flagged: Any) -> str | None:
    fine = isinstance(flagged, tuple) and bool(flagged)
    if fine and all(check.number("Backtest", "flagged", share, 0, 1, open_low=True) is None for share in flagged):
        return (
            None
            if len(set(flagged)) == len(flagged)
            else check.sentence("Backtest", "flagged", "shares that differ", repr(flagged))
        )
    return check.sentence("Backtest", "flagged", "shares of the area in (0, 1], at least one", repr(flagged))


def _measures(found: BacktestResult) -> list[Measure]:
    best = best_of(found)
    hits = [
        Measure(f"{best}: PAI at {area}", found.figure(best, f"PAI at {area}"), "times", "higher")
        for area in found.areas
    ]
    return [
        *hits,
        Measure(f"{best}: coverage of 90 % intervals of zones", float(found.scores(best, "coverage").mean()), "share"),
        Measure(
            f"{best}: coverage of 90 % intervals of the city",
            float(found.scores(best, "city_coverage").mean()),
            "share",
        ),
    ]

"""One forecaster over the dates from one fit to the next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import City, Forecaster, Incidents
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.rolling.flagged_area import FlaggedArea
from beatwright.forecast.rolling.origin_scores import Foretold, binned, scores_of
from beatwright.forecast.rolling.peak_memory import forget_peak, peak_megabytes
from beatwright.forecast.rolling.rolling_origins import RollingOrigin, RollingOrigins
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD
from beatwright.forecast.series.zone_areas import zone_areas
from beatwright.forecast.series.zone_counts import zone_counts

__all__ = ["BlockScores", "Ground", "score_block"]

Floats = npt.NDArray[np.float64]
_EVEN = 1e-6  # share of a period by which a step may miss a whole number of them


@dataclass(frozen=True, eq=False)
class Ground:
    """What every forecaster is judged on.

    Parameters
    ----------
    incidents : Incidents
        All records.
    city : City
        Its zones.
    origins : RollingOrigins
        The dates.
    flagged : sequence of float or FlaggedArea
        How much is flagged.
    seed : int
        Breaks ties, by date alone: every forecaster has the same luck.
    """

    incidents: Incidents
    city: City
    origins: RollingOrigins
    flagged: Sequence[float | FlaggedArea]
    seed: int

    def came(self, origin: RollingOrigin) -> Floats:
        """Return what came in the stretch of a date, shape (zones,)."""
        return zone_counts(self.incidents, origin.start, origin.end)


@dataclass(frozen=True, eq=False)
class BlockScores:
    """What one forecaster scored over a block of dates.

    Parameters
    ----------
    rows : sequence of dict
        Scores by name, one a date.
    bins : array, shape (dates, 2, 10)
        What was expected and what came by tenths of the zones, by what was expected.
    expected : array, shape (zones,)
        Sum over the dates.
    megabytes : float
        The most memory that the process held.
    """

    rows: Sequence[dict[str, float]]
    bins: Floats
    expected: Floats
    megabytes: float


def score_block(forecaster: Forecaster, ground: Ground, block: Sequence[RollingOrigin]) -> BlockScores:
    """Fit at the first date, update at the others, and score what is foretold at each."""
    forget_peak()
    area, rows, bins = zone_areas(ground.city), [], []
    total = np.zeros(len(area))
    for origin, zones, city, seconds in _foretold(forecaster, ground, block):
        came = ground.came(origin)
        rng = np.random.default_rng([ground.seed, int(origin.start.timestamp())])
        scores = scores_of(zones, city, came, area, flagged=ground.flagged, seed=rng)
        rows.append({**scores, "cpu_seconds": seconds})
        bins.append(binned(zones.expected, came))
        total += zones.expected
    return BlockScores(rows, np.array(bins), total, peak_megabytes())


def _foretold(
    forecaster: Forecaster, ground: Ground, block: Sequence[RollingOrigin]
) -> Iterator[tuple[RollingOrigin, Foretold, Foretold, float]]:
    """Yield every date, what is foretold at it of zones and of the city, and the seconds that took."""
    fitted: Any = None
    updates = _steps_are_whole(forecaster, ground)
    for origin, before in zip(block, (None, *block), strict=False):
        start = time.process_time()
        if fitted is None or not updates:
            fitted = forecaster.fit(ground.origins.known(ground.incidents, origin), ground.city)
        else:
            assert before is not None
            fitted = fitted.update(ground.origins.known(ground.incidents, origin, since=before.known))
        zones, city = _sums(fitted, origin, len(ground.city.zones))
        yield origin, zones, city, time.process_time() - start


def _sums(fitted: Any, origin: RollingOrigin, zones: int) -> tuple[Foretold, Foretold]:
    """Return what is foretold of the stretch of a date: whole periods of the forecaster, and in proportion the rest."""
    wanted = (origin.end - origin.start) / pd.Timedelta(hours=1)
    periods = max(1, round(wanted / _hours_of_one(fitted)))
    forecast = fitted.predict(periods)
    ratio = wanted / forecast.mean.hours
    each = Foretold.of(forecast.aggregate(np.arange(zones)), ratio)
    return each, Foretold.of(forecast.aggregate(), ratio)


def _hours_of_one(forecaster: Any) -> float:
    """Return the length of the forecaster's period; forecasters of other makes foretell weeks."""
    period = forecaster.period if isinstance(forecaster, ForecasterStep) else "week"
    return HOURS_OF_PERIOD[period]


def _steps_are_whole(forecaster: Any, ground: Ground) -> bool:
    """Return whether a date is whole periods after the one before, so that an update learns all of them."""
    step = ground.origins.period
    months = {"month", "year"}
    own = forecaster.period if isinstance(forecaster, ForecasterStep) else "week"
    if own in months or step in months:
        return own == step or (own, step) == ("month", "year")
    number = HOURS_OF_PERIOD[step] / HOURS_OF_PERIOD[own]
    return abs(number - round(number)) < _EVEN and round(number) >= 1

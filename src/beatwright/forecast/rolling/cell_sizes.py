"""The same forecaster on several sizes of cells, by scores that no size can flatter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.core import City, Forecaster, Incidents
from beatwright.core.table import Column, Table
from beatwright.forecast.rolling.backtest_result import BacktestResult
from beatwright.forecast.rolling.flagged_area import FlaggedArea
from beatwright.forecast.rolling.paired_error import ratio_and_error
from beatwright.forecast.rolling.rolling_backtest import backtest
from beatwright.forecast.rolling.rolling_origins import RollingOrigins
from beatwright.forecast.series.zone_areas import zone_areas

__all__ = ["compare_cells"]


def compare_cells(
    forecaster: Forecaster,
    incidents: Incidents,
    cities: Mapping[str, City],
    *,
    origins: RollingOrigins | int = 52,
    flagged: float | FlaggedArea = 0.05,
    **options: Any,
) -> Table:
    """Judge a forecaster on several grids, or other divisions, of one city.

    Small cells have a high PAI because a few addresses repeat, and a low PEI. The log score of the density at the place
    of every event can be compared between sizes: ln of the incidents expected per square kilometre where each event
    happened, less what is expected in all, per event. It is given over an even spread, and as a difference to the first
    grid with its paired standard error.

    Parameters
    ----------
    forecaster : Forecaster
        Judged on each.
    incidents : Incidents
        All records. Those that lie outside one of the grids are left out of all, so that the scores are of the same
        events.
    cities : mapping of str to City
        The city with zones of each size, by name.
    origins : RollingOrigins or int, default 52
        The dates, as in `backtest`.
    flagged : float or FlaggedArea, default .05
        How much is flagged.
    **options
        `jobs`, `seed`, `progress` and `keep` of `backtest`.

    Returns
    -------
    Table
        One row per grid.

    Raises
    ------
    ParameterError
        Where there is no grid, or one has zones without area.

    Examples
    --------
    >>> from beatwright.forecast import EmpiricalBayes
    >>> from beatwright.testing import small_incidents, small_problem
    >>> city = small_problem().city
    >>> table = compare_cells(EmpiricalBayes(), small_incidents(weeks=30), {"as it is": city}, origins=4)
    >>> table["zones"].values
    (24,)
    """
    if not cities:
        raise ParameterError("compare_cells needs at least one city in 'cities'. Got none.")
    located = {name: incidents.located(city) for name, city in cities.items()}
    inside = np.logical_and.reduce([one.frame["zone"].to_numpy() >= 0 for one in located.values()])
    results = {}
    for name, city in cities.items():
        _need_areas(name, city)
        rows = _only(located[name], inside)
        results[name] = backtest(
            [], rows, city, origins=origins, flagged=(flagged,), baselines=(forecaster,), **options
        )
    return _table(results)


def _need_areas(name: str, city: City) -> None:
    if not bool((city.zones["area_km2"] > 0).all()):
        raise ParameterError(f"The zones of '{name}' have no area: cells of points cannot be compared. Give polygons.")


def _only(incidents: Incidents, keep: Any) -> Incidents:
    return replace(incidents, frame=incidents.frame[keep])


def _table(results: Mapping[str, BacktestResult]) -> Table:
    first = next(iter(results.values()))
    label = first.labels[0]
    even = {name: _over_even(one) for name, one in results.items()}
    beside = [_beside(one, first) for one in results.values()]
    area = first.areas[0]
    columns = [
        Column("zones", [len(one.came) for one in results.values()], "zones"),
        Column("mean area", [float(zone_areas(one.city).mean()) for one in results.values()], "km2"),
        Column("nats per event over an even spread", list(even.values()), "nats", "higher"),
        Column("nats per event over the first", [value for value, _ in beside], "nats", "higher"),
        Column("se of that", [error for _, error in beside], "nats"),
        *(
            Column(f"{index} at {area}", [_mean(one, f"{index} at {area}") for one in results.values()], unit, "higher")
            for index, unit in (("PAI", "times"), ("PEI", "share"))
        ),
    ]
    return Table(
        "cells", list(results), columns, index_name="cells", caption=f"{label} on several divisions of the city"
    )


def _mean(result: BacktestResult, name: str) -> float:
    values = result.scores(result.labels[0], name)
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def _over_even(result: BacktestResult) -> float:
    """Return the nats per event over the same number of incidents spread evenly over the area."""
    label = result.labels[0]
    events, expected = result.scores(label, "events"), result.scores(label, "expected")
    even = events * np.log(expected / zone_areas(result.city).sum()) - expected
    total = float(events.sum())
    return float((result.scores(label, "log_density") - even).sum() / total) if total else math.nan


def _beside(result: BacktestResult, first: BacktestResult) -> tuple[float, float]:
    if result is first:
        return 0.0, math.nan
    label = result.labels[0]
    difference = result.scores(label, "log_density") - first.scores(label, "log_density")
    return ratio_and_error(difference, result.scores(label, "events"), result.overlap)

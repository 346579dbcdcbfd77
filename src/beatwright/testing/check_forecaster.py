"""The conformance check of forecasters."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from beatwright.base.errors import BeatwrightError
from beatwright.core import City, Demand, Forecast, Forecaster, Incidents
from beatwright.testing.check_leak import check_no_leak
from beatwright.testing.check_step import check_step, need
from beatwright.testing.renamed_problem import fresh_digest, renamed_city, renamed_incidents

__all__ = ["check_forecaster"]

_WEEKS = 4
_DRAWS = 3


def check_forecaster(forecaster: Any, incidents: Incidents, city: City) -> None:
    """Check that `forecaster` keeps the contract of forecasters.

    Besides what `check_step` asks: it has ``fit(incidents, city)``, ``update(incidents)`` and ``predict(periods)``; fit
    returns a fitted copy and leaves the forecaster as it was, which then still refuses to predict; the forecast has a
    mean (one scenario) and scenarios (as many as asked, the same for the same seed, others for
    another) of the city's zones and the incidents' severity classes for the weeks asked; sums over zones agree with
    it; an update leaves what it came from as it was; it sees no future (`check_no_leak`); nothing given is changed;
    the order of the rows and the names of the zones do not matter.

    Parameters
    ----------
    forecaster : class or instance
        A class is made with its defaults.
    incidents : Incidents
        To learn from, placed in the zones of `city`.
    city : City
        Its zones.

    Raises
    ------
    AssertionError
        With what is wrong.
    """
    forecaster = check_step(forecaster)
    name = type(forecaster).__name__
    need(
        isinstance(forecaster, Forecaster),
        f"{name} must have the methods fit(incidents, city), update(incidents), predict(periods).",
    )
    before = (fresh_digest(incidents), fresh_digest(city))
    fitted = forecaster.fit(incidents, city)
    need((fresh_digest(incidents), fresh_digest(city)) == before, f"{name} changes what it is fitted on.")
    _check_unfitted(forecaster, name)
    forecast = fitted.predict(weeks=_WEEKS)
    parts = "'expected', 'mean', 'quantile(q)', 'scenarios(n, seed, stratified)' and 'aggregate(zones)'"
    need(isinstance(forecast, Forecast), f"{name} must predict a Forecast, with {parts}.")
    _check_demand(forecast.mean, incidents, city, 1, what=f"The mean of {name}")
    _check_scenarios(forecast, incidents, city, name)
    _check_sums(forecast, city, name)
    _check_update(forecaster, incidents, city, name)
    check_no_leak(forecaster, incidents, city)
    _check_order(forecaster, incidents, city, forecast.mean, name=name)


def _check_unfitted(forecaster: Any, name: str) -> None:
    try:
        forecaster.predict(weeks=_WEEKS)
    except BeatwrightError:
        return
    raise AssertionError(
        f"{name}.fit must return a fitted copy; predict on one that is not fitted must be a clear error."
    )


def _check_sums(forecast: Forecast, city: City, name: str) -> None:
    expected = forecast.expected
    need(
        bool(np.isfinite(expected).all() and (expected >= 0).all()), f"{name} must expect finite counts of at least 0."
    )
    group = np.arange(len(city.zones)) % 3
    sums = [expected[group == one].sum() for one in range(min(3, len(city.zones)))]
    need(bool(np.allclose(forecast.aggregate(group).expected, sums)), f"{name}: sums over zones must be sums.")
    low, high = forecast.quantile(0.05), forecast.quantile(0.95)
    need(bool((low <= high).all()), f"{name}: the 5 % quantile must not lie above the 95 % quantile.")
    calls = forecast.mean.calls
    need(bool(np.isclose(expected.sum(), calls)), f"{name}: 'mean' has {calls:g} calls, 'expected' {expected.sum():g}.")


def _check_update(forecaster: Any, incidents: Incidents, city: City, name: str) -> None:
    middle = incidents.start + (incidents.end - incidents.start) * 3 // 4
    early, _ = incidents.split(middle.floor("D"))
    fitted = forecaster.fit(early, city)
    before = fitted.predict(weeks=_WEEKS).expected.copy()
    updated = fitted.update(incidents).predict(weeks=_WEEKS).expected
    unmoved = np.array_equal(fitted.predict(weeks=_WEEKS).expected, before)
    need(bool(unmoved), f"{name}.update must return a copy and leave the forecaster as it was.")
    need(not np.array_equal(updated, before), f"{name}.update learns nothing from newer incidents.")
    need(bool(np.isfinite(updated).all()), f"{name} must expect finite counts after an update.")


def _check_demand(demand: Demand, incidents: Incidents, city: City, scenarios: int, what: str) -> None:
    need(isinstance(demand, Demand), f"{what} must be a Demand. Got {type(demand).__name__}.")
    expected = (scenarios, len(city.zones), demand.rate.shape[2], len(incidents.severity))
    need(demand.rate.shape == expected, f"{what} must have the shape {expected}. Got {demand.rate.shape}.")
    need(demand.severity == incidents.severity.names, f"{what} must have the severity classes of the incidents.")
    hours = _WEEKS * 168.0
    need(demand.hours == hours, f"{what} must describe the {hours:g} hours asked for. Got {demand.hours:g}.")


def _check_scenarios(forecast: Forecast, incidents: Incidents, city: City, name: str) -> None:
    drawn = forecast.scenarios(_DRAWS, seed=1)
    _check_demand(drawn, incidents, city, _DRAWS, what=f"A draw of {name}")
    need(forecast.scenarios(_DRAWS, seed=1) == drawn, f"{name} draws other scenarios for the same seed.")
    other = forecast.scenarios(_DRAWS, seed=2)
    need(not np.array_equal(other.rate, drawn.rate), f"{name} draws the same scenarios whatever the seed.")


def _check_order(forecaster: Any, incidents: Incidents, city: City, mean: Demand, name: str) -> None:
    backward = dataclasses.replace(incidents, frame=incidents.frame.iloc[::-1])
    again = forecaster.fit(backward, city).predict(weeks=_WEEKS).mean
    need(again == mean, f"{name} foresees something else where the incidents come in another order.")
    renamed, order, _ = renamed_city(city)
    moved = forecaster.fit(renamed_incidents(incidents, order), renamed).predict(weeks=_WEEKS).mean
    close = np.allclose(moved.rate, mean.rate[:, order], rtol=1e-6, atol=1e-12)
    need(bool(close), f"{name} foresees something else where the zones have other names.")

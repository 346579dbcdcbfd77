"""What a study plans on and judges on: demand foreseen and demand held out, under one set of standards."""

from __future__ import annotations

import dataclasses

from beatwright.base.errors import InputError
from beatwright.core import City, Demand, Forecast, Forecaster, Incidents, Problem
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.study.file.study_steps import Study

__all__ = ["in_slots", "problems_of"]


def problems_of(
    study: Study, city: City, past: Incidents, future: Incidents
) -> tuple[Problem, Problem, Forecast | None]:
    """Return the problem to plan on, the one to judge on, and the forecast that the first stands on.

    Parameters
    ----------
    study : Study
        Its tables [problem] and [forecast].
    city : City
        With the zones of the incidents.
    past, future : Incidents
        Those to plan on and those held out.

    Raises
    ------
    InputError
        Where no held-out incident lies in a zone.
    """
    options, forecast = study.problem, None
    if study.forecast is None:
        demand = Demand.observed(past, slots=options.slots)
    else:
        ahead, forecaster = study.forecast
        forecast = in_slots(forecaster, options.slots).fit(past, city).predict(weeks=ahead.weeks)
        demand = forecast.mean
        if ahead.scenarios:
            demand = forecast.scenarios(ahead.scenarios, study.options.seed, ahead.stratified)
    problem = Problem(
        city=city,
        demand=demand,
        officers=options.officers,
        within=options.within,
        within_minutes=options.within_minutes,
        severity=past.severity,
        officers_per_car=options.officers_per_car,
        delayed_share=options.delayed_share,
        tours=options.tours_read,
        call_minutes=options.call_minutes,
    )
    observed = Demand.observed(future, slots=options.slots)
    if observed.calls == 0:
        raise InputError(f"No held-out incident lies in a zone, so nothing can be judged. Held out: {future!r}.")
    return problem, dataclasses.replace(problem, demand=observed), forecast


def in_slots(forecaster: Forecaster, slots: int) -> Forecaster:
    """Return the forecaster that foresees as many slots as the problem has; one that foresees more keeps its own.

    Examples
    --------
    >>> from beatwright.forecast import EmpiricalBayes
    >>> in_slots(EmpiricalBayes(), 168).slots, in_slots(EmpiricalBayes(slots=168), 1).slots
    (168, 168)
    """
    if isinstance(forecaster, ForecasterStep) and forecaster.slots < slots:
        return dataclasses.replace(forecaster, slots=slots)
    return forecaster

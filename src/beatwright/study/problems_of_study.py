"""What a study plans on and judges on: demand foreseen and demand held out, under one set of standards."""

from __future__ import annotations

import dataclasses

from beatwright.base.errors import InputError
from beatwright.core import City, Demand, Forecast, Incidents, Problem
from beatwright.study.file.study_steps import Study

__all__ = ["problems_of"]


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
        forecast = forecaster.fit(past, city).predict(weeks=ahead.weeks)
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

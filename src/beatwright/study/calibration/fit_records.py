"""Dispatch records -> a calibration, and what a back-test needs of the fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InputError
from beatwright.base.estimate import Estimate, mean_estimate, ratio_estimate
from beatwright.base.words import count_of
from beatwright.core.city import City
from beatwright.core.dispatch_calibration import Calibration, ClassCalibration
from beatwright.core.dispatch_records import DispatchRecords
from beatwright.core.incidents import Incidents
from beatwright.simulate.calibration import (
    BLOCKS,
    block_of,
    cars_free,
    duty_hours,
    fitting_posts,
    lognormal_fit,
    tours_seen,
    travel_fit,
)
from beatwright.study.calibration.ground import squares_under, tabled_minutes
from beatwright.study.calibration.recorded_answers import RecordedAnswers, recorded_answers

__all__ = ["Fitted", "Trips", "fit_records"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MARGIN = 2  # cars free beyond those that a call needs, so that it cannot have waited for one
_FEWEST_TRIPS = 20
_NOTHING = Estimate(np.nan, np.nan, 0)


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips to calls: minutes recorded and tabled, and the block of hours of each, shape (trips,)."""

    minutes: Floats
    tabled: Floats
    block: Ints


@dataclass(frozen=True, eq=False)
class Fitted:
    """A calibration, and what it was fitted by.

    Parameters
    ----------
    calibration : Calibration
        The figures.
    records : DispatchRecords
        The records.
    answers : RecordedAnswers
        By call.
    city : City or None
        Where the calls lie; None: no places.
    on : array of bool, shape (cars, hours)
        Cars on duty.
    posts : array of int, shape (cars,)
        Post of each car, a position in the city's sites; empty where there is no fit of travel.
    trips : Trips or None
        Those of the fit of travel.
    delays : array, shape (calls that cannot have waited,)
        Minutes from the call until the first car was sent.
    """

    calibration: Calibration
    records: DispatchRecords
    answers: RecordedAnswers
    city: City | None
    on: Bools
    posts: Ints
    trips: Trips | None
    delays: Floats


def fit_records(
    records: DispatchRecords, city: City | None = None, incidents: Incidents | None = None, *, gap: float = 240.0
) -> Fitted:
    """Fit the parameters of a dispatch simulation to records.

    Parameters
    ----------
    records : DispatchRecords
        The records.
    city : City, optional
        With its travel. Default: squares under the calls, with straight distances.
    incidents : Incidents, optional
        Those recorded in the same time, for calls per incident.
    gap : float, default 240.0
        Minutes without a record after which the tour of a car has ended.

    Raises
    ------
    InputError
        Where the records are of one unit, or no arrival is recorded.
    """
    if len(records.units) < 2:
        raise InputError(
            f"All {len(records):,} records are of one unit, '{records.units[0]}'. A simulation needs the records of "
            "all cars of the area; export them all, or name the column of the units with --column unit=HEADING."
        )
    if not records.frame["on_scene"].notna().any():
        raise InputError(
            "No record says when a car arrived, so neither travel nor minutes on the scene can be fitted. Export the "
            "times of arrival, or name their column with --column on_scene=HEADING."
        )
    place = city or squares_under(records)
    answers = recorded_answers(records, place)
    on = duty_hours(answers.car, answers.dispatched, answers.row_end, len(records.units), records.hours, gap)
    delays = _delays(answers, gap)
    travel, posts, trips = _travel(answers, place, len(records.units))
    own = answers.row_call < 0
    calibration = Calibration(
        source=f"{'dispatch records' if records.report is None else records.report.source}, {records.period}",
        classes=tuple(_of_class(answers, number, name) for number, name in enumerate(records.priorities)),
        call_minutes=mean_estimate(delays),
        work_by_hour=_work(answers.dispatched[own], records) if own.any() else (),
        work_minutes=mean_estimate((answers.row_end - answers.dispatched)[own & ~np.isnan(answers.scene)]),
        calls_per_incident=_NOTHING if incidents is None else _multiplier(answers, records, incidents),
        notes=tuple(_notes(records, answers, place, trips)),
        **travel,  # type: ignore[arg-type]
    )
    return Fitted(calibration, records, answers, place, on, posts, trips, delays)


def _of_class(answers: RecordedAnswers, number: int, name: str) -> ClassCalibration:
    mine = answers.priority == number
    calls, most = int(mine.sum()), int(answers.cars.max(initial=1))
    counts = np.bincount(answers.cars[mine], minlength=most + 1)[1:]
    of_row = np.append(mine, False)[answers.row_call] & ~np.isnan(answers.scene)
    fits = {
        "service": lognormal_fit(answers.scene[of_row]),
        "first": lognormal_fit(answers.scene[of_row & (answers.place == 0)]),
        "later": lognormal_fit(answers.scene[of_row & (answers.place > 0)]),
    }
    return ClassCalibration(
        name=name,
        cars=tuple(_share(int(count), calls) for count in counts),
        **{key: fit.mean for key, fit in fits.items()},
        **{f"{key}_spread": fit.spread for key, fit in fits.items()},
    )


def _share(count: int, calls: int) -> Estimate:
    """Return a share; of one that is 0 or 1 the error is that of one call more or less."""
    if not calls:
        return _NOTHING
    share = count / calls
    return Estimate(share, float(np.sqrt(max(share * (1 - share), 1 / calls) / calls)), calls)


def _delays(answers: RecordedAnswers, gap: float) -> Floats:
    """Return the minutes until the first car was sent, of calls for which cars were certainly free."""
    delay = answers.sent - answers.created
    known = ~np.isnan(delay) & (delay >= 0)
    free = np.zeros(len(answers), dtype=np.int64)
    tours = tours_seen(answers.car, answers.dispatched, answers.row_end, gap)
    free[known] = cars_free(answers.created[known], tours, answers.dispatched, answers.row_end)
    sure = known & (free >= answers.cars + _MARGIN)
    return delay[sure if sure.any() else known]


def _travel(answers: RecordedAnswers, city: City | None, cars: int) -> tuple[dict[str, object], Ints, Trips | None]:
    nobody = np.zeros(0, dtype=np.int64)
    if city is None:
        return {}, nobody, None
    table = tabled_minutes(city)
    zone = np.append(answers.zone, -1)[answers.row_call]
    used = np.flatnonzero(~np.isnan(answers.trip) & (zone >= 0))
    if len(used) < _FEWEST_TRIPS:
        return {}, nobody, None
    posts = fitting_posts(answers.trip[used], answers.car[used], zone[used], table, cars)
    tabled = table[posts[answers.car[used]], zone[used]]
    used, tabled = used[np.isfinite(tabled)], tabled[np.isfinite(tabled)]
    trips = Trips(answers.trip[used], tabled, block_of(answers.dispatched[used] // 60))
    fit = travel_fit(*(trips.minutes, trips.tabled, trips.block))
    figures: dict[str, object] = {
        "travel_factor": fit.factor,
        "travel_by_hours": tuple(zip(BLOCKS, fit.by_block, strict=True)),
        "travel_spread": fit.spread,
        "travel_slope": fit.slope,
    }
    return figures, posts, trips


def _days(records: DispatchRecords) -> float:
    sent = records.frame["dispatched"]
    return float((sent.max().ceil("D") - sent.min().floor("D")).days or 1)


def _work(dispatched: Floats, records: DispatchRecords) -> tuple[Estimate, ...]:
    counts = np.bincount((dispatched // 60).astype(np.int64) % 24, minlength=24)
    return tuple(ratio_estimate(int(count), _days(records)) for count in counts)


def _multiplier(answers: RecordedAnswers, records: DispatchRecords, incidents: Incidents) -> Estimate:
    """Return calls over incidents in the days that both files have."""
    sent = records.frame["dispatched"]
    low, high = max(incidents.start, sent.min().floor("D")), min(incidents.end, sent.max().ceil("D"))
    time = incidents.frame["time"]
    count = int(((time >= low) & (time < high)).sum())
    if not count:
        raise InputError(
            f"The records ({records.period}) and the incidents ({incidents.period}) have no time in common. Give the "
            "incidents of the same days, or leave --incidents."
        )
    first, last = ((each - records.start).total_seconds() / 60 for each in (low, high))
    of_row = answers.row_call >= 0
    inside = of_row & (answers.dispatched >= first) & (answers.dispatched < last)
    calls = len(np.unique(answers.row_call[inside]))
    ratio = calls / count
    error = ratio * float(np.sqrt(1 / max(calls, 1) + 1 / count))
    return Estimate(ratio, error, calls)


def _notes(records: DispatchRecords, answers: RecordedAnswers, city: City | None, trips: Trips | None) -> list[str]:
    told = [
        f"{count_of(len(answers), 'call')}; {np.isnan(answers.arrived).mean():.1%} of them have a car without a time "
        "of arrival, and do not count as responses.",
    ]
    if city is None:
        told.append("The records have no places: travel is not fitted, and there is no back-test.")
    elif trips is None:
        told.append(f"Fewer than {_FEWEST_TRIPS} trips have a time and a place: travel is not fitted.")
    elif city.name == "squares":
        told.append(f"No case was given: travel is straight, between {len(city.zones):,} squares, at 30 km/h.")
    if trips is not None:
        told.append("The records do not say from where a car came. Its post is the site that explains its trips best.")
    short = [name for number, name in enumerate(records.priorities) if (answers.priority == number).sum() < 100]
    told += [f"Priority {name} has fewer than 100 calls: its figures are weak." for name in short]
    return told

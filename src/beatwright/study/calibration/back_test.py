"""The recorded calls, simulated with the recorded cars on duty, beside the answers that were recorded.

Week by week: each call comes when it came, needs the cars that it was sent, and keeps them as long as it was recorded,
or as long as another call of its class did where that is missing. The cars on duty are those that were seen. What
the calibration says is drawn: call-taking from the delays of calls that cannot have waited, the scatter of travel from
the residuals of its fit. Then response and delay are compared with those recorded, call by call the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InputError, ParameterError
from beatwright.simulate import Policy, WorkArrays, simulate
from beatwright.simulate.calibration import BLOCKS, block_of, ks_distance
from beatwright.study.calibration.fit_records import Fitted
from beatwright.study.calibration.ground import tabled_minutes

__all__ = ["LIMITS", "BackTest", "Compared", "back_test"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WEEK = 10_080.0  # minutes
_HOURS = 168
_CERTAIN = 0.99  # quantile of call-taking beyond which a call is taken to have waited for a car
_AT_ONCE = 1.0  # minutes within which cars were sent together
_FEW = 30  # compared calls below which a row has no verdict


class BackTestLimits(NamedTuple):
    """How far a simulation may be off: mean response (share), its distribution (distance), share delayed (share)."""

    mean: float
    distance: float
    delayed: float


LIMITS = BackTestLimits(0.10, 0.10, 0.05)


class _Calls(NamedTuple):
    minute: Floats
    zone: Ints
    priority: Ints
    cars: Ints
    on_scene: Floats
    draw: Floats
    clock: Ints


@dataclass(frozen=True)
class Compared:
    """Recorded and simulated answers to the same calls.

    Parameters
    ----------
    name : str
        Which calls.
    calls : int
        How many are compared.
    recorded, simulated : float
        Mean minutes from a call until its first car arrives.
    distance : float
        Kolmogorov-Smirnov distance of the two distributions.
    recorded_delayed, simulated_delayed : float
        Share of calls that waited for a car.
    """

    name: str
    calls: int
    recorded: float
    simulated: float
    distance: float
    recorded_delayed: float
    simulated_delayed: float

    @property
    def off(self) -> float:
        """How far the simulated mean response is off, as a share of the recorded one."""
        return self.simulated / self.recorded - 1 if self.recorded else float("nan")

    @property
    def verdict(self) -> str:
        """What is beyond the limits; "too few calls" where less than 30 are compared."""
        if self.calls < _FEW:
            return "too few calls"
        wrong = [
            name for name, far in (
                ("mean", abs(self.off) > LIMITS.mean),
                ("distribution", self.distance > LIMITS.distance),
                ("delayed", abs(self.recorded_delayed - self.simulated_delayed) > LIMITS.delayed),
            ) if far
        ]  # fmt: skip
        return f"off: {', '.join(wrong)}" if wrong else "within"


@dataclass(frozen=True, eq=False)
class BackTest:
    """What a back-test says.

    Parameters
    ----------
    whole : Compared
        All calls.
    by_class, by_hour : tuple of Compared
        By priority, the most urgent first; by hour of the day.
    delay_limit : float
        Minutes from a call until its first car is sent beyond which it counts as delayed.
    start : str
        How cars are sent to calls that need several, as the records show.
    aside : int
        Calls that are not simulated: without a time or a place, or in a week without enough cars.
    cars : float
        Mean cars on duty.
    """

    whole: Compared
    by_class: tuple[Compared, ...]
    by_hour: tuple[Compared, ...]
    delay_limit: float
    start: str
    aside: int
    cars: float

    @property
    def passed(self) -> bool:
        """Whether all calls together and every class are within the limits."""
        return all(not one.verdict.startswith("off") for one in (self.whole, *self.by_class))


class _Answers(NamedTuple):
    """Simulated minutes of every call until its first car is sent, and until the first arrives; NaN: not simulated."""

    delay: Floats
    response: Floats


def back_test(fitted: Fitted, seed: int = 0) -> BackTest:
    """Simulate the recorded calls and compare.

    Parameters
    ----------
    fitted : Fitted
        With a fit of travel.
    seed : int, default 0
        Of what is drawn.

    Raises
    ------
    InputError
        Where travel is not fitted, or no call can be simulated.
    """
    if fitted.trips is None:
        raise InputError("There is no back-test without a fit of travel, for which calls need places.")
    random = np.random.default_rng(seed)
    start = _start(fitted)
    found = _simulated(fitted, random, Policy(start=start))
    recorded = fitted.answers
    delay, response = recorded.sent - recorded.created, recorded.arrived - recorded.created
    both = ~np.isnan(found.delay) & ~np.isnan(response) & ~np.isnan(delay)
    if not both.any():
        raise InputError("No recorded call can be simulated: none has its times, a place, and enough cars on duty.")
    limit = float(np.quantile(fitted.delays, _CERTAIN))
    answers = (response, found.response, delay > limit, found.delay > limit)

    def compared(name: str, rows: Bools) -> Compared:
        real, made, late, made_late = (each[rows & both] for each in answers)
        means = [float(each.mean()) if len(each) else float("nan") for each in (real, made, late, made_late)]
        return Compared(
            name=name, calls=len(real), recorded=means[0], simulated=means[1], distance=ks_distance(real, made),
            recorded_delayed=means[2], simulated_delayed=means[3],
        )  # fmt: skip

    hour = np.nan_to_num(recorded.created // 60).astype(np.int64) % 24
    return BackTest(
        whole=compared("all calls", both),
        by_class=tuple(compared(name, recorded.priority == k) for k, name in enumerate(fitted.records.priorities)),
        by_hour=tuple(compared(f"{one:02d}:00", hour == one) for one in range(24)),
        delay_limit=limit,
        start=start,
        aside=int(np.isnan(found.delay).sum()),
        cars=float(fitted.on.sum() / fitted.on.shape[1]),
    )


def _start(fitted: Fitted) -> str:
    """Return whether the cars of a call are sent together, as most calls with several show, or the first at once."""
    answers = fitted.answers
    several = np.append(answers.cars > 1, False)[answers.row_call]
    later = answers.dispatched - np.append(answers.sent, np.nan)[answers.row_call]
    some = several & ~np.isnan(later)
    if not some.any():
        return "together"
    followers = 1.0 - 1.0 / float(answers.cars[answers.cars > 1].mean())  # share of these rows that are no first car
    return "first" if (later[some] > _AT_ONCE).mean() > followers / 2 else "together"


def _simulated(fitted: Fitted, random: np.random.Generator, policy: Policy) -> _Answers:
    answers, number = fitted.answers, len(fitted.answers)
    assert fitted.trips is not None and fitted.city is not None  # noqa: PT018  (asked by the caller)
    taking = random.choice(fitted.delays, number)
    came = np.where(np.isnan(answers.created), _first_rows(fitted) - taking, answers.created)
    posts, home = np.unique(fitted.posts, return_inverse=True)
    scale = fitted.calibration.travel_mean_factor
    table = scale * tabled_minutes(fitted.city)[posts]
    order = np.argsort(table, axis=0, kind="stable").T
    scene = _scenes(fitted, random)
    ready = np.maximum(came + taking, 0.0)
    usable = (answers.zone >= 0) & ~np.isnan(ready)
    sent, there = np.full(number, np.nan), np.full(number, np.inf)
    for week in range(fitted.on.shape[1] // _HOURS):
        rows = np.flatnonzero(usable & (ready // _WEEK == week))
        rows = rows[np.argsort(ready[rows], kind="stable")]
        on = fitted.on[:, week * _HOURS : (week + 1) * _HOURS]
        most = int(on.sum(axis=0).max())
        rows = rows[answers.cars[rows] <= most]
        if not len(rows):
            continue
        calls = _Calls(ready[rows] - week * _WEEK, answers.zone[rows], answers.priority[rows], answers.cars[rows],
                       scene[rows], np.zeros((len(rows), 4)), np.arange(_HOURS))  # fmt: skip
        try:
            one = simulate(calls, home, table, order, on, policy, work=_work(fitted, week))
        except ParameterError:  # no car on duty can ever answer one of them
            continue
        sent[rows] = week * _WEEK + one.sent
        each = one.dispatches
        arrived = week * _WEEK + each.sent + each.minutes / scale * _scatter(fitted, each.sent, random)
        np.minimum.at(there, rows[each.call], np.where(np.isnan(each.arrive), np.inf, arrived))
    return _Answers(sent - came, np.where(np.isnan(sent), np.nan, there - came))


def _first_rows(fitted: Fitted) -> Floats:
    """Return the earliest time of every call, shape (calls,)."""
    answers = fitted.answers
    first = np.full(len(answers), np.inf)
    of_call = answers.row_call >= 0
    np.minimum.at(first, answers.row_call[of_call], answers.dispatched[of_call])
    return first


def _scatter(fitted: Fitted, sent: Floats, random: np.random.Generator) -> Floats:
    """Return what tabled minutes are multiplied by: the factor of the hour, and a residual of a trip that was made."""
    trips, by_hours = fitted.trips, dict(fitted.calibration.travel_by_hours)
    assert trips is not None
    factor = np.array([by_hours[name].value for name in BLOCKS])
    residual = trips.minutes / trips.tabled / factor[trips.block]
    return np.asarray(factor[block_of(sent // 60)] * random.choice(residual, len(sent)))


def _scenes(fitted: Fitted, random: np.random.Generator) -> Floats:
    """Return the minutes on the scene of every call and car, shape (calls, most cars); missing ones drawn."""
    answers = fitted.answers
    most = int(answers.cars.max(initial=1))
    scene = np.full((len(answers), most), np.nan)
    fine = (answers.place >= 0) & ~np.isnan(answers.scene)
    for number in np.unique(answers.priority):
        mine = answers.priority == number
        for place in range(most):
            wanted = np.flatnonzero(mine & (answers.cars > place))
            pool = answers.scene[fine & np.append(mine, False)[answers.row_call] & ((answers.place > 0) == (place > 0))]
            scene[wanted, place] = random.choice(pool, len(wanted)) if len(pool) else 0.0
    inside = fine & (answers.place < np.append(answers.cars, 0)[answers.row_call])
    scene[answers.row_call[inside], answers.place[inside]] = answers.scene[inside]
    return np.asarray(np.nan_to_num(scene))


def _work(fitted: Fitted, week: int) -> WorkArrays | None:
    """Return the work that cars began themselves in a week."""
    answers = fitted.answers
    rows = np.flatnonzero((answers.row_call < 0) & (answers.dispatched // _WEEK == week))
    if not len(rows):
        return None
    rows = rows[np.argsort(answers.dispatched[rows], kind="stable")]
    length = np.maximum(answers.row_end[rows] - answers.dispatched[rows], 0.0)
    return WorkArrays(answers.dispatched[rows] - week * _WEEK, answers.car[rows], length)

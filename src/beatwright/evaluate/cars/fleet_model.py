"""The hypercube model of a plan: who answers whom, block by block of hours, summed over the week.

Within a block, hours with the same cars on duty, calls come at the block's mean rate. A call that needs several cars
counts as so many calls for one where it matters who is sent. A call keeps its car for the time on the scene and the
travel, and that grows with the cars that are busy. How many calls are delayed and how long they wait is what
`load_dependent_queue` says; where some take several cars together, the whole fleet as one queue of these
(`multi_car_of_fleets`), with the mean time so found. Who answers whom is what the hypercube model says with one mean
time for every car: that of the scene and the mean travel that Larson's approximation finds. Blocks with more load than
cars can carry have no steady state: their calls count as delayed, their cars as busy all the time, and nobody can say
who answers whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.core import Plan, Problem
from beatwright.core.command_calls import CommandCalls
from beatwright.evaluate.cars.car_blocks import CarBlock, car_blocks, exact_blocks
from beatwright.evaluate.cars.post_queues import cars_by_hour, need_service
from beatwright.queueing import HypercubeResult, hypercube, hypercube_approximate, mean_travel, nearest_first
from beatwright.queueing.hypercube_model.load_dependent_queue import LoadDependentQueue, load_dependent_queue
from beatwright.queueing.hypercube_model.travel_by_busy import travel_by_busy
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import multi_car_of_fleets

__all__ = ["BlockAnswer", "FleetModel", "FleetWeek", "Roads", "roads_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_MINUTES = 60.0
_NEARLY_ALL = 1.0 - 1e-6  # of the cars: above it nothing is steady


@dataclass(frozen=True, eq=False)
class Roads:
    """Travel between the posts of a plan and the zones that one of them reaches.

    Parameters
    ----------
    zones : array of intp, shape (reached,)
        Positions of these zones in the city.
    order : array of int, shape (reached, posts)
        The posts of each zone, the nearest first.
    minutes : array, shape (posts, reached)
    between : array, shape (reached, reached), or None
    gaps : int
        Pairs of a post and a zone without a route.
    longest : float
        The longest minutes that there are, which such pairs are given.
    """

    zones: npt.NDArray[np.intp]
    order: npt.NDArray[np.int64]
    minutes: Floats
    between: Floats | None
    gaps: int
    longest: float


def roads_of(problem: Problem, plan: Plan, command: npt.NDArray[np.intp]) -> Roads:
    """Return the travel of a plan; `command` is the nearest post of every zone, -1 where none reaches it."""
    zones = np.flatnonzero(command >= 0)
    travel = problem.city.travel
    minutes = travel.minutes[np.ix_(plan.site_positions(problem.city), zones)].astype(np.float64)
    order = nearest_first(minutes)
    finite = np.isfinite(minutes)
    longest = float(minutes[finite].max())
    between = None if travel.between is None else travel.between[np.ix_(zones, zones)].astype(np.float64)
    if between is not None:
        between = np.where(np.isfinite(between), between, longest)
    return Roads(zones, order, np.where(finite, minutes, longest), between, int((~finite).sum()), longest)


@dataclass(frozen=True, eq=False)
class BlockAnswer:
    """What one block of hours comes to in a week.

    Parameters
    ----------
    block : CarBlock
    rate : array, shape (reached,)
        Cars asked for per hour.
    by_need : array, shape (needs,)
        Calls per hour that need 1, 2, ... cars.
    service : float
        Mean hours that a call keeps a car; of calls that waited where cars cannot carry them.
    found : HypercubeResult, or None
        None without calls, and where cars cannot carry them.
    delayed, wait : float
        Share of the calls that wait until their cars are free, and mean hours that they do.
    """

    block: CarBlock
    rate: Floats
    by_need: Floats
    service: float = 0.0
    found: HypercubeResult | None = None
    delayed: float = 1.0
    wait: float = float("inf")

    @property
    def calls(self) -> float:
        """Calls a week in these hours."""
        return float(self.by_need.sum()) * len(self.block.hours)

    @property
    def sent(self) -> float:
        """Cars sent a week in these hours."""
        return float(self.rate.sum()) * len(self.block.hours)

    @property
    def load(self) -> float:
        """Cars that the calls keep busy."""
        return float(self.rate.sum()) * self.service

    @property
    def overloaded(self) -> bool:
        """Whether the calls are more than the cars can carry, some of them held for calls that wait for more."""
        return self.found is None and self.calls > 0


@dataclass(frozen=True, eq=False)
class FleetWeek:
    """Sums over the blocks of a week.

    Parameters
    ----------
    calls, delayed : float
        Calls; those delayed.
    steady, waited : float
        Calls in blocks that are steady, and the hours that they wait.
    sent, travelled, exact : float
        Cars sent in these blocks, minutes that they travel; and those of them in blocks that were solved exactly.
    busy, duty : array, shape (posts,)
        Car-hours on calls and on duty.
    flow : array, shape (posts, reached)
        Cars sent.
    zone_minutes, post_minutes : array, shape (reached,) and (posts,)
        Minutes travelled to the calls of each zone, and by the cars of each post.
    overloaded : float
        Hours with more load than cars.
    """

    calls: float
    delayed: float
    steady: float
    waited: float
    sent: float
    travelled: float
    exact: float
    busy: Floats
    duty: Floats
    flow: Floats
    zone_minutes: Floats
    post_minutes: Floats
    overloaded: float


@dataclass(frozen=True, eq=False)
class FleetModel:
    """A plan's cars, the calls of the city, and how much may be spent on solving.

    Parameters
    ----------
    problem : Problem
    plan : Plan
    calls : CommandCalls
        Of the commands that are nearest.
    calls_per_incident : float
    seconds : float
        For exact solutions, estimated.
    """

    problem: Problem
    plan: Plan
    calls: CommandCalls
    calls_per_incident: float
    seconds: float

    def weeks(self, roads: Roads) -> Iterator[tuple[tuple[BlockAnswer, ...], FleetWeek]]:
        """Yield the blocks and their sums: of the expected demand, then of every scenario where there are several."""
        blocks = car_blocks(cars_by_hour(self.plan))
        rates = [self._rates(block, roads) for block in blocks]  # [run, reached, need]
        need = np.arange(1, rates[0].shape[2] + 1)
        size = [float((rate[0] @ need).sum()) * len(block.hours) for rate, block in zip(rates, blocks, strict=True)]
        exact = exact_blocks(blocks, size, len(rates[0]), self.seconds)
        asked = [
            _asked(block, rate, [self._on_scene(run, block) for run in range(len(rate))], roads)
            for block, rate in zip(blocks, rates, strict=True)
        ]
        for run in range(len(rates[0])):
            each = (_answer(*one[run], roads, exact=whole) for one, whole in zip(asked, exact, strict=True))
            answers = tuple(each)
            yield answers, _summed(answers, roads)

    def _rates(self, block: CarBlock, roads: Roads) -> Floats:
        """Return the mean calls per hour in a block, by the cars that they need, shape (runs, reached, needs)."""
        demand, cars = self.problem.demand, self.calls.cars
        by_class = demand.rate[:, :, block.hours].mean(axis=2)[:, roads.zones] * self.calls_per_incident
        rates = by_class @ (cars[:, None] == np.arange(1, cars.max() + 1)).astype(np.float64)
        expected = np.tensordot(demand.weight, rates, axes=1)[None]
        return expected if len(rates) == 1 else np.concatenate([expected, rates])

    def _on_scene(self, run: int, block: CarBlock) -> tuple[float, float]:
        """Return the mean hours that a car is on the scene in a block, and the variance of single calls."""
        rate = self.calls.rate[run - 1] if run else self.calls.expected
        asked = rate[:, block.hours].sum(axis=(0, 1)) * self.calls.cars
        if not asked.sum() > 0:
            return 0.0, 0.0
        classes = self.problem.severity.classes
        mean = np.array([one.service_minutes for one in classes]) / _MINUTES
        # The mean square over the squared mean: of exponential times, else of lognormal ones.
        square = [2.0 if one.service_spread is None else np.exp(one.service_spread**2) for one in classes]
        average = float(asked @ mean / asked.sum())
        return average, float(asked @ (square * mean**2) / asked.sum()) - average**2


@dataclass(frozen=True, eq=False)
class _CarTime:
    """Hours that a call keeps a car on the scene, and in all where it waited; `queue` is None where none is steady."""

    scene: float
    waited: float
    queue: LoadDependentQueue | None = None


def _asked(
    block: CarBlock, rates: Floats, scenes: Sequence[tuple[float, float]], roads: Roads
) -> list[tuple[BlockAnswer, _CarTime]]:
    """Return what every run asks of a block, with delay and wait, and for how long its calls keep cars."""
    sent, by_need = rates @ np.arange(1, rates.shape[2] + 1), rates.sum(axis=1)
    drive = travel_by_busy(roads.order, roads.minutes / _MINUTES, block.cars)
    times = [_car_time(rate, drive, scene, roads, block.cars) for rate, scene in zip(sent, scenes, strict=True)]
    late, wait = _lines(block, by_need, times)
    return [
        (BlockAnswer(block, sent[run], by_need[run], time.waited, None, late[run], wait[run]), time)
        for run, time in enumerate(times)
    ]


def _car_time(rate: Floats, drive: Floats, scene: tuple[float, float], roads: Roads, cars: Ints) -> _CarTime:
    """Return how long calls keep a car; `drive` are hours of travel by cars busy, [cars, zone]."""
    calls = float(rate.sum())
    if not calls > 0:
        return _CarTime(scene[0], 0.0)
    share = rate / calls
    # Who waited is driven to from the zone of another call where that is known, else from the post of any car.
    starts = cars / max(cars.sum(), 1) if roads.between is None else share
    hours = (roads.minutes if roads.between is None else roads.between) / _MINUTES
    way, square = float(starts @ hours @ share), float(starts @ hours**2 @ share)
    waited, by_busy = scene[0] + way, scene[0] + drive @ share
    need_service(min([waited, *by_busy[:1]]))
    if not calls * waited < cars.sum() * _NEARLY_ALL:
        return _CarTime(scene[0], waited)
    variation = (scene[1] + square - way**2) / waited**2
    return _CarTime(scene[0], waited, load_dependent_queue(calls, by_busy, waited, variation))


def _lines(block: CarBlock, by_need: Floats, times: Sequence[_CarTime]) -> tuple[list[float], list[float]]:
    """Return the delayed share and mean hours of wait of every run; 1 and infinite where nothing is steady.

    Parameters
    ----------
    block : CarBlock
    by_need : array, shape (runs, needs)
        Calls per hour.
    times : sequence of _CarTime
        One per run.
    """
    late = [1.0 if time.queue is None else time.queue.delayed for time in times]
    wait = [np.inf if time.queue is None else time.queue.wait for time in times]
    several = np.flatnonzero(by_need[:, 1:].sum(axis=1)).tolist()
    service = {run: queue.service for run in several if (queue := times[run].queue) is not None}
    if not service:
        return late, wait
    of = by_need[[*service]]
    whole = of.sum(axis=1)
    found = multi_car_of_fleets(whole, of / whole[:, None], np.array([*service.values()]), int(block.cars.sum()))
    for run, delayed, hours in zip(service, *(one.tolist() for one in found), strict=True):
        late[run], wait[run] = delayed, hours
    return late, wait


def _answer(asked: BlockAnswer, time: _CarTime, roads: Roads, *, exact: bool) -> BlockAnswer:
    """Return what is asked with who answers whom; as it is where nobody can say."""
    if time.queue is None or not np.isfinite(asked.wait):
        return replace(asked, delayed=1.0, wait=np.inf)
    rough = hypercube_approximate(asked.rate, roads.order, asked.block.cars, service=time.queue.service)
    service = time.scene + mean_travel(rough, roads.minutes, roads.between).mean / _MINUTES
    service = min(service, int(asked.block.cars.sum()) * _NEARLY_ALL / float(asked.rate.sum()))
    solve = hypercube if exact else hypercube_approximate
    return replace(asked, service=service, found=solve(asked.rate, roads.order, asked.block.cars, service=service))


def _summed(answers: tuple[BlockAnswer, ...], roads: Roads) -> FleetWeek:
    posts, zones = roads.minutes.shape
    busy, post_minutes, duty = np.zeros((3, posts))
    flow, zone_minutes = np.zeros((posts, zones)), np.zeros(zones)
    delayed = steady = waited = sent = travelled = exact = 0.0
    for one in answers:
        hours = len(one.block.hours)
        duty += hours * one.block.cars
        if one.found is None:
            busy += hours * one.block.cars * one.overloaded
            delayed += one.calls
            continue
        way = mean_travel(one.found, roads.minutes, roads.between)
        answered = one.found.flow.sum(axis=1)
        busy += hours * one.block.cars * np.nan_to_num(one.found.workload)
        flow += one.sent * one.found.flow
        zone_minutes += hours * one.rate * way.zone
        post_minutes += one.sent * answered * np.nan_to_num(way.post)
        delayed += one.calls * one.delayed
        steady += one.calls
        waited += one.calls * one.wait
        sent += one.sent
        travelled += one.sent * way.mean
        exact += one.sent * (one.found.method != "approximate")
    return FleetWeek(
        calls=sum(one.calls for one in answers),
        delayed=delayed,
        steady=steady,
        waited=waited,
        sent=sent,
        travelled=travelled,
        exact=exact,
        busy=busy,
        duty=duty,
        flow=flow,
        zone_minutes=zone_minutes,
        post_minutes=post_minutes,
        overloaded=float(sum(len(one.block.hours) for one in answers if one.overloaded)),
    )

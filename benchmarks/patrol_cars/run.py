"""Patrol cars on tours: the proven answer beside PCAM's rule, and what the lag after a peak does, over several draws.

    python benchmarks/patrol_cars/run.py [rule] [speed] [lag]           (default: all)

rule   six commands, three overlays, three budgets: delayed calls by the integer program and by the rule that gives one
       car after the other to where it saves most per car-hour; then 30 draws of the commands' calls
speed  CPU seconds of the proof, children included, over five draws: 6, 24 and 511 commands by the lists and by the
       integer program, which is ended after 20 seconds; then the worst of 6 and 20 commands made as good as can be,
       by car-hours alone, and with 3 cars fewer than that takes
lag    a week of six commands, at most 10 % of each hour's calls delayed: car-hours by the steady load and by the mean
       offered load, and what the queue by the clock makes of both
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from beatwright.planning import patrol_cars
from beatwright.queueing import delay_by_hour
from beatwright.solver.patrol_cars import listed_tour_cars

Floats = NDArray[np.float64]
HOURS = np.arange(24)
DAY = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOURS - 20) / 24)) / 2 + 0.30 * ((HOURS >= 18) | (HOURS < 4))
SIX = np.array([6.4, 3.8, 2.6, 3.4, 1.5, 6.6])
WATCHES = [(0, 8), (8, 8), (16, 8)]
TOURS = {
    "8 h and 20-4": [*WATCHES, (20, 8)],
    "8 h and 18-4": [*WATCHES, (18, 10)],
    "8 h and 20-24": [*WATCHES, (20, 4)],
    "12 h: 6, 15, 18": [(6, 12), (18, 12), (15, 12)],
}
BUDGETS = (560, 600, 640)
DRAWS = 30
SPEED_DRAWS = 5
SERVICE = 0.5  # hours
BOUND = 0.10
SECONDS = 20.0  # by which a proof is ended


def by_rule(calls: Floats, tours: Any, hours: float) -> tuple[float, float]:
    """Return the delayed calls of the proven answer, and by how much the rule misses it."""
    exact, rule = (
        float(patrol_cars(calls[:, None] * DAY, SERVICE, tours, hours, load="steady", rule=word).lost.sum())
        for word in ("exact", "greedy")
    )
    return exact, rule / exact - 1


def rules() -> None:
    print("tours             car-hours   delayed calls   the rule misses by")
    for name, tours in TOURS.items():
        for hours in BUDGETS:
            exact, missed = by_rule(SIX, tours, hours)
            print(f"{name:16} {hours:9,} {exact:15.4f} {missed:17.2%}")
    random = np.random.default_rng(1)
    draws = random.uniform(1.5, 7.0, (DRAWS, 6))
    print(f"\n{DRAWS} draws of six commands, 25 car-hours a call of the peak hour: the rule misses by")
    for name, tours in TOURS.items():
        share = np.array([by_rule(calls, tours, float(np.round(25 * calls.sum())))[1] for calls in draws])
        print(f"{name:16} median {np.median(share):6.2%}   largest {share.max():6.2%}   none in {np.sum(share < 1e-9)}")


def used() -> float:
    """Return CPU seconds of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def proof(shape: Floats, calls: Floats, tours: Any, hours: float, largest: bool = False) -> tuple[float, bool]:
    """Return the CPU seconds of a plan, and whether it is proven optimal."""
    began = used()
    plan = patrol_cars(calls[:, None] * shape, SERVICE, tours, hours, largest=largest, seconds=SECONDS)
    return used() - began, plan.certificate.status == "optimal"


def both_limits(shape: Floats, calls: Floats, tours: Any) -> tuple[float, bool]:
    """Return the CPU seconds of a plan within both limits, and whether it is proven optimal."""
    given: dict[str, Any] = {"car_hours": 700.0 * len(calls), "largest": True, "seconds": SECONDS}
    free = patrol_cars(calls[:, None] * shape, SERVICE, tours, **given)
    began = used()
    plan = patrol_cars(calls[:, None] * shape, SERVICE, tours, cars=int(free.cars.sum()) - 3, **given)
    return used() - began, plan.certificate.status == "optimal"


def by_program(*what: Any) -> tuple[float, bool]:
    """Return the same without lists."""
    with mock.patch.multiple(listed_tour_cars, _WORK=0.0, _WORK_OF_LARGEST=0.0):
        return proof(*what)


def beside(name: str, cases: list[tuple[Any, ...]]) -> None:
    """Print one row: lists beside the integer program."""
    lists, programs = ([run(*one) for one in cases] for run in (proof, by_program))
    print(f"{len(cases[0][1]):8}   {name:13} {told(lists)}   {told(programs)}")


def told(runs: list[tuple[float, bool]]) -> str:
    seconds = [used for used, _ in runs]
    return f"{np.median(seconds):7.2f} {max(seconds):7.2f} {sum(exact for _, exact in runs):3} of {len(runs)}"


def speed() -> None:
    random = np.random.default_rng(0)
    print("                           by lists                     by the integer program")
    print("commands   tours           median largest   proven     median largest   proven      (CPU s)")
    for commands, tours in itertools.product((6, 24, 511), ("8 h and 20-4", "8 h and 18-4", "8 h and 20-24")):
        draws = [random.uniform(1.5, 7.0, commands) for _ in range(SPEED_DRAWS)]
        beside(tours, [(DAY, calls, TOURS[tours], 90.0 * commands) for calls in draws])
    print("\nthe worst command, every day of a week for itself")
    week = np.tile(DAY, 7) * (1 + 0.15 * np.sin(2 * np.pi * np.arange(168) / 168))
    for commands, name in itertools.product((6, 20), ("8 h and 20-4", "8 h and 18-4")):
        tours = [(24 * day + start, hours) for day in range(7) for start, hours in TOURS[name]]
        draws = [random.uniform(1.5, 7.0, commands) for _ in range(SPEED_DRAWS)]
        beside(name, [(week, calls, tours, 700.0 * commands, True) for calls in draws])
    print("\nthe same with a limit of cars besides, which takes 3 away: median, largest, proven")
    for commands in (6, 20):
        tours = [(24 * day + start, hours) for day in range(7) for start, hours in TOURS["8 h and 18-4"]]
        runs = [both_limits(week, random.uniform(1.5, 7.0, commands), tours) for _ in range(SPEED_DRAWS)]
        print(f"{commands:8}   8 h and 18-4  {told(runs)}")


def lag() -> None:
    calls = np.tile(SIX[:, None] * DAY, 7)
    tours = [(24 * day + start, hours) for day in range(7) for start, hours in TOURS["8 h and 20-4"]]
    print("service   load     car-hours   delayed   worst hour   hours over the bound")
    for service in (0.5, 1.5):
        for load in ("steady", "mean", "peak"):
            plan = patrol_cars(calls, service, tours, most_delayed=BOUND, load=load)
            found = [delay_by_hour(calls[i], plan.on_duty[i], service).delayed for i in range(6)]
            mean = float((np.array(found) * calls).sum() / calls.sum())
            over = int((np.array(found) > BOUND).sum())
            print(f"{service:5} h   {load:6} {plan.car_hours:9,} {mean:10.2%} {np.max(found):11.1%} {over:13}")


PARTS: dict[str, Callable[[], None]] = {"rule": rules, "speed": speed, "lag": lag}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    for part in parser.parse_args().parts or list(PARTS):
        PARTS[part]()
        print()


if __name__ == "__main__":
    main()

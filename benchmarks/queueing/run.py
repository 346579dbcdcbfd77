"""Queues beside other methods, in one run: CPU seconds of one thread, and how many times ours, over several draws.

    python benchmarks/queueing/run.py [erlang] [clock] [staffing] [several] [fleet]  (default: all)
    python benchmarks/queueing/run.py erlang --python PATH                  (the Python that has pyworkforce)

erlang    cars for 168 loads and three bounds, ours as one array and one by one, beside pyworkforce's ErlangC, in a
          process of its own, since its solver cannot share one with HiGHS
clock     a week of M(t)/M/s(t) in its steady state beside scipy's solve_ivp on the same differential equations
staffing  the rules of `hourly_cars`: car-hours, worst hour, time
several   a week of calls that take one to four cars together beside the same load of calls for one car; and the cars of
          a generated city, planned and judged with calls that take their cars together and one by one
fleet     calls of which half need two or four cars, at six posts of three generated cities, the same in all hours: the
          judge Hypercube beside the judge Simulation

Results are compared before times are: a peer that gives something else is told so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from beatwright.core import Plan, Problem
from beatwright.data import generate_city
from beatwright.evaluate import Delay, Hypercube, Simulation
from beatwright.planning import PatrolCars, PMedian
from beatwright.queueing import (
    STAFFING_RULES,
    cars_needed,
    delay_by_hour,
    hourly_cars,
    multi_car_delay_by_hour,
    offered_load,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DRAWS = 3
BOUNDS = (0.05, 0.10, 0.20)
SERVICE = 0.75  # hours
WARM_UP = 24.0  # hours by which the peer has forgotten how it began
# Asks pyworkforce for the cars that keep the share waiting longer than (next to) no time within a bound.
PEER = """
import json, sys, time
from pyworkforce.queuing import ErlangC
loads, bounds = json.load(sys.stdin)
def positions():
    return [[ErlangC(transactions=a, aht=1.0, asa=1e-12, interval=1).required_positions(1 - p)["raw_positions"]
             for a in loads] for p in bounds]
positions()
began = time.process_time()
found = positions()
print(json.dumps([found, time.process_time() - began]))
"""


def timed(call: Callable[[], Any], repeat: int = 3) -> tuple[Any, float]:
    """Return what a call gives and its median CPU seconds, after a warm-up."""
    found, times = call(), []
    for _ in range(repeat):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return found, statistics.median(times)


def a_week(draw: int, peak: float = 25.0) -> Floats:
    """Return calls per hour: a daily wave, two busy nights, and hours that differ by chance (draw 0: by nothing)."""
    hour = np.arange(168)
    nights = ((hour >= 114) & (hour < 124)) | ((hour >= 138) & (hour < 148))
    shape = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (hour % 24 - 20) / 24)) / 2 + 0.30 * nights
    noise = np.random.default_rng(draw).gamma(50.0, 1 / 50, len(hour)) if draw else 1.0
    return peak * shape * noise


def erlang(python: str) -> None:
    """Cars by Erlang C, beside pyworkforce."""
    for draw in range(DRAWS):
        loads = np.random.default_rng(draw).uniform(0.5, 40, 168)
        ours, seconds = timed(lambda loads=loads: [cars_needed(loads, bound).tolist() for bound in BOUNDS])
        singles = [float(load) for load in loads]
        _, single = timed(lambda loads=singles: [[cars_needed(load, bound) for load in loads] for bound in BOUNDS])
        calls = len(loads) * len(BOUNDS)
        line = f"  draw {draw}: ours {seconds / calls * 1e6:.2f} us a load, one by one {single / calls * 1e6:.1f} us"
        given = json.dumps([singles, BOUNDS])
        peer = subprocess.run([python, "-c", PEER], input=given, capture_output=True, text=True, check=False)
        if peer.returncode:
            print(f"{line}; no pyworkforce in {python}: {peer.stderr.strip().splitlines()[-1]}", flush=True)
            continue
        theirs, used = json.loads(peer.stdout)
        same = "agrees" if theirs == ours else "DIFFERS"
        ratios = f"{used / seconds:.0f} and {used / single:.1f} times ours"
        print(f"{line}; pyworkforce {used / calls * 1e6:.1f} us, {ratios}, {same}", flush=True)


def by_equations(rate: Floats, cars: Ints, size: int, method: str) -> Floats:
    """Return the share delayed by hour of one week from a whole day before it on, by a general solver."""
    n = np.arange(size)
    chance, delayed = np.append(1.0, np.zeros(size - 1)), np.zeros(len(rate))
    for step in range(-int(WARM_UP), len(rate)):
        calls, served = rate[step], np.minimum(n, cars[step]) / SERVICE

        def change(_: float, both: Floats, calls: float = calls, served: Floats = served) -> Floats:
            p = both[:size]
            flow = p[:-1] * calls - p[1:] * served[1:]
            return np.concatenate([[-flow[0]], flow[:-1] - flow[1:], [flow[-1]], p])

        state = np.append(chance, np.zeros(size))
        state = solve_ivp(change, (0.0, 1.0), state, method=method, rtol=1e-7, atol=1e-10).y[:, -1]
        chance = state[:size]
        if step >= 0:
            delayed[step] = state[size:][cars[step] :].sum()
    return delayed


def clock() -> None:
    """Follow a week of the queue, beside general solvers of differential equations."""
    for draw in range(DRAWS):
        rate = a_week(draw)
        cars = cars_needed(offered_load(rate, SERVICE).mean, 0.10)
        ours, seconds = timed(lambda rate=rate, cars=cars: delay_by_hour(rate, cars, SERVICE))
        print(f"  draw {draw}: ours {seconds * 1e3:.1f} ms", flush=True)
        for method in ("RK45", "LSODA"):
            began = time.process_time()
            theirs = by_equations(rate, cars, int(cars.max()) + 70, method)
            used = time.process_time() - began
            apart = np.abs(theirs - ours.delayed).max()
            print(
                f"    solve_ivp {method}: {used:.2f} s, {used / seconds:.0f} times ours; largest difference {apart:.0e}"
            )


def staffing() -> None:
    """Staff weeks by each rule."""
    for peak in (6.0, 25.0, 120.0):
        for draw in range(DRAWS):
            rate = a_week(draw, peak)
            for rule in STAFFING_RULES:
                found, seconds = timed(lambda rate=rate, rule=rule: hourly_cars(rate, SERVICE, 0.10, rule))
                worst, over = found.delay.worst, len(found.hours_over)
                share = found.delay.delayed_share
                print(
                    f"  peak {peak:.0f}, draw {draw}, {rule:<6}: {found.car_hours:,} car-hours, {share:.2%} delayed, "
                    f"worst hour {worst:.1%}, {over} hours over 10 %, {seconds * 1e3:.0f} ms",
                    flush=True,
                )


def several() -> None:
    """Follow weeks of calls that take several cars together, and plan and judge a generated city both ways."""
    share = np.array([0.7, 0.2, 0.0, 0.1])
    for peak in (1.0, 3.0, 6.0, 25.0, 60.0):
        rate = a_week(0, peak)
        load = 1.5 * rate  # cars that calls ask for
        cars = np.maximum(cars_needed(offered_load(load, SERVICE).mean, 0.05), 4)
        ours, seconds = timed(lambda rate=rate, cars=cars: multi_car_delay_by_hour(rate, share, cars, SERVICE))
        apart, least = timed(lambda load=load, cars=cars: delay_by_hour(load, cars, SERVICE))
        print(
            f"  {cars.min()} to {cars.max()} cars: together {ours.delayed_share:.1%} delayed, {60 * ours.wait:.2f} "
            f"min, {seconds * 1e3:.0f} ms; one by one {apart.delayed_share:.1%}, {60 * apart.wait:.2f} min, "
            f"{least * 1e3:.0f} ms",
            flush=True,
        )
    made = generate_city(seed=1, size="small")
    city = made.city()
    problem = Problem(city, made.truth.demand(city, slots=168))
    posts = PMedian(p=6).solve(problem)
    for how in ("together", "one by one"):
        plan = PatrolCars(delayed_share=0.10, calls_per_incident=8, several_cars=how).solve(problem, posts)
        hours = sum(map(sum, plan.crews))
        for judged in ("together", "one by one"):
            judge = Delay(calls_per_incident=8, several_cars=judged)
            said, seconds = timed(lambda judge=judge, plan=plan: judge.score(problem, plan), 1)
            print(
                f"  planned {how}: {hours:,} car-hours; judged {judged}: {said['delayed share']:.1%} delayed, "
                f"{said['mean wait']:.2f} min, worst hour of a post "
                f"{said['delayed share in the worst hour of a post']:.1%}, {seconds:.2f} s",
                flush=True,
            )


def fleet() -> None:
    """Judge fleets whose calls need several cars, analytically and by simulation of 52 weeks."""
    problems = [even_city(seed) for seed in (1, 2, 3)]
    for cars in (4, 8):
        for busy in (0.3, 0.5, 0.65):
            rows = []
            for problem, posts in problems:
                plan = replace(posts, crews=((cars,),) * len(posts.posts or ()))
                calls = busy / Hypercube().score(problem, plan)["mean workload"]
                judges = (Hypercube(calls_per_incident=calls), Simulation(calls_per_incident=calls))
                rows.append([[judge.score(problem, plan)[name] for name in FLEET] for judge in judges])
            said, seen = np.array(rows).transpose(1, 2, 0)
            told = (f"{name} {spread(a)} beside {spread(b)}" for name, a, b in zip(FLEET, said, seen, strict=True))
            print(f"  {cars} cars a post, {busy:.0%} busy: {'; '.join(told)}", flush=True)


FLEET = ("delayed share", "mean wait", "mean travel", "cross-beat share", "mean workload")


def even_city(seed: int) -> tuple[Problem, Plan]:
    """Return a generated city with its calls the same in all hours, and six posts."""
    made = generate_city(seed=seed, size="small")
    city = made.city()
    demand = made.truth.demand(city, slots=168)
    even = np.broadcast_to(demand.rate.mean(axis=2, keepdims=True), demand.rate.shape)
    problem = Problem(city, replace(demand, rate=even))
    return problem, PMedian(p=6).solve(problem)


def spread(values: Floats) -> str:
    """Return the least and the most of some values."""
    return f"{values.min():.4f} - {values.max():.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["erlang", "clock", "staffing", "several", "fleet", []])
    parser.add_argument("--python", default=sys.executable, help="the Python that has pyworkforce")
    options = parser.parse_args()
    for name in options.what or ("erlang", "clock", "staffing", "several", "fleet"):
        print(f"{name}:", flush=True)
        if name == "erlang":
            erlang(options.python)
        else:
            {"clock": clock, "staffing": staffing, "several": several, "fleet": fleet}[name]()


if __name__ == "__main__":
    main()

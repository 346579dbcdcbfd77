"""The dispatch simulation beside simpy and ciw, in one run: CPU seconds of one thread, over several draws.

    python benchmarks/simulate/run.py [nearest] [tours] [year] [trace]          (default: all)

nearest  20 cars, three classes, the nearest free car: ours, a dispatcher in simpy, and ciw's priority queue, which
         has no places at all
tours    60 cars on tours, stacking with a hold, calls for several cars: ours, and the same rules in simpy
year     700,000 calls, 120 cars on duty at any time on 360 tours, all policies on: seconds, and memory, each in a
         process of its own
trace    what a trace costs that nobody asked for: see trace_off.py

Ours counts from `simulate` called to everything returned, the loop compiled before. The waits of simpy's
dispatchers are compared with ours, call by call.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from closed_forms import calls_of
from trace_off import compare_trace_off

from beatwright.queueing import nearest_first
from beatwright.simulate import Policy, Simulated, WorkArrays, simulate

DRAWS, DRAWS_NEAREST = 3, 5
_MEGABYTE = 2.0**20
_CLASSES = (0.1, 0.4, 0.5)


def timed(call: Callable[[], Any], repeat: int = 1) -> tuple[Any, float]:
    """Return what a call gives and its least CPU seconds."""
    times = []
    for _ in range(repeat):
        began = time.process_time()
        found = call()
        times.append(time.process_time() - began)
    return found, min(times)


def minutes(posts: int, zones: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return travel from posts, and between zones, of a square of 10 by 10 miles at 25 miles an hour."""
    rng = np.random.default_rng(seed)
    post, zone = rng.random((posts, 2)) * 10, rng.random((zones, 2)) * 10
    return np.abs(post[:, None] - zone).sum(axis=2) * 2.4, np.abs(zone[:, None] - zone).sum(axis=2) * 2.4


def told(ours: float, theirs: float, name: str, mine: np.ndarray, other: np.ndarray | None = None) -> float:
    """Print one comparison; return how many times ours the peer took."""
    same = "" if other is None else f", waits differ by at most {np.abs(mine - other).max():.0e} min"
    print(f"    {name}: {theirs:.2f} s, {theirs / ours:.0f} times ours{same}", flush=True)
    return theirs / ours


def nearest(number: int = 100_000) -> None:
    """Send the nearest car."""
    from simpy_dispatcher import nearest_car

    ratios: dict[str, list[float]] = {"simpy": [], "ciw": []}
    for draw in range(DRAWS_NEAREST):
        travel, _ = minutes(20, 1000, draw)
        order = nearest_first(travel)
        calls = some_calls(draw, number, 19.0, 1000)
        ours, seconds = timed(
            lambda c=calls, t=travel, o=order: simulate(c, np.arange(20), t, o, np.ones((20, 1), dtype=bool)), 5
        )
        print(f"  draw {draw}: ours {seconds:.3f} s for {number:,} calls", flush=True)
        sent, used = timed(lambda c=calls, t=travel, o=order: nearest_car(c, t, o), 2)
        ratios["simpy"].append(told(seconds, used, "simpy", ours.sent, sent))
        _, used = timed(lambda d=draw: by_ciw(number, d))
        ratios["ciw"].append(told(seconds, used, "ciw", ours.sent))
    medians(ratios)


def by_ciw(number: int, seed: int) -> int:
    """Run ciw's queue with 20 servers and three classes; return the calls that ended."""
    import ciw

    rates = [19.0 * share for share in _CLASSES]
    classes = [f"class {k}" for k in range(3)]
    network = ciw.create_network(
        arrival_distributions={name: [ciw.dists.Exponential(rate)] for name, rate in zip(classes, rates, strict=True)},
        service_distributions={name: [ciw.dists.Exponential(60 / 46)] for name in classes},
        priority_classes={name: k for k, name in enumerate(classes)},
        number_of_servers=[20],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(number, method="Finish")
    return len(simulation.get_all_records())


def tours(number: int = 40_000) -> None:
    """Keep tours, stacks and calls for several cars."""
    from simpy_dispatcher import Dispatcher

    ratios: dict[str, list[float]] = {"simpy": []}
    for draw in range(DRAWS):
        travel, _ = minutes(20, 1000, draw)
        order, home, on = nearest_first(travel), np.repeat(np.arange(20), 3), a_third_on_duty(60)
        calls = some_calls(draw, number, 14.0, 1000, (0.75, 0.2, 0.05))
        ours, seconds = timed(
            lambda c=calls, t=travel, o=order, h=home, d=on: simulate(c, h, t, o, d, Policy(stack_from=2)), 5
        )
        print(f"  draw {draw}: ours {seconds:.3f} s for {number:,} calls", flush=True)
        sent, used = timed(lambda c=calls, t=travel, o=order, h=home, d=on: Dispatcher(c, h, t, o, d).run(), 2)
        ratios["simpy"].append(told(seconds, used, "simpy", ours.sent, sent))
    medians(ratios)


def medians(ratios: dict[str, list[float]]) -> None:
    print("  median: " + ", ".join(f"{name} {statistics.median(each):.0f} times ours" for name, each in ratios.items()))


def a_third_on_duty(cars: int) -> np.ndarray:
    """Return tours of 8 hours, of which every third car has one at a time; posts change at different hours."""
    start = (np.arange(cars) % 3) * 8 + np.arange(cars) // 3
    return np.asarray((np.arange(168) - start[:, None]) % 24 < 8)


def some_calls(seed: int, number: int, rate: float, zones: int, need: tuple[float, ...] = (1.0,)) -> SimpleNamespace:
    """Return so many calls, at so many an hour, with shares that need 1, 2, ... cars."""
    rng = np.random.default_rng(seed)
    return calls_of(rng, number, rate, zone=np.ones(zones), priority=_CLASSES, need=need, service=40 / 60)


ALL = {
    "stack_from": 2,
    "start": "first",
    "leave": "together",
    "preempt": 1,
    "reserve": (0, 2, 4),
    "tour_end": "hand over",
    "last_calls": 15.0,
    "meal_minutes": 30.0,
    "call_minutes": 2.0,
}


YEAR: dict[str, dict[str, Any]] = {
    "default": {},
    "all policies, cars at their posts": ALL,
    "all policies, cars driving back": {**ALL, "place": "scene"},
    "all policies, cars on patrol": {**ALL, "place": "patrol"},
}


def year() -> None:
    """Answer a year of calls of a large city, each time in a process of its own."""
    for draw in range(DRAWS):
        print(f"  draw {draw}:", flush=True)
        for name in YEAR:
            subprocess.run([sys.executable, __file__, "one year", name, str(draw)], check=True)


def one_year(name: str, draw: int, number: int = 700_000) -> None:
    """Print seconds and memory of one policy."""
    travel, between = minutes(120, 1000, draw)
    order, home, on = nearest_first(travel), np.repeat(np.arange(120), 3), a_third_on_duty(360)
    few, calls = (some_calls(1 + draw, size, 700_000 / 8760, 1000, (0.75, 0.2, 0.05)) for size in (1000, number))
    rng = np.random.default_rng(2 + draw)
    pieces = number // 35
    work = WorkArrays(
        np.sort(rng.random(pieces) * calls.minute[-1]), rng.integers(0, 360, pieces), rng.exponential(20, pieces)
    )

    def run(of: SimpleNamespace) -> Simulated:
        return simulate(of, home, travel, order, on, Policy(**YEAR[name]), between=between, work=work)

    run(few)  # reads the compiled loop
    gc.collect()
    before = _memory_now()
    found, seconds = timed(lambda: run(calls))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGABYTE
    print(
        f"    {name}: {seconds:.2f} s, {_events(found) / seconds / 1e6:.1f} M events a second, {most - before:.0f} MB "
        f"added to {before:.0f} MB of packages and calls",
        flush=True,
    )


def _memory_now() -> float:
    """Return the megabytes that the process holds; the system tells its pages."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MEGABYTE


def _events(found: Simulated) -> int:
    """Return how many times something began or ended: calls, and cars that were sent, arrived and left."""
    return len(found.ready) + 3 * len(found.dispatches.call)


def main() -> None:
    if sys.argv[1:2] == ["one year"]:
        one_year(sys.argv[2], int(sys.argv[3]))
        return
    parts = {"nearest": nearest, "tours": tours, "year": year, "trace": compare_trace_off}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*parts, []])
    options = parser.parse_args()
    for name in options.what or parts:
        print(f"{name}:", flush=True)
        parts[name]()


if __name__ == "__main__":
    main()

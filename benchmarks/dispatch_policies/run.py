"""What each rule of dispatch changes, all else as it is by default.

A city of 10 by 10 miles with 1,000 zones, 20 posts of one car, eight of which are on duty from 10:00 to 02:00 only, 25
miles an hour, 40 minutes on the scene; 9 calls an hour, a tenth of them urgent, half of the least urgent class; urgent
calls need two cars. All rules answer the same calls of 52 weeks. Printed as the table of the page on the simulation.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.core import City, Demand, Plan, Post, Problem, Severity, SeverityClass, Travel, compare
from beatwright.evaluate import Simulation

_MILE = 1609.344  # metres
_SIDE = 10 * _MILE
_SPEED = 25 * _MILE / 1000  # km/h
_COLUMNS, _ROWS = 40, 25
_RATES = (4.5, 3.6, 0.9)  # calls an hour of the classes low, medium and high

RULES: dict[str, dict[str, Any]] = {
    "as it is by default": {},
    "place = scene": {"place": "scene"},
    "place = patrol": {"place": "patrol"},
    "dispatch = own beat, place = patrol": {"place": "patrol", "dispatch": "own beat"},
    "stack_from = 1, hold = 30": {"stack_from": 1},
    "stack_from = 1, no limit": {"stack_from": 1, "hold": float("inf")},
    "start = first": {"start": "first"},
    "leave = together": {"leave": "together"},
    "preempt = 1": {"preempt": 1},
    "reserve = (0, 0, 3)": {"reserve": (0, 0, 3)},
    "tour_end = hand over": {"tour_end": "hand over"},
    "last_calls = 30": {"last_calls": 30.0},
    "order = age": {"order": "age"},
}


def problem() -> Problem:
    """Return the city with its demand."""
    width, height = _SIDE / _COLUMNS, _SIDE / _ROWS
    corners = [(width * column, height * row) for row in range(_ROWS) for column in range(_COLUMNS)]
    boxes = [shapely.box(x, y, x + width, y + height) for x, y in corners]
    zones = gpd.GeoDataFrame(index=[f"z{k:04d}" for k in range(len(boxes))], geometry=boxes, crs=32615)
    places = [(_SIDE * (column + 0.5) / 5, _SIDE * (row + 0.5) / 4) for row in range(4) for column in range(5)]
    sites = gpd.GeoDataFrame(
        index=[f"s{k:02d}" for k in range(20)], geometry=[shapely.Point(each) for each in places], crs=32615
    )
    middle = np.array(corners) + np.array([width / 2, height / 2])
    travel = Travel.straight(np.array(places), middle, speed_kmh=_SPEED)
    between = Travel.straight(middle, middle, speed_kmh=_SPEED).minutes
    travel = Travel(travel.metres, travel.minutes, travel.kind, travel.notes, between)
    city = City(shapely.box(0, 0, _SIDE, _SIDE), zones, sites, travel=travel, name="square")
    rate = np.broadcast_to(np.array(_RATES) / len(boxes), (1, len(boxes), 168, 3))
    classes = (("low", 2), ("medium", 2), ("high", 4))
    severity = Severity(tuple(SeverityClass(name, officers, 1.0, 40.0) for name, officers in classes))
    return Problem(city, Demand(rate, severity=severity.names, source="even"), severity=severity)


def plan() -> Plan:
    """Return the plan: in the small hours two posts of five have no car."""
    hour = np.arange(168) % 24
    evening = ((hour >= 10) | (hour < 2)).astype(int)
    crews = tuple(tuple((evening if post % 5 in (1, 3) else np.ones(168, int)).tolist()) for post in range(20))
    return Plan(posts=tuple(Post(f"s{k:02d}") for k in range(20)), crews=crews, name="plan")


def main() -> None:
    """Print a row for each rule."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--weeks", type=int, default=52)
    asked = options.parse_args()
    city, cars = problem(), plan()
    print("| rule | urgent | other | last car | travel | delayed | across beats | overtime, h a week | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, rules in RULES.items():
        begin = time.process_time()
        found = compare([cars], city, Simulation(weeks=asked.weeks, **rules)).evaluations[0]
        spent = time.process_time() - begin
        figures = [
            *(f"{found[f'mean response, {each}']:.2f}" for each in ("high", "low")),
            *(f"{found[each]:.2f}" for each in ("mean response of the last car", "mean travel")),
            *(f"{100 * found[each]:.1f} %" for each in ("delayed share", "cross-beat share")),
            f"{found['car-hours of overtime']:.1f}",
            f"{spent:.1f}",
        ]
        print(f"| {name} | {' | '.join(figures)} |", flush=True)


if __name__ == "__main__":
    main()

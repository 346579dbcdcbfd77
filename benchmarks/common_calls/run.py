"""What the same calls for both plans are worth: variance of a difference, and how often its interval is right.

A city of 10 by 10 miles with 1,000 zones, 20 posts of one car, 25 miles an hour, 40 minutes on the scene, 15 calls an
hour; the second plan moves two posts. For every seed both plans answer the same 26 weeks of calls. Printed: the
variance of the difference of the mean response, that with other calls for each plan, and how many of the paired 90 %
intervals hold the true difference, which is that of all seeds together.
"""

from __future__ import annotations

import argparse
import time

import geopandas as gpd
import numpy as np
import shapely

from beatwright.core import City, Demand, Plan, Post, Problem, Severity, SeverityClass, compare
from beatwright.evaluate import Simulation

_MILE = 1609.344  # metres
_SIDE = 10 * _MILE
_COLUMNS, _ROWS = 40, 25
_CALLS = 15.0  # an hour


def problem() -> Problem:
    """Return the city with its demand."""
    width, height = _SIDE / _COLUMNS, _SIDE / _ROWS
    corners = [(width * column, height * row) for row in range(_ROWS) for column in range(_COLUMNS)]
    boxes = [shapely.box(x, y, x + width, y + height) for x, y in corners]
    zones = gpd.GeoDataFrame(index=[f"z{k}" for k in range(len(boxes))], geometry=boxes, crs=32615)
    places = [(_SIDE * (column + 0.5) / 5, _SIDE * (row + 0.5) / 4) for row in range(4) for column in range(5)]
    places += [(_SIDE * 0.5, _SIDE * 0.5), (_SIDE * 0.45, _SIDE * 0.4)]  # where two posts are moved to
    names = [f"s{k:02d}" for k in range(len(places))]
    sites = gpd.GeoDataFrame(index=names, geometry=[shapely.Point(each) for each in places], crs=32615)
    city = City(shapely.box(0, 0, _SIDE, _SIDE), zones, sites, name="square")
    rate = np.full((1, len(boxes), 168, 1), _CALLS / len(boxes))
    severity = Severity((SeverityClass("all", 2, 1.0, 40.0),))
    return Problem(city, Demand(rate, severity=("all",), source="even"), severity=severity)


def plans() -> tuple[Plan, Plan]:
    """Return the two plans."""
    posts = [f"s{k:02d}" for k in range(20)]
    moved = [*posts[1:19], "s20", "s21"]
    return tuple(  # type: ignore[return-value]
        Plan(posts=tuple(map(Post, sites)), crews=((1,),) * 20, name=name)
        for name, sites in (("today", posts), ("moved", moved))
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--weeks", type=int, default=26)
    asked = options.parse_args()
    city, both, begin = problem(), plans(), time.process_time()
    figures, intervals = [], []
    for seed in range(1, asked.seeds + 1):
        comparison = compare(both, city, Simulation(weeks=asked.weeks, seed=seed))
        figures.append([each["mean response"] for each in comparison.evaluations])
        found = comparison.interval("moved", "mean response")
        assert found is not None  # both plans answered the same weeks
        intervals.append((found.low, found.high))
    values, ends = np.array(figures), np.array(intervals)
    gaps = values[:, 1] - values[:, 0]
    paired, apart = gaps.var(ddof=1), values.var(axis=0, ddof=1).sum()
    right = int(((ends[:, 0] <= gaps.mean()) & (gaps.mean() <= ends[:, 1])).sum())
    print(f"mean response {values[:, 0].mean():.4f} and {values[:, 1].mean():.4f} min, difference {gaps.mean():+.4f}")
    print(f"s.d. of the difference: same calls {paired**0.5:.4f}, other calls {apart**0.5:.4f} min")
    print(f"variance {apart / paired:.1f} times smaller; correlation {np.corrcoef(values.T)[0, 1]:.3f}")
    print(f"paired 90 % intervals that hold the difference: {right} of {asked.seeds}")
    print(f"{time.process_time() - begin:.1f} CPU s")


if __name__ == "__main__":
    main()

"""A believable case built from core's nouns alone: a city of squares, five districts, four plans, a judge."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import (
    Case,
    Certificate,
    City,
    Demand,
    Evaluation,
    Measure,
    Plan,
    Post,
    Problem,
    ReadReport,
    Severity,
    Table,
    nearest_post,
)
from beatwright.core.measure import COST, DISTANCE, ON_TIME

NAMES = SimpleNamespace(
    case="Springfield, patrol posts",
    plans=("today", "RandomPosts(p=6)", "BusiestZones(p=6)", "PMedian(p=6)"),
    districts=("North", "East", "Harbour", "Old Town", "West"),
    zone="zone",
    site="site",
    reasons=("no coordinate", "outside the boundary", "unreadable time"),
    warning="3.6 % of all times are 12:00 exactly.",
    source="incidents.csv",
    fact="day before month",
    note="Distances are Manhattan.",
    attribute="population",
    kind="housing",
)


SAID = {
    "calls": {"unit": "count", "suppression": "count"},
    "mean_metres": {"unit": "m", "direction": "lower", "suppression": "none"},
    "mean_minutes": {"unit": "min", "direction": "lower", "suppression": "none"},
    "within_share": {"unit": "share", "direction": "higher", "suppression": "derived"},
    "metres": {"unit": "m", "direction": "lower", "suppression": "none"},
    "minutes": {"unit": "min", "direction": "lower", "suppression": "none"},
}


def grid_city(columns, rows, names, cell=400.0):
    i, j = np.divmod(np.arange(columns * rows), rows)
    boxes = shapely.box(i * cell, j * cell, (i + 1) * cell, (j + 1) * cell)
    part = np.minimum(4, (i * 5) // columns)
    rng = np.random.default_rng(5)
    zones = gpd.GeoDataFrame(
        {
            "parent": [names.districts[p] for p in part],
            names.attribute: rng.integers(50, 900, len(i)),
            "use": [names.kind] * len(i),
        },
        index=[f"{names.zone} {k}" for k in range(len(i))],
        geometry=boxes,
        crs=32615,
    )
    pick = np.flatnonzero((i % 3 == 1) & (j % 3 == 1))
    sites = gpd.GeoDataFrame(
        {"current": np.isin(pick, pick[[8, 17, 36, 57]])} if len(pick) > 57 else {"current": pick >= 0},
        index=[f"{names.site} {k}" for k in pick],
        geometry=shapely.centroid(boxes[pick]),
        crs=32615,
    )
    parents = gpd.GeoDataFrame(
        index=list(names.districts),
        geometry=[shapely.union_all(boxes[part == p]) for p in range(5)],
        crs=32615,
    )
    return City(shapely.union_all(boxes), zones, sites, parents=parents, name="Springfield")


def hot_demand(city, seed, hours, source):
    rng = np.random.default_rng(5)
    xy = city.zone_xy
    centres = xy[rng.integers(0, len(xy), 4)]
    near = np.exp(-((np.hypot(*(xy[:, None, :] - centres[None]).transpose(2, 0, 1)) / 1200.0) ** 2)).sum(axis=1)
    mean = (0.02 + near)[:, None] * np.array([1.0, 0.35, 0.05])[None] * 40
    counts = np.random.default_rng(seed).poisson(mean)
    return Demand(counts[None, :, None, :] / hours, hours=hours, source=source)


def pick_posts(city, demand, count):
    """Greedy p-median: good enough to look like a solver's plan."""
    weight, metres, chosen = demand.expected.sum(axis=1), city.travel.metres, []
    for _ in range(count):
        best = np.min(metres[chosen], axis=0) if chosen else np.full(metres.shape[1], np.inf)
        costs = [np.minimum(best, row) @ weight for row in metres]
        chosen.append(int(np.argmin(costs)))
    return chosen


def breakdown(problem, plan, groups):
    served = nearest_post(problem.city, plan)
    calls = problem.demand.expected.sum(axis=1)
    rows = {}
    for label in dict.fromkeys(groups):
        mask = np.asarray(groups) == label
        total = max(calls[mask].sum(), 1e-12)
        rows[label] = {
            "calls": calls[mask].sum() * problem.demand.hours,
            "mean_metres": calls[mask] @ served.metres[mask] / total,
            "mean_minutes": calls[mask] @ served.minutes[mask] / total,
            "within_share": calls[mask][served.metres[mask] <= problem.within].sum() / total,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def judge(problem, plan):
    served = nearest_post(problem.city, plan)
    calls = problem.demand.expected.sum(axis=1)
    share = calls / calls.sum()
    late = served.metres > problem.within
    penalty = problem.demand.expected @ np.array([c.penalty for c in problem.severity.classes])
    order = np.argsort(served.metres)
    p90 = served.metres[order][np.searchsorted(np.cumsum(share[order]), 0.9)]
    severity = pd.DataFrame(
        {
            "calls": problem.demand.expected.sum(axis=0) * problem.demand.hours,
            "mean_metres": problem.demand.expected.T @ served.metres / problem.demand.expected.sum(axis=0),
        },
        index=list(problem.demand.severity),
    )
    zone = pd.DataFrame({"metres": served.metres, "minutes": served.minutes}, index=list(problem.city.zone_ids))
    return Evaluation(
        plan.name,
        "Coverage",
        (
            Measure("mean distance", share @ served.metres, "m", "lower", kind=DISTANCE),
            Measure("mean time", share @ served.minutes, "min", "lower", kind=DISTANCE),
            Measure("90 % of calls within", p90, "m", "lower", kind=DISTANCE),
            Measure("longest distance", served.metres.max(), "m", "lower", kind=DISTANCE),
            Measure("share within standard", share @ ~late, "share", "higher", kind=ON_TIME),
            Measure("Gini of distance over zones", 0.3 + 0.01 * len(plan.site_ids), "", "lower"),
            Measure("late calls", (calls * late).sum() * 8766, "calls/year", "lower"),
            Measure("cost of lateness", penalty @ late, "$/h", "lower", (1.0, 9e9), COST),
            Measure("posts", len(plan.site_ids), "posts", "none"),
        ),
        read=("posts",),
        on=problem.demand.source,
        problem=problem.digest,
        tables={
            name: Table.from_frame(
                name, frame, SAID, of_places=name != "severity", place="files" if name == "zone" else "everywhere"
            )
            for name, frame in (
                ("district", breakdown(problem, plan, list(problem.city.zones["parent"]))),
                ("severity", severity),
                ("zone", zone),
            )
        },
    )


def make_case(names=NAMES, columns=30, rows=20):
    city = grid_city(columns, rows, names)
    planned = hot_demand(city, 1, 4 * 8766.0, "recorded 2015-01-01 to 2019-01-01")
    future = hot_demand(city, 2, 8766.0, "recorded 2019-01-01 to 2020-01-01")
    problem, heldout = (Problem(city, d, within=2000.0, severity=Severity.default()) for d in (planned, future))
    rng = np.random.default_rng(3)
    ids, count = city.site_ids, min(6, len(city.site_ids))
    busiest = np.argsort(-np.bincount(city.travel.metres.argmin(axis=0), planned.expected.sum(axis=1), len(ids)))
    chosen = (
        list(city.current_sites),
        list(rng.choice(len(ids), count, replace=False)),
        list(busiest[:count]),
        pick_posts(city, planned, count),
    )
    proof = Certificate("optimal", 123.4, 123.4, 0.8, "MILP through HiGHS", "Optimal", "call-km/h")
    plans = tuple(
        Plan(
            tuple(Post(ids[k]) for k in sites),
            name=name,
            made_by=name if number else "today's posts",
            today=number == 0,
            certificate=proof if number == 3 else None,
            notes=(names.note,) if number == 3 else (),
        )
        for number, (name, sites) in enumerate(zip(names.plans, chosen, strict=True))
    )
    dropped = pd.DataFrame({"row": [1, 2, 3, 4], "reason": [names.reasons[k] for k in (0, 0, 1, 2)], "detail": ""})
    counts = dropped["reason"].value_counts(sort=False).to_dict()
    reading = ReadReport(
        names.source, 1004, 1000, counts, dropped, (names.warning,), {"times": names.fact, "columns": {"time": "when"}}
    )
    manifest = {
        "versions": {"beatwright": "0.1.0", "numpy": "2.4.0"},
        "seed": 1,
        "inputs": [{"file": names.source, "sha256": "ab" * 32, "bytes": 1234}],
        "options": {"planning": [{"step": "PMedian", "p": 6}]},
        "seconds": {"read": 1.25, "plan": 0.8},
    }
    evaluations = tuple(judge(heldout, plan) for plan in plans)
    main, base = names.plans[3], names.plans[0]
    return Case(names.case, problem, heldout, plans, evaluations, main, base, reading, manifest)


@pytest.fixture(scope="session")
def builder():
    return make_case


@pytest.fixture(scope="session")
def names():
    return NAMES


@pytest.fixture(scope="session")
def case():
    return make_case()

"""Made-up nouns for the tests of core, drawn by hypothesis."""

import datetime
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import strategies as st

from beatwright.core import (
    Case,
    Certificate,
    City,
    Contract,
    CyclicLine,
    Demand,
    Evaluation,
    Incidents,
    Measure,
    Plan,
    Post,
    Problem,
    ReadReport,
    Request,
    Roster,
    Severity,
    SeverityClass,
    Shift,
    ShiftLine,
    Table,
    Travel,
)

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
IDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=6).filter(str.strip)
POSITIVE = st.floats(0.01, 1e6)


@st.composite
def cities(draw: st.DrawFn) -> City:
    zone_ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    site_ids = draw(st.lists(IDS, min_size=2, max_size=5, unique=True))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    zones = gpd.GeoDataFrame(
        {"population": random.integers(0, 99, len(zone_ids)), "word": draw(st.sampled_from(["", "=1+1", "<b>", "é"]))},
        index=zone_ids,
        geometry=[shapely.box(100 * k, 0, 100 * k + 100, 50) for k in range(len(zone_ids))],
        crs=32615,
    )
    parents = None
    if draw(st.booleans()):
        parents = gpd.GeoDataFrame(index=["north", "south"], geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=32615)
        zones["parent"] = draw(
            st.lists(st.sampled_from(["north", "south", None]), min_size=len(zones), max_size=len(zones))
        )
    sites = gpd.GeoDataFrame(
        {"current": random.random(len(site_ids)) < 0.5},
        index=site_ids,
        geometry=gpd.points_from_xy(random.uniform(0, 500, len(site_ids)), random.uniform(0, 50, len(site_ids))),
        crs=32615,
    )
    travel = None
    if draw(st.booleans()):
        metres = random.uniform(0, 999, (len(site_ids), len(zone_ids)))
        metres[random.random(metres.shape) < 0.1] = np.inf
        travel = Travel(metres, metres / 500, "road", ("one note",))
    boundary = shapely.box(0, 0, 100 * len(zone_ids), 50)
    return City(boundary, zones, sites, travel, parents, draw(TEXT))


SEVERITIES = st.lists(
    st.builds(SeverityClass, IDS, st.integers(1, 9), st.floats(0, 1e6), st.floats(0, 600)),
    min_size=1,
    max_size=3,
    unique_by=lambda c: c.name,
).map(lambda classes: Severity(tuple(classes)))


@st.composite
def demands(draw: st.DrawFn, zones: int, names: tuple[str, ...]) -> Demand:
    shape = (draw(st.integers(1, 3)), zones, draw(st.sampled_from([1, 168])), len(names))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    weight = random.uniform(0.1, 1, shape[0])
    return Demand(random.gamma(0.5, 1.0, shape), weight, names, draw(POSITIVE), draw(TEXT))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    city, severity = draw(cities()), draw(SEVERITIES)
    demand = draw(demands(len(city.zones), severity.names))
    limits = st.none() | POSITIVE
    return Problem(city, demand, draw(st.none() | st.integers(1, 999)), draw(limits), draw(limits), severity)


@st.composite
def certificates(draw: st.DrawFn) -> Certificate:
    objective = draw(st.floats(allow_infinity=True, allow_nan=True))
    bound = draw(st.floats(max_value=objective) if np.isfinite(objective) else st.floats())
    status = draw(st.sampled_from(["optimal", "feasible", "infeasible", "time limit"]))
    return Certificate(status, objective, bound, draw(st.floats(0, 1e6)), draw(TEXT), draw(TEXT), draw(TEXT))


@st.composite
def rosters(draw: st.DrawFn, posts: tuple[str, ...] = ("", "a")) -> Roster:
    """Draw rosters of lines, or of rotations, and of duty as well or alone; of few draws, as cases hold several."""
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    shifts = tuple(Shift(name, int(random.integers(96)) / 4, int(random.integers(1, 97)) / 4) for name in names)
    kind, officers = draw(st.sampled_from(["lines", "rotation", "neither"])), draw(st.integers(0, 3))
    length = 7 * int(random.integers(1, 3))

    def worked(days: int) -> tuple[str, ...]:
        return tuple(str(name) for name in random.choice(["", *names], days))

    def post() -> str:
        return str(random.choice(posts))

    ids = [f"o{number}" for number in range(officers)]
    days = int(random.integers(1, 20))
    hours = length * 24
    needs: list[tuple[float, ...]] = [(), (2,) * hours, (0, 2.5) * (hours // 2)]
    return Roster(
        shifts,
        tuple(ShiftLine(worked(length), int(random.integers(1, 9)), post()) for _ in range(2))
        if kind == "lines"
        else (),
        tuple(CyclicLine(worked(length), (1, 2)[: length // 7], post()) for _ in range(2))
        if kind == "rotation"
        else (),
        datetime.date(2026, 3, 1 + int(random.integers(20))) if ids else None,
        {officer: worked(days) for officer in ids},
        needs[int(random.integers(3))],
        {},
        {officer: posts[-1] for officer in ids[:1] if posts[-1]},
        dict.fromkeys(ids, Contract(most_run=5, days_off=(3, 1), not_after={names[0]: (names[-1],)})),
        tuple(Request(officer, day, names[0]) for day, officer in enumerate(ids)),
        dict.fromkeys(ids, (7, 3)),
    )


@st.composite
def plans(draw: st.DrawFn, site_ids: tuple[str, ...], zone_ids: tuple[str, ...], name: str) -> Plan:
    chosen = draw(st.lists(st.sampled_from(site_ids), min_size=1, unique=True))
    posts = tuple(Post(site, draw(st.none() | IDS), draw(st.none() | POSITIVE)) for site in chosen)
    count = st.integers(0, 99)
    officers = draw(st.none() | st.tuples(*[count for _ in posts]))
    slots = draw(st.sampled_from([1, 168]))
    crews = draw(st.none() | st.tuples(*[st.lists(count, min_size=slots, max_size=slots).map(tuple) for _ in posts]))
    districts = draw(st.none() | st.fixed_dictionaries(dict.fromkeys(zone_ids, TEXT)))
    roster = draw(st.none() | rosters(("", chosen[0])))
    return Plan(
        posts,
        officers,
        crews,
        districts,
        roster,
        name,
        draw(TEXT),
        draw(st.none() | certificates()),
        tuple(draw(st.lists(TEXT, max_size=2))),
    )


@st.composite
def evaluations(draw: st.DrawFn, plan: str, problem: str) -> Evaluation:
    value = draw(st.floats())
    frame = pd.DataFrame(
        {"number": draw(st.tuples(st.floats(), st.floats())), "word": draw(st.tuples(TEXT, TEXT)), "count": [1, 2]},
        index=pd.Index(["r1", "r2"], name="row", dtype=object),
    )
    said = {
        "number": {"unit": draw(TEXT), "suppression": "derived"},
        "count": {"suppression": "count", "title": draw(TEXT)},
    }
    table = Table.from_frame("table", frame, said, of_places=draw(st.booleans()))
    measures = (Measure("one", value, draw(TEXT), "lower", (1.0, 2.0), draw(TEXT)), Measure("two", 2.0, "m"))
    return Evaluation(plan, "Judge", measures, ("posts",), draw(TEXT), problem, {"table": table})


@st.composite
def reports(draw: st.DrawFn) -> ReadReport:
    # Reasons are the words of whoever reads; details are cells, which a spreadsheet must not take for formulas.
    rows = draw(st.lists(st.tuples(st.sampled_from(["no place", "no time"]), TEXT), max_size=3))
    dropped = pd.DataFrame(rows, columns=["reason", "detail"], dtype=str) if rows else pd.DataFrame()
    kept = draw(st.integers(0, 9))
    reasons = {"no place": len(rows)} if rows else {}
    return ReadReport(draw(TEXT), kept + len(rows), kept, reasons, dropped, (draw(TEXT),), {"format": draw(TEXT)})


@st.composite
def cases(draw: st.DrawFn) -> Case:
    problem = draw(problems())
    heldout = replace(problem, demand=draw(demands(len(problem.city.zones), problem.severity.names)))
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    ids = (problem.city.site_ids, problem.city.zone_ids)
    return Case(
        draw(TEXT),
        problem,
        heldout,
        tuple(draw(plans(*ids, name)) for name in names),
        tuple(draw(evaluations(name, heldout.digest)) for name in names),
        names[0],
        names[-1],
        draw(st.none() | reports()),
        {"seed": 1, "options": {"p": [1, 2], "word": draw(TEXT)}},
    )


def incidents_of(rows: int, seed: int, zones: int = 5, days: int = 40) -> Incidents:
    """Return incidents many of which agree in time and place."""
    random = np.random.default_rng(seed)
    hours = random.integers(0, 24 * days, rows) if seed % 2 else random.integers(0, 3, rows)
    frame = pd.DataFrame(
        {
            "id": [f"i{k}" for k in range(rows)],
            "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(hours, unit="h"),
            "kind": random.choice(["theft", "assault", "arson"], rows),
            "severity": random.integers(0, 3, rows),
            "x": random.integers(0, 2, rows).astype(float),
            "y": random.integers(0, 2, rows).astype(float),
            "zone": random.integers(-1, zones, rows),
        }
    )
    start = pd.Timestamp("2024-01-01")
    return Incidents(frame, Severity.default(), zones, start, start + pd.Timedelta(days=days))


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """Return the strategies by name; test files cannot import each other."""
    return SimpleNamespace(
        cities=cities,
        problems=problems,
        plans=plans,
        cases=cases,
        rosters=rosters,
        certificates=certificates,
        evaluations=evaluations,
        reports=reports,
        incidents=incidents_of,
        text=TEXT,
        ids=IDS,
    )

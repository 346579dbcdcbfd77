"""What the browser works out while districts are painted is checked against figures that the library wrote."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from beatwright.core import Plan
from beatwright.core.criteria import criteria_of
from beatwright.evaluate import Tally
from beatwright.evaluate.division import Division
from beatwright.testing import small_problem

FILE = Path(__file__).parents[2] / "frontend/src/lib/bench/liveDistricts.golden.json"


def in_parts():
    """Return the small city without a column and two zones, so in three parts, of which a bridge joins two."""
    whole = small_problem()
    gone = {"z3", "z9", "z15", "z21", "z11", "z18"}
    kept = [zone not in gone for zone in whole.city.zone_ids]
    zones = whole.city.zones[kept].drop(columns="area_km2")
    city = replace(whole.city, zones=zones, travel=None, bridges=(("z2", "z4"), ("z12", "z24")))
    return replace(whole, city=city, demand=replace(whole.demand, rate=whole.demand.rate[:, kept]))


def moved_units(city, before, now):
    label, names = Plan(districts=now).zone_districts(city)
    return int(Division(label, names, *Plan(districts=before).zone_districts(city)).moved().sum())


def golden():
    """Return a city, districts to begin with, and what the library says after each of 40 strokes."""
    problem, random = in_parts(), np.random.default_rng(17)
    city = problem.city
    ids = city.zone_ids
    start = {zone: str(n) for zone, n in zip(ids, random.integers(0, 4, len(ids)).tolist(), strict=True) if n}
    tally, strokes = Tally(problem, start), []
    for _ in range(40):
        units = [ids[zone] for zone in random.integers(0, len(ids), random.integers(1, 6)).tolist()]
        to = [None, "1", "2", "3", "4", "11"][random.integers(0, 6)]
        tally.move(units, to)
        strokes.append(
            {
                "units": units,
                "to": to,
                "totals": tally.totals,
                "cut_off": {name: [list(p) for p in parts[1:]] for name, parts in tally.pieces.items() if parts[1:]},
                "unassigned": list(tally.unassigned),
                "moved": moved_units(city, start, tally.districts),
            }
        )
    amounts = criteria_of(problem, tally.criteria, "the test")
    return {
        "zones": list(ids),
        "edges": city.borders.edges.tolist(),
        "criteria": [{"name": name, "amounts": values.tolist()} for name, values in amounts.items()],
        "start": start,
        "strokes": strokes,
    }


def test_the_figures_that_the_browser_is_checked_against_are_those_of_the_library():
    assert json.loads(FILE.read_text()) == golden(), f"Write them anew: python {Path(__file__).name}"


if __name__ == "__main__":
    FILE.write_text(json.dumps(golden(), separators=(",", ":")) + "\n")

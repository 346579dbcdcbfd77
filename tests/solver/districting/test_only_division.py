"""One division only: k = n, one district, all locked, none movable. It is proven at once, without a search."""

import sys
from itertools import product

import numpy as np
import pytest

from beatwright.core import InfeasibleError
from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts

GRID = [[i, i + 1] for i in range(8) if i % 3 != 2] + [[i, i + 3] for i in range(6)]
LENGTHS = np.ones(len(GRID))
CALLS = np.random.default_rng(0).integers(1, 9, 9).astype(float)
ROWS = [0, 0, 0, 1, 1, 1, 2, 2, 2]

ONLY = {
    "as many as units": {"k": 9},
    "one": {"k": 1},
    "one, with a tolerance": {"k": 1, "tolerance": 0.1},
    "all locked": {"k": 3, "locked": ROWS},
    "none movable": {"k": 3, "present": ROWS, "max_moved": 0},
    "all locked, as today": {"k": 3, "locked": ROWS, "present": ROWS},
    "all closed": {"k": 3, "locked": ROWS, "closed": [0, 1, 2]},
    "all locked, inside parents": {"k": 3, "locked": ROWS, "parents": list("aaabbbccc")},
    "as many as units, with a lock": {"k": 9, "locked": [4, *[-1] * 8]},
    "a district a parent": {"k": 3, "parents": list("aaabbbccc")},
}


def grid(calls, **of_units):
    return MapUnits(GRID, LENGTHS, {"calls": calls}, **of_units)


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("rules", ONLY)
def test_the_only_division_is_proven_at_once(rules, unit, monkeypatch):
    if rules != "a district a parent":
        monkeypatch.setattr(sys.modules["beatwright.solver.districting.balanced_districts"], "search_and_polish", None)
    kept = dict(ONLY[rules])
    of_units = {name: kept.pop(name) for name in ("parents", "present") if name in kept}
    plan = balanced_districts(grid(CALLS * unit, **of_units), DistrictRules(**kept), iterations=100)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.gap == 0.0
    if ONLY[rules]["k"] == 3:
        assert plan.districts.tolist() == ROWS


def test_the_only_division_still_keeps_the_tolerance():
    with pytest.raises(InfeasibleError, match="'calls' is outside its limits"):
        balanced_districts(grid([3, 3, 3, *[2] * 6]), DistrictRules(3, locked=ROWS, tolerance=0.05))


def _in_one_piece(units):
    seen, todo = set(), [units[0]]
    while todo:
        unit = todo.pop()
        seen.add(unit)
        todo += [b if a == unit else a for a, b in GRID if unit in (a, b) and {a, b} <= set(units) - (seen - {unit})]
    return seen == set(units)


def _objective(districts, calls, k):
    load = np.bincount(districts, weights=calls, minlength=k)
    cut = np.mean([districts[a] != districts[b] for a, b in GRID])
    return load / load.mean(), cut


def _all_divisions(k):
    """Give every division of the grid into k contiguous districts, each once: numbered by the first unit."""
    for rest in product(range(k), repeat=8):
        districts = np.array([0, *rest])
        first = [int(np.argmax(districts == d)) for d in range(k)]
        if len(set(districts.tolist())) < k or first != sorted(first):
            continue
        if all(_in_one_piece(np.flatnonzero(districts == d).tolist()) for d in range(k)):
            yield districts


DIVISIONS = {k: list(_all_divisions(k)) for k in (2, 3)}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("k", DIVISIONS)
def test_no_division_of_a_tiny_map_is_wrongly_called_optimal(k, seed):
    """Every contiguous division is tried; the engine says optimal of none that another beats."""
    random = np.random.default_rng(seed)
    calls = random.integers(0, 9, 9) + (random.random(9) if seed % 2 else 0.0) + 0.5
    cut = float(random.choice([0.0, 0.1, 1.0]))
    weights = {"calls": 1.0, "cut": cut}
    plan = balanced_districts(
        grid(calls), DistrictRules(k), weights=weights, prove_seconds=60, iterations=2000, seed=seed
    )
    values = []
    for districts in DIVISIONS[k]:
        load, share = _objective(districts, calls, k)
        values.append(load.var() + cut * share)
    assert plan.certificate.bound <= min(values) * (1 + 1e-9) + 1e-12
    if plan.certificate.status == "optimal":
        assert plan.certificate.objective == pytest.approx(min(values), rel=1e-7, abs=1e-12)
    assert plan.certificate.status == "optimal"

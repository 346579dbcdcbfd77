"""Stations with capacities against enumeration, on tiny hostile cases: no calls, ties, no ways, costs in any unit."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from beatwright.core import Certificate
from beatwright.solver import SolverError
from beatwright.solver.stations.capacitated_stations import staffed_stations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.extensive_form import extensive_form
from beatwright.solver.stations.officer_benders import best_split
from beatwright.solver.stations.station_lagrangian import CallPrices
from beatwright.solver.stations.station_model import StationModel
from beatwright.solver.stations.station_size import StationSize
from beatwright.solver.stations.verify_stations import true_outcome
from beatwright.solver.time_limit import SearchClock

SEEDS = range(30)


def _model(seed):
    random = np.random.default_rng(seed)
    sites, zones, classes, slots = (int(random.integers(low, high)) for low, high in ((2, 5), (1, 4), (1, 3), (1, 3)))
    money = 10.0 ** random.choice([-9, -6, -3, 0, 0, 3, 6, 9])
    metres = random.integers(0, 5, (sites, zones)) * 500.0
    if random.random() < 0.2:
        metres[random.random((sites, zones)) < 0.2] = np.inf
    minutes = metres / 400.0
    calls = random.integers(0, 3, (slots, zones, classes)) * 10.0 ** random.choice([-3, 0, 0, 1])
    large = StationSize("large", 1000.0, 1, least=int(random.integers(0, 2)))
    sizes = (large,) if random.random() < 0.5 or sites < 3 else (large, StationSize("small", 500.0, 1, most=2))
    officers = int(random.integers(1, 5)) if len(sizes) == 1 else int(random.integers(2, 4))
    base = StationModel(
        metres, calls, random.random(slots) + 0.1, random.integers(1, 3, classes) * 1.0,
        random.integers(0, 4, classes) * money, money * random.choice([0.0, 1e-3]), sizes, officers,
    )  # fmt: skip
    service, waiting = random.integers(0, 60, classes) * 1.0, random.integers(0, 9, classes) * money
    return CapacityModel(base, minutes, service, waiting, 60.0, float(random.choice([0.5, 1.0])))


def _second_stage(model, columns, officers, calls):
    """Return what a slot costs, by another solver: one column per client and station, and one for waiting."""
    base, busy = model.base, np.flatnonzero(calls > 0)
    if busy.size == 0:
        return 0.0
    cost = np.column_stack([base.call_cost[busy][:, columns], model.wait_cost[busy]])
    effort = model.effort[busy][:, base.site_of(columns)]
    n, k = cost.shape
    room = np.zeros((k - 1, n * k))
    for j in range(k - 1):
        room[j, j::k] = effort[:, j]
    unit = float(cost[np.isfinite(cost)].max()) or 1.0
    answer = linprog(
        np.where(np.isfinite(cost), cost / unit, 0.0).ravel(), A_ub=room, b_ub=officers * model.per_officer,
        A_eq=np.kron(np.eye(n), np.ones(k)), b_eq=calls[busy],
        bounds=[(0, None if np.isfinite(one) else 0) for one in cost.ravel()],
    )  # fmt: skip
    return float(answer.fun) * unit


def _best(model):
    base, total = model.base, model.officers
    least = np.inf
    for chosen in combinations(range(base.columns), base.stations):
        columns = np.array(chosen)
        if not base.modes.allows(columns):
            continue
        size = base.size_of(columns)
        for officers in product(range(total + 1), repeat=columns.size):
            within = (model.least[size] <= officers).all() and (model.most[size] >= officers).all()
            if sum(officers) == total and within:
                each = [_second_stage(model, columns, np.array(officers), calls) for calls in model.calls]
                least = min(least, float(base.weight @ each))
    return least


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", [staffed_stations, extensive_form])
def test_stations_equal_brute_force(engine, seed):
    model = _model(seed)
    best, found = _best(model), engine(model)
    seen, size = found.outcome, model.base.size_of(found.columns)
    each = [_second_stage(model, found.columns, found.officers, calls) for calls in model.calls]
    scale = float(model.base.weight @ model.calls @ model.wait_cost)
    assert model.base.modes.allows(found.columns)
    assert found.officers.sum() == model.officers
    assert (model.least[size] <= found.officers).all()
    assert (found.officers <= model.most[size]).all()
    assert seen.objective == pytest.approx(float(model.base.weight @ each), rel=1e-6, abs=1e-9 * scale)
    assert 0 <= seen.bound <= best + 2e-6 * abs(best) + 1e-9 * scale
    if seen.status == "optimal":
        assert seen.objective <= best + 2e-6 * abs(best) + 1e-9 * scale


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_hold_where_waiting_is_far_dearer_than_serving(seed):
    model = _model(seed)
    dear = replace(model, waiting=1e9 * (model.waiting + model.base.penalty), slot_minutes=600.0)
    ours, whole = staffed_stations(dear).outcome, extensive_form(dear).outcome
    assert ours.bound <= whole.objective * (1 + 1e-9)
    assert whole.bound <= ours.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_calls_that_take_no_time_need_no_officer(seed):
    model = _model(seed)
    sizes = tuple(replace(size, least=0) for size in model.base.sizes)
    service = model.service_minutes * (np.arange(model.service_minutes.size) > 0)
    idle = replace(model, base=replace(model.base, sizes=sizes, officers=0), service_minutes=service)
    columns = next(c for c in combinations(range(idle.base.columns), idle.base.stations) if _is_set(idle, c))
    prices = CallPrices(idle, best_split(idle, np.array(columns)), SearchClock())
    random, best = np.random.default_rng(seed), _best(idle)
    scale = float(idle.base.weight @ idle.calls @ idle.wait_cost)
    for share in (random.random(prices.price.shape), random.random(prices.price.shape) < 0.5):
        prices.price = idle.wait_cost * share
        assert prices.returns().bound <= best * (1 + 1e-9) + 1e-12 * scale


def _is_set(model, columns):
    return model.base.modes.allows(np.array(columns))


def test_a_station_without_officers_takes_calls_that_take_no_time():
    # At site 0 zone 0 is served without any officer; the others would save more, but there is nobody to send.
    metres = np.array([[0.0, 900.0, 900.0], [900.0, 300.0, 300.0]])
    one = StationSize("post", 1000.0, 1)
    base = StationModel(metres, np.ones((1, 3, 1)), [1.0], [1.0], [5.0], 1e-3, (one,), officers=0)
    model = CapacityModel(base, metres / 300.0, [0.0], [5.0], 60.0)
    found = staffed_stations(model)
    assert found.columns.tolist() == [0]
    assert (found.outcome.status, found.outcome.objective) == ("optimal", pytest.approx(10.0))


def test_sizes_that_nobody_asks_for_may_need_more_officers_than_there_are():
    model = next(m for m in map(_model, SEEDS) if m.base.sites > 2)
    unwanted = StationSize("huge", 500.0, 0, least=100)
    more = replace(model, base=replace(model.base, sizes=(*model.base.sizes, unwanted), kept=(1,)))
    kept = replace(model, base=replace(model.base, kept=(1,)))
    assert staffed_stations(more).outcome.objective == pytest.approx(staffed_stations(kept).outcome.objective, rel=1e-6)


@pytest.mark.parametrize("rare", [1e-9, 1e-6, 1e-4])
def test_costs_of_a_rare_slot_are_proven_as_those_of_any_other(rare):
    # Calls come in one slot only. There is but one plan: its bound is its cost.
    one = StationSize("post", 1000.0, 1)
    base = StationModel([[800.0]], [[[1.0]], [[0.0]]], [rare, 1.0], [1.0], [0.0], 1e-3, (one,), officers=2)
    found = staffed_stations(CapacityModel(base, [[2.0]], [5.0], [1000.0], 5.0, 0.9)).outcome
    assert (found.status, found.gap) == ("optimal", pytest.approx(0.0, abs=1e-6))


@pytest.mark.parametrize(
    ("change", "word"),
    [({"officers": -1}, "officers instead of"), ({"columns": 0}, "of each size")],
)
def test_stations_that_break_a_rule_never_leave(change, word):
    model = _model(0)
    found = staffed_stations(model)
    officers = found.officers + change.get("officers", 0)
    columns = found.columns if "officers" in change else found.columns[:0]
    with pytest.raises(SolverError, match=word):
        true_outcome(model, columns, officers[: columns.size], seen=found.outcome, gap=0.0)


def test_a_claim_that_the_bound_does_not_hold_up_is_taken_back():
    model = next(m for m in map(_model, SEEDS) if staffed_stations(m).outcome.objective > 0)
    found = staffed_stations(model)
    boast = replace(found.outcome, bound=0.5 * found.outcome.objective, status="optimal")
    assert isinstance(boast, Certificate)
    assert true_outcome(model, found.columns, found.officers, seen=boast, gap=0.0).status == "feasible"

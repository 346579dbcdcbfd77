"""Stations with capacities: equal to the extensive form, bounds that hold, and the values of stochastic programming."""

import importlib
import signal
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from beatwright.core import ParameterError
from beatwright.solver.stations import (
    CapacityModel,
    capacitated_values,
    expected_cost,
    extensive_form,
    staffed_stations,
)
from beatwright.solver.stations.enumeration import count_sets
from beatwright.solver.stations.officer_benders import best_split
from beatwright.solver.stations.officer_prices import Prices
from beatwright.solver.stations.open_sets import OpenSets
from beatwright.solver.stations.recourse import _program, priced_value, recourse
from beatwright.solver.stations.sets_under import lowest_sets, sets_under
from beatwright.solver.stations.slot_recourse import slot_recourse
from beatwright.solver.stations.station_lagrangian import CallPrices
from beatwright.solver.time_limit import SearchClock

FEW = settings(max_examples=12, deadline=None, derandomize=True)
CLOSE = 3e-6


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("large", [0, 1, 2])
def test_equals_the_extensive_form(staffing, seed, large):
    model = staffing(seed, large=large)
    ours, whole = staffed_stations(model), extensive_form(model)
    assert ours.outcome.status == whole.outcome.status == "optimal"
    assert ours.outcome.objective == pytest.approx(whole.outcome.objective, rel=CLOSE)
    assert ours.outcome.bound <= whole.outcome.objective * (1 + 1e-9)
    assert expected_cost(model, ours) == pytest.approx(ours.outcome.objective, rel=1e-9)
    assert ours.officers.sum() == model.officers


@FEW
@given(st.integers(0, 10_000))
def test_values_keep_their_inequalities(staffing, seed):
    model = staffing(seed)
    values = capacitated_values(model, staffed_stations(model))
    slack = CLOSE * abs(values.rp)
    assert values.ws <= values.rp + slack
    assert values.rp <= values.eev + slack
    assert values.vss >= -slack
    assert values.evpi >= -slack
    assert values.ev <= values.eev + slack
    low, high = values.vss_interval
    assert low <= high + slack
    assert values.evpi_interval[0] <= values.evpi_interval[1] + slack
    assert values.ws_bound <= values.ws + slack


@FEW
@given(st.integers(0, 10_000))
def test_recourse_equals_scipy_and_prices_bound_it(staffing, seed):
    model = staffing(seed, slots=2)
    columns, officers = np.array([1, 2 + 5]), np.array([model.officers - 4, 4])
    found = recourse(model, columns, officers)
    room = officers * model.per_officer
    for slot, calls in enumerate(model.calls):
        cost = np.c_[model.base.call_cost[:, columns], model.wait_cost]
        effort = np.c_[model.effort[:, columns % 5], np.zeros(len(calls))]
        n = len(calls)
        serve = np.kron(np.eye(n), np.ones(3))
        use = np.stack([(np.tile(np.arange(3), n) == j) * effort.ravel() for j in range(2)])
        exact = linprog(cost.ravel(), A_ub=use, b_ub=room, A_eq=serve, b_eq=calls, method="highs")
        assert found.cost[slot] == pytest.approx(exact.fun, rel=1e-7, abs=1e-6)
    dual = priced_value(model, columns, found.price) - found.price @ room
    np.testing.assert_allclose(dual, found.cost, rtol=1e-6)
    other = np.random.default_rng(seed).random(found.price.shape) * 100
    assert (priced_value(model, columns, other) - other @ room <= found.cost * (1 + 1e-9) + 1e-6).all()


@FEW
@given(st.integers(0, 10_000))
def test_best_officers_equal_every_split(staffing, seed):
    model = staffing(seed, slots=2)
    columns = np.array([0, 3 + 5])
    split = best_split(model, columns)
    costs = [
        float(model.base.weight @ recourse(model, columns, np.array([model.officers - small, small])).cost)
        for small in range(1, 7)
    ]
    assert split.cost == pytest.approx(min(costs), rel=1e-6)
    assert split.bound <= min(costs) * (1 + 1e-9)


@FEW
@given(st.integers(0, 10_000), st.integers(0, 2))
def test_prices_of_calls_bound_every_plan(staffing, seed, large):
    model = staffing(seed, large=large)
    best = extensive_form(model).outcome.objective
    prices = CallPrices(model, best_split(model, every_set(model)[seed % count_sets(model.base)]), SearchClock())
    found = [prices.best, *(prices.climb(best) for _ in range(20))]
    assert max(one.bound for one in found) == prices.best.bound <= best * (1 + 1e-9)
    prices.price = prices.model.wait_cost * np.random.default_rng(seed).random(prices.price.shape)
    assert prices.returns().bound <= best * (1 + 1e-9)


def test_prices_of_calls_reach_the_linear_relaxation(staffing):
    model = staffing(2, zones=12, sites=8, slots=4, large=2)
    best = extensive_form(model).outcome.objective
    prices = CallPrices(model, best_split(model, every_set(model)[0]), SearchClock())
    start = prices.best.bound
    for _ in range(300):
        prices.climb(best)
    assert start < 0.99 * best < prices.best.bound <= best * (1 + 1e-9)


def test_room_for_everybody_is_the_uncapacitated_plan(staffing, stations):
    model = staffing(3, minutes=1e9)
    waiting = replace(model, waiting=np.full(3, 1e9))
    columns = staffed_stations(waiting).columns
    assert waiting.base.cost_of(columns) == pytest.approx(staffed_stations(waiting).outcome.objective, rel=1e-6)


def test_more_officers_never_cost_more(staffing):
    costs = [staffed_stations(staffing(5, officers=n, minutes=300.0)).outcome.objective for n in (6, 9, 12)]
    assert costs == sorted(costs, reverse=True)


def test_zones_without_a_way_wait(staffing):
    model = staffing(6)
    metres, minutes = model.base.metres.copy(), model.minutes.copy()
    metres[:, 0] = minutes[:, 0] = np.inf
    cut = replace(model, base=replace(model.base, metres=metres), minutes=minutes)
    ours, whole = staffed_stations(cut), extensive_form(cut)
    assert ours.outcome.objective == pytest.approx(whole.outcome.objective, rel=CLOSE)


def test_time_limit_and_gap_are_kept(staffing):
    model = staffing(7, zones=200, sites=40, slots=20, large=2, officers=60, minutes=400.0)
    staffed_stations(staffing(0))
    began = time.perf_counter()
    rough = staffed_stations(model, gap=0.05)
    assert rough.outcome.bound >= 0.95 * rough.outcome.objective
    assert rough.outcome.status == "optimal"
    short = staffed_stations(model, seconds=0.5)
    assert time.perf_counter() - began < 60
    assert short.outcome.status in ("time limit", "optimal")
    assert short.outcome.bound <= rough.outcome.objective * (1 + 1e-9)


def test_interrupt_leaves_the_best_so_far(staffing, monkeypatch):
    from beatwright.solver.stations import capacitated_stations as capacitated

    model = staffing(1)
    attempt = capacitated._Search.attempt

    def first_then_stop(self, columns, **options):
        attempt(self, columns, **options)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(capacitated._Search, "attempt", first_then_stop)
    answer = staffed_stations(model)
    assert answer.columns.size == 2
    assert answer.outcome.status == "feasible"
    assert "interrupted" in answer.outcome.message
    assert answer.outcome.bound <= extensive_form(model).outcome.objective * (1 + 1e-9)


def test_wrong_arguments(staffing):
    model = staffing(0)
    with pytest.raises(ParameterError, match="availability"):
        replace(model, availability=0.0)
    with pytest.raises(ParameterError) as caught:
        CapacityModel(replace(model.base, officers=None), np.ones((2, 2)), [1.0], [-1.0], 0.0)
    assert str(caught.value).count("\n  - ") >= 5


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"metres": "far"}, "'metres' .* array of numbers"),
        ({"calls": [[1.0], [1.0, 2.0]]}, "'calls' .* array of numbers"),
        ({"sizes": 5}, "list of tables"),
        ({"kept": (0.5,)}, "'kept' .* whole numbers"),
        ({"kept": 3}, "'kept' .* whole numbers"),
    ],
)
def test_what_is_no_array_or_list_is_told(staffing, change, word):
    with pytest.raises(ParameterError, match=word):
        replace(staffing(0).base, **change)


def test_a_way_in_metres_needs_its_minutes(staffing):
    model = staffing(0)
    minutes = model.minutes.copy()
    minutes[0, 0] = np.inf  # such calls would take nobody's time
    with pytest.raises(ParameterError, match=r"'minutes' .* finite where the 'metres'"):
        replace(model, minutes=minutes)


def every_set(model):
    columns, _ = sets_under(model.base, np.zeros(model.base.columns), np.inf, 1_000_000)
    return np.unique(columns, axis=0)


@pytest.mark.parametrize("seed", range(4))
def test_prices_learnt_at_one_set_bound_every_other(staffing, seed):
    model = staffing(seed, large=1 + seed % 2)
    columns = every_set(model)
    assert len(columns) == count_sets(model.base)
    left = OpenSets(model, columns, np.zeros(len(columns)))
    splits = [best_split(model, columns) for columns in left.columns]
    costs = np.array([split.cost for split in splits])
    for place, split in enumerate(splits[::3]):
        left.price(Prices(model, split), SearchClock())
        assert left.bounds[3 * place] == pytest.approx(split.cost, rel=1e-2)  # officers are whole, prices are not
        assert (left.bounds <= costs * (1 + 1e-9)).all()


@FEW
@given(st.integers(0, 10_000))
def test_sets_under_a_target_are_all_there_is(stations, seed):
    random = np.random.default_rng(seed)
    large = int(random.integers(0, 3))
    kept = tuple(range(int(random.integers(0, min(large, 2) + 2))))
    model = replace(stations(seed, 8, 6, large=large), kept=kept)
    cost = random.normal(size=model.columns)
    columns, sums = sets_under(model, cost, np.inf, 10_000)
    known = {tuple(one): float(cost[one].sum()) for one in columns}
    assert len(known) == len(columns)
    free, _ = sets_under(replace(model, kept=()), cost, np.inf, 10_000)
    assert len(free) == count_sets(model)
    assert set(known) == {tuple(one) for one in free if set(kept) <= set(model.site_of(one).tolist())}
    np.testing.assert_allclose(sums, [known[tuple(one)] for one in columns])
    for size in range(len(model.sizes)):
        assert ((model.size_of(columns) == size).sum(axis=1) == model.sizes[size].count).all()
    target = float(np.median(sums))
    under, _ = sets_under(model, cost, target, 10_000)
    assert {tuple(one) for one in under} == {one for one, total in known.items() if total < target}
    assert sets_under(model, cost, np.inf, len(columns) - 1) is None
    above, _ = sets_under(model, cost, np.inf, 10_000, target)
    assert {tuple(one) for one in above} == {one for one, total in known.items() if total >= target}
    few, _, rest = lowest_sets(
        model, cost, sums.max() + 1.0 if seed % 2 else target, 3, floor=-np.inf, clock=SearchClock()
    )
    assert len(few) <= 3
    assert all(total >= rest - 1e-9 for one, total in known.items() if one not in {tuple(one) for one in few})


@FEW
@given(st.integers(0, 10_000))
def test_a_slot_of_any_kind_is_solved(seed):
    random = np.random.default_rng(seed)
    clients, stations = int(random.integers(1, 30)), int(random.integers(1, 8))
    cost = random.gamma(1.0, 10.0, (clients, stations)) * 10.0 ** random.integers(-3, 4)
    cost[random.random(cost.shape) < 0.2] = np.inf
    effort = random.gamma(1.0, 10.0, (clients, stations)) * (random.random((clients, stations)) < 0.9)
    calls = random.poisson(2.0, clients).astype(float)
    wait = random.gamma(2.0, 10.0, clients) * (random.random(clients) < 0.9)
    room = random.gamma(1.0, 30.0, stations) * (random.random(stations) < 0.8)
    assume(bool((calls[:, None] * (cost < wait[:, None])).any()))
    found = slot_recourse(calls, cost, effort, wait, room)
    exact = _program(calls, cost, effort, wait, room)
    assert found is not None
    assert exact is not None
    assert found[0] == pytest.approx(exact[0], rel=1e-7, abs=1e-9)
    assert (found[1] >= 0).all()


@FEW
@given(st.integers(0, 10_000), st.integers(2, 11))
def test_a_slot_is_solved_to_its_own_cost_however_dear_waiting_is(seed, power):
    random = np.random.default_rng(seed)
    clients, stations = int(random.integers(3, 60)), int(random.integers(1, 7))
    cost, effort = random.gamma(1.0, 10.0, (2, clients, stations))
    calls, wait = random.poisson(2.0, clients).astype(float), np.full(clients, 10.0**power)
    load = np.bincount(cost.argmin(axis=1), weights=calls * effort[np.arange(clients), cost.argmin(axis=1)])
    room = np.resize(load, stations) * random.uniform(0.7, 1.6, stations) + 1e-3
    value, price = slot_recourse(calls, cost, effort, wait, room)
    bound = calls @ np.minimum((cost + price * effort).min(axis=1), wait) - price @ room
    assert bound <= value * (1 + 1e-9)
    assert value <= bound * (1 + 1e-8) + 1e-9


def test_a_slot_that_rounding_spoils_is_left_to_the_general_solver(staffing, monkeypatch):
    module = importlib.import_module("beatwright.solver.stations.recourse")
    model = staffing(4)
    columns, officers = np.array([1, 2 + 5]), np.array([model.officers - 4, 4])
    expected = recourse(model, columns, officers)
    monkeypatch.setattr(module, "slot_recourse", lambda *_: None)
    np.testing.assert_allclose(recourse(model, columns, officers).cost, expected.cost, rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_sets_are_gone_through_in_parts(staffing, monkeypatch, seed):
    module = importlib.import_module("beatwright.solver.stations.capacitated_stations")
    model = staffing(seed, zones=20, sites=8, large=2)
    whole = staffed_stations(model)
    monkeypatch.setattr(module, "_MOST_WORK", 0.0)
    monkeypatch.setattr(module, "_FEWEST", 3)
    parts = staffed_stations(model)
    assert parts.outcome.status == whole.outcome.status == "optimal"
    assert parts.outcome.objective == pytest.approx(whole.outcome.objective, rel=CLOSE)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8, 24))
def test_more_small_cases_equal_the_extensive_form(staffing, seed):
    model = staffing(seed, zones=5 + seed % 7, sites=4 + seed % 5, slots=1 + seed % 4, large=seed % 4)
    ours, whole = staffed_stations(model), extensive_form(model)
    assert ours.outcome.status == whole.outcome.status == "optimal"
    assert ours.outcome.objective == pytest.approx(whole.outcome.objective, rel=CLOSE)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_60_candidates_300_nodes_50_slots(staffing, seed):
    model = staffing(seed, zones=300, sites=60, slots=50, large=2, officers=281, minutes=240.0)
    answer = staffed_stations(model)
    assert answer.outcome.status == "optimal"
    assert answer.outcome.gap <= 1e-6


@pytest.mark.slow
def test_five_stations_among_60_candidates(staffing):
    model = staffing(0, zones=300, sites=60, slots=50, large=4, officers=281, minutes=240.0)
    answer = staffed_stations(model, gap=0.005)
    assert answer.outcome.status == "optimal"
    assert answer.outcome.bound >= 0.995 * answer.outcome.objective

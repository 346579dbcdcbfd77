"""Stations with capacities: equal to the extensive form, bounds that hold, and the values of stochastic programming."""

import signal
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from beatwright.base.effort import Effort
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
from beatwright.solver.stations.officer_prices import Prices, client_costs, opening_costs, priced_bound, prices_at
from beatwright.solver.stations.open_sets import OpenSets, sets_below
from beatwright.solver.stations.recourse import priced_value, recourse
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
@given(st.integers(0, 10_000))
def test_priced_bound_holds_at_any_prices(staffing, seed):
    model = staffing(seed)
    best = extensive_form(model).outcome.objective
    prices = Prices(model)
    random = np.random.default_rng(seed)
    prices.minute = random.gamma(1.0, 50.0, prices.minute.shape) * (random.random(prices.minute.shape) < 0.5)
    prices.officer = float(random.gamma(1.0, 500.0))
    assert priced_bound(model, prices, asked=Effort(), clock=SearchClock()).bound <= best * (1 + 1e-9)


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


@pytest.mark.parametrize("seed", range(4))
def test_prices_learnt_at_one_set_bound_every_other(staffing, seed):
    model = staffing(seed, large=1 + seed % 2)
    every = OpenSets(*sets_below(model, Prices(model), np.inf, SearchClock()))
    assert len(every) == count_sets(model.base)
    splits = [best_split(model, columns) for columns in every.columns]
    costs = np.array([split.cost for split in splits])
    loose = every.bounds
    for split in splits[::3]:
        for prices in prices_at(model, split):
            every.price(model, prices)
            chosen = every.columns[0]
            cost, weight = client_costs(model, prices)
            alone = weight @ cost[:, chosen].min(axis=1) + opening_costs(model, prices)[chosen].sum()
            assert every.bounds[0] >= (alone - prices.officer * model.officers) * (1 - 1e-12)
    assert (every.bounds <= costs * (1 + 1e-9)).all()
    assert (every.bounds > loose * (1 + 1e-9)).any()


@pytest.mark.slow
def test_60_candidates_300_nodes_50_slots(staffing):
    model = staffing(0, zones=300, sites=60, slots=50, large=2, officers=281, minutes=240.0)
    answer = staffed_stations(model, gap=0.01)
    assert answer.outcome.status == "optimal"
    assert answer.outcome.bound >= 0.99 * answer.outcome.objective

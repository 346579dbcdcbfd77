"""Capacities that demands must fill exactly: a plan, a proof that there is none, or an end, and never an overload."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from beatwright.solver import InfeasibleError, Milp, capacitated_p_median, solve_milp
from beatwright.solver.location.capacitated import capacity_columns
from beatwright.solver.location.capacitated import capacity_program as program_module
from beatwright.solver.location.capacitated.capacity_case import CapacityCase
from beatwright.solver.location.capacitated.capacity_columns import by_columns
from beatwright.solver.location.capacitated.capacity_fill import filled_plan
from beatwright.solver.location.capacitated.capacity_program import by_program
from beatwright.solver.location.capacitated.capacity_subsets import HalfSums
from beatwright.solver.time_limit import SearchClock

UNITS = [1e-9, 1e-8, 1e-3, 1.0, 1e6, 1e9]
NO_SITES = np.empty(0, dtype=np.int64)


def _fits(plan, need, room):
    """Whether loads, summed in fractions, are within the rooms but for one part in a thousand million."""
    loads = [Fraction(0)] * len(room)
    for site, one in zip(plan.assignment.tolist(), need.tolist(), strict=True):
        loads[site] += Fraction(one)
    most = [Fraction(one) * (1 + Fraction(2, 10**9)) for one in room.tolist()]
    return all(load <= bound for load, bound in zip(loads, most, strict=True))


def _halves(need):
    """Whether some of the numbers make half of their sum but for one part in a thousand million: all sums tried."""
    sums = np.zeros(1)
    for one in need:
        sums = np.concatenate([sums, sums + one])
    half = need.sum() / 2
    return bool((np.abs(sums - half) <= 1e-9 * half).any())


def _needs(kind, seed, n):
    random = np.random.default_rng(seed)
    needs = {
        "whole": random.integers(1, 10, n) * 1.0,
        "large whole": random.integers(1, 10**6, n) * 1.0,
        "tenths": random.integers(1, 10, n) / 10,
        "thousandths": random.random(n).round(3),
        "any": random.random(n),
        "one large": np.append(random.random(n - 1), n),
        "paired": np.repeat(random.random(n // 2), 2),
        "skewed": random.pareto(1.0, n),
    }
    return needs[kind]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "kind", ["whole", "large whole", "tenths", "thousandths", "any", "one large", "paired", "skewed"]
)
def test_exactly_half_is_decided_and_agrees_with_all_sums(kind, unit):
    need = _needs(kind, 5, 14) * unit
    cost = np.random.default_rng(1).random((len(need), 3))
    room = np.full(3, 0.5 * need.sum())
    if not _halves(need):
        with pytest.raises(InfeasibleError):
            capacitated_p_median(cost, 2, room, demand=need)
        return
    plan = capacitated_p_median(cost, 2, room, demand=need)
    assert plan.certificate.status == "optimal"
    assert _fits(plan, need, room)


def _least_of_halves(cost, need, room):
    """Return the least cost of two sites, each subset of the clients at the first one."""
    n, m = cost.shape
    subsets = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    load = subsets @ need
    fits = (load <= room * (1 + 1e-9)) & (need.sum() - load <= room * (1 + 1e-9))
    values = [
        (subsets[fits] @ (cost[:, a] - cost[:, b]) + cost[:, b].sum()).min() for a, b in combinations(range(m), 2)
    ]
    return min(values)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("slack", [1.0, 1.0001, 1.01])
def test_the_best_of_equal_sums_is_the_best_of_all(slack, unit):
    need, cost = _needs("whole", 2, 12), np.random.default_rng(2).random((12, 4))
    need[0] += need.sum() % 2
    room = slack * need.sum() / 2
    plan = capacitated_p_median(cost, 2, room * unit, weight=np.ones(12), demand=need * unit)
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(_least_of_halves(cost, need, room), rel=1e-6)


@pytest.mark.parametrize("p", [3, 4])
def test_twenty_four_clients_and_rooms_full_to_the_brim_end(p):
    need, cost = _needs("any", 3, 24), np.random.default_rng(3).random((24, 6))
    with pytest.raises(InfeasibleError):  # 24 random numbers have no parts of equal sums to nine digits
        capacitated_p_median(cost, p, need.sum() / p * (1 + 1e-12), demand=need)


def test_the_trap_that_hides_one_plan_is_found():
    random = np.random.default_rng(4)
    first = random.random(12)
    second = random.random(12)
    need = np.concatenate([first, second * first.sum() / second.sum()])
    plan = capacitated_p_median(random.random((24, 5)), 2, 0.5 * need.sum(), demand=need)
    assert plan.certificate.status == "optimal"
    sides = [set(np.flatnonzero(plan.assignment == site)) for site in plan.sites]
    assert set(range(12)) in sides


def test_clients_without_demand_go_where_it_is_cheapest_beside_full_rooms():
    need = np.array([0.0, 0.3, 0.0, 0.3, 0.2, 0.4])
    cost = np.array([[5.0, 1, 9], [1, 2, 9], [1, 5, 9], [1, 2, 9], [3, 1, 9], [3, 1, 9]])
    plan = capacitated_p_median(cost, 2, 0.6, weight=np.ones(6), demand=need)
    assert plan.assignment.tolist() == [1, 0, 0, 0, 1, 1]
    assert plan.certificate.objective == 6.0


def test_more_demand_than_room_is_told_at_once():
    with pytest.raises(InfeasibleError, match=r"it is 3, and the 2 largest of them hold 2\.5"):
        capacitated_p_median(np.ones((3, 3)), 2, [1.0, 1.5, 1.0], demand=np.ones(3))


def test_many_clients_end_with_a_plan_and_a_bound(monkeypatch):
    monkeypatch.setattr(program_module, "EFFORT", 1)
    monkeypatch.setattr(program_module, "_FEWEST", 1)
    monkeypatch.setattr(capacitated_p_median.__module__ + ".few_enough", lambda _: False)
    need, cost = _needs("any", 1, 60), np.random.default_rng(1).random((60, 4))
    plan = capacitated_p_median(cost, 2, 0.5 * need.sum(), demand=need, weight=np.ones(60))
    assert plan.certificate.status == "feasible"
    assert 0 < plan.certificate.bound <= plan.certificate.objective
    assert _fits(plan, need, np.full(4, 0.5 * need.sum()))


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_that_fills_one_site_after_another_keeps_the_rooms(seed):
    random = np.random.default_rng(seed)
    n, m, p = 40, 6, int(random.integers(2, 5))
    need = random.integers(1, 20, n) * 1.0
    room = np.full(m, math.ceil(need.sum() / p) * 1.0)
    case = CapacityCase(random.random((n, m)), p, np.ones(n), need, room, NO_SITES, NO_SITES)
    plan = filled_plan(case, np.arange(p), SearchClock())
    assert plan is not None
    assert case.overloaded(plan).size == 0


def test_a_sum_that_rounding_lets_through_is_cut_off():
    """HiGHS takes loads that are too large by less than its tolerance."""
    need = np.array([0.5, 0.5 + 3e-9, 0.3, 0.3, 0.3])
    cost = np.array([[0.0, 9], [0, 9], [5, 1], [5, 1], [5, 1]])
    case = CapacityCase(cost, 2, np.ones(5), need, np.array([1.0, 1.4]), NO_SITES, NO_SITES)
    plan = by_program(case, None, SearchClock(), 0.0, 0)
    assert case.overloaded(plan.assignment).size == 0
    assert plan.certificate.objective == 12.0


@pytest.mark.parametrize("n", [0, 1, 2, 7, 12])
def test_half_sums_find_every_subset(n):
    numbers = np.random.default_rng(n).random(n)
    subsets = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(bool)
    low, high = 0.2 * numbers.sum(), 0.4 * numbers.sum()
    wanted = {tuple(row) for row in subsets if low <= math.fsum(numbers[row]) <= high}
    sums = HalfSums(numbers)
    assert {tuple(row) for row in sums.between(low, high)} == wanted
    assert sums.count(low, high) == len(wanted)


def test_nodes_end_an_integer_program():
    random = np.random.default_rng(0)
    weights = random.integers(10**5, 10**6, (4, 40)).astype(float)
    program = Milp(-np.ones(40), weights, -np.inf, weights.sum(axis=1) / 2.5, col_upper=1, integer=True)
    answer = solve_milp(program, nodes=1)
    assert answer.certificate.status in ("feasible", "optimal")


@pytest.mark.parametrize(("most", "stop"), [(5, False), (20_000, True)], ids=["too many", "stopped"])
def test_sets_are_counted_no_further_than_needed(monkeypatch, most, stop):
    """The sets of each room take half a second to count where clients are forty."""
    random, counted, real = np.random.default_rng(0), [], HalfSums.count
    need = random.random(16) * 10
    case = CapacityCase(
        random.random((16, 16)), 2, np.ones(16), need, need.sum() * random.uniform(0.51, 0.6, 16), NO_SITES, NO_SITES
    )
    monkeypatch.setattr(capacity_columns, "_MOST", most)
    monkeypatch.setattr(HalfSums, "count", lambda *given: counted.append(given) or real(*given))
    assert by_columns(case, SearchClock(stop=lambda: stop), 0.0, 0) is None
    assert len(counted) == 1

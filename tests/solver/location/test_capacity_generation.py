"""The capacitated p-median by columns and cuts: its parts against slow twins, its answers against the compact model."""

from itertools import combinations

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.solver import capacitated_p_median
from beatwright.solver.location.capacitated import capacity_generation
from beatwright.solver.location.capacitated.capacity_case import CapacityCase
from beatwright.solver.location.capacitated.capacity_cuts import subset_row_cuts
from beatwright.solver.location.capacitated.capacity_exchange import improved_plan
from beatwright.solver.location.capacitated.capacity_fill import filled_plan
from beatwright.solver.location.capacitated.capacity_generation import SetGeneration
from beatwright.solver.location.capacitated.capacity_kicks import kicked_plan
from beatwright.solver.location.capacitated.capacity_knapsacks import cost_scale, site_knapsacks, site_values
from beatwright.solver.location.capacitated.capacity_prices import price_climb
from beatwright.solver.location.capacitated.capacity_program import by_program
from beatwright.solver.location.capacitated.capacity_sets import FoundSets, search_sets
from beatwright.solver.location.capacitated.dual_prices import Duals, between, feasible_duals, with_cuts
from beatwright.solver.time_limit import SearchClock

NONE = np.empty(0, dtype=np.int64)
CLIENTS = 9  # of the small cases: every set of them is tried
SUBSETS = ((np.arange(2**CLIENTS)[:, None] >> np.arange(CLIENTS)) & 1).astype(bool)
OPTIMA = [713, 740, 751, 651, 664, 778, 787, 820, 715, 829]
OPTIMA += [1006, 966, 1026, 982, 1091, 954, 1034, 1043, 1031, 1005]


def _case(seed, *, n=CLIENTS, m=5, p=2, whole=True, tight=0.9):
    """Places in a square: whole or real costs and demands, a pair forbidden here and there, unequal rooms."""
    random = np.random.default_rng(seed)
    clients, sites = random.random((n, 2)) * 100, random.random((m, 2)) * 100
    cost = np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1))
    need = random.integers(0, 20, n) * 1.0
    if whole:
        cost = np.floor(cost)
    else:
        need = random.random(n)
        cost[random.random((n, m)) < 0.05] = np.inf
    room = need.sum() / p / tight * random.uniform(1.0, 1.3, m)
    opened = np.array([0]) if seed % 3 == 0 else NONE
    closed = np.array([1]) if seed % 2 == 0 else NONE
    return CapacityCase(cost, p, np.ones(n), need, room, opened, closed)


def _worth(case, price, j):
    """Reduced cost of every set at a site, infinite where it does not fit."""
    load = SUBSETS @ case.need
    paid = case.paid[:, j] / cost_scale(case)
    worth = SUBSETS @ (paid - price)
    bad = (load > case.most[j]) | (SUBSETS & ~case.usable[:, j]).any(axis=1)
    return np.where(bad, np.inf, worth)


@pytest.mark.parametrize("seed", range(6))
def test_knapsacks_are_those_of_all_sets(seed):
    case = _case(seed)
    price = np.random.default_rng(seed).random(CLIENTS) * 100
    value = np.empty(5)
    site_values(site_knapsacks(case), price, value)
    for j in np.flatnonzero(case.allowed):
        assert value[j] == pytest.approx(_worth(case, price, j).min())


@pytest.mark.parametrize("seed", range(6))
def test_rounded_demands_only_lower_the_values(seed):
    case = _case(seed, whole=False)
    price = np.random.default_rng(seed).random(CLIENTS) * 100
    value = np.empty(5)
    site_values(site_knapsacks(case), price, value)
    for j in np.flatnonzero(case.allowed):
        assert value[j] <= _worth(case, price, j).min() + 1e-9


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_the_sets_listed_are_all_within_the_limit_and_the_least_is_found(seed, whole):
    case, random = _case(seed, whole=whole), np.random.default_rng(seed)
    price, limit = random.random(CLIENTS) * 60, -20.0
    cuts = np.array([random.choice(CLIENTS, 3, replace=False) for _ in range(4)])
    fine = random.random(4) * 10
    by_client = [[t for t in range(4) if i in cuts[t]] for i in range(CLIENTS)]
    start = np.cumsum([0] + [len(each) for each in by_client])
    duals = Duals(price, np.zeros(5), fine, start, np.concatenate(by_client).astype(np.int64))
    found = FoundSets(np.zeros((512, CLIENTS), dtype=bool), np.zeros(512))
    fines = sum(fine[t] * (SUBSETS[:, cuts[t]].sum(axis=1) >= 2) for t in range(4))
    for j in np.flatnonzero(case.allowed):
        worth = _worth(case, price, j) + fines
        worth[(SUBSETS @ case.need < case.least[j]) | ~SUBSETS.any(axis=1)] = np.inf
        count, _ = search_sets(site_knapsacks(case), j, duals, limit, False, 10**6, found)
        wanted = {tuple(row) for row in SUBSETS[worth <= limit]}
        assert {tuple(row) for row in found.member[:count]} == wanted
        count, _ = search_sets(site_knapsacks(case), j, duals, limit, True, 10**6, found)
        assert (count > 0) == (len(wanted) > 0)
        if count:
            assert found.value[count - 1] == pytest.approx(worth.min())


def _priced_sets(case, random):
    """Prices drawn for clients and cuts, and with them the reduced cost of every set at every site."""
    cuts = np.array([random.choice(CLIENTS, 3, replace=False) for _ in range(4)])
    duals = with_cuts(random.random(CLIENTS) * 80, np.zeros(5), random.random(4) * 10, cuts)
    fines = sum(duals.fine[t] * (SUBSETS[:, cuts[t]].sum(axis=1) >= 2) for t in range(4))
    worth = np.array([_worth(case, duals.client, j) + fines for j in range(5)])
    worth[:, 0] = 0.0  # no client at all
    return duals, worth


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_feasible_prices_miss_no_set_and_bound_every_plan(seed, whole):
    case, random = _case(seed, whole=whole), np.random.default_rng(seed)
    sacks = site_knapsacks(case)
    best = by_program(case, None, SearchClock(), 0.0, 0).certificate.objective / cost_scale(case)
    duals, worth = _priced_sets(case, random)
    feasible, bound = feasible_duals(sacks, duals, np.where(case.allowed, worth.min(axis=1), np.inf))
    assert (worth[case.allowed] >= feasible.site[case.allowed, None] - 1e-9).all()
    assert bound <= best + 1e-9
    plans = [s for s in combinations(np.flatnonzero(case.allowed).tolist(), case.p) if set(case.opened) <= set(s)]
    rows = duals.client.sum() - duals.fine.sum()
    assert bound == pytest.approx(min(rows + worth[list(sites)].min(axis=1).sum() for sites in plans))
    # Prices at which sites cost something hide some sets: the bound is no higher for it.
    start = filled_plan(case, np.setdiff1d(np.arange(5), case.closed)[:2], SearchClock())
    assert start is not None
    search = SetGeneration(case, start, SearchClock(), 0.0, 0)
    priced = search._priced(duals._replace(site=-random.random(5) * 40))
    assert priced is not None
    assert priced[3] <= best


@pytest.mark.parametrize("share", [0.2, 0.8])
@pytest.mark.parametrize("seed", range(4))
def test_mixed_prices_bound_at_least_as_well_as_the_mixture_of_the_bounds(seed, share):
    case, random = _case(seed), np.random.default_rng(seed)
    one, worth = _priced_sets(case, random)
    two = one._replace(client=random.random(CLIENTS) * 80, fine=random.random(4) * 10)
    sides = [_bound_of(case, duals, one, worth) for duals in (one, two, between(one, two, share))]
    assert sides[2] >= (1 - share) * sides[0] + share * sides[1] - 1e-9


def _bound_of(case, duals, known, worth):
    """Bound of prices of which the reduced costs are known at others."""
    held = np.array(
        [[(duals.cut[duals.start[i] : duals.start[i + 1]] == t).any() for i in range(CLIENTS)] for t in range(4)]
    )
    twice = (SUBSETS @ held.T >= 2) @ (duals.fine - known.fine)
    value = (worth - SUBSETS @ (duals.client - known.client) + twice).min(axis=1)
    return feasible_duals(site_knapsacks(case), duals, np.where(case.allowed, value, np.inf))[1]


def test_a_search_that_is_too_long_says_so():
    case = _case(1)
    found = FoundSets(np.zeros((4, CLIENTS), dtype=bool), np.zeros(4))
    duals = Duals(np.full(CLIENTS, 90.0), np.zeros(5), np.zeros(0), np.zeros(CLIENTS + 1, dtype=np.int64), NONE)
    assert search_sets(site_knapsacks(case), 0, duals, 0.0, False, 10**6, found)[0] == -1
    assert search_sets(site_knapsacks(case), 0, duals, 0.0, True, 1, found)[0] == -1


@pytest.mark.parametrize("seed", range(4))
def test_broken_cuts_are_those_of_all_triples(seed):
    random = np.random.default_rng(seed)
    member, share = random.random((12, 8)) < 0.5, random.random(12) / 3
    broken = {(a, b, c): share[member[:, [a, b, c]].sum(axis=1) >= 2].sum() for a, b, c in combinations(range(8), 3)}
    wanted = {triple for triple, total in broken.items() if total > 1.02}
    assert {tuple(row) for row in subset_row_cuts(member, share).tolist()} == wanted


@pytest.mark.parametrize("seed", range(8))
def test_exchanges_keep_the_rooms_and_never_cost_more(seed):
    case = _case(seed, n=30, m=8, p=3, tight=0.8)
    sites = np.setdiff1d(np.arange(8), case.closed)[:3]
    plan = filled_plan(case, sites, SearchClock())
    assert plan is not None
    better = improved_plan(site_knapsacks(case), plan)
    assert case.overloaded(better).size == 0
    assert case.price(better) <= case.price(plan)
    assert np.union1d(better, case.opened).size <= 3
    assert not np.isin(better, case.closed).any()


@pytest.mark.parametrize("seed", range(8))
def test_jumps_keep_the_rooms_and_never_cost_more(seed):
    case = _case(seed, n=30, m=8, p=3, tight=0.8)
    plan = filled_plan(case, np.setdiff1d(np.arange(8), case.closed)[:3], SearchClock())
    assert plan is not None
    better = kicked_plan(site_knapsacks(case), plan, seed)
    assert case.overloaded(better).size == 0
    assert case.usable[np.arange(30), better].all()
    assert case.price(better) <= case.price(plan)
    assert np.union1d(better, case.opened).size <= 3


@pytest.mark.parametrize("seed", range(8))
def test_the_sites_that_are_closed_are_in_no_better_plan(seed):
    case = _case(seed, n=12, m=7, p=3, whole=seed % 2 == 0, tight=0.85)
    start = filled_plan(case, np.setdiff1d(np.arange(7), case.closed)[:3], SearchClock())
    assert start is not None
    search = SetGeneration(case, start, SearchClock(), 0.0, 0)
    bound, price = price_climb(search.sacks, search.objective, search.clock)
    before = search.sacks.state
    search._close_sites(bound, price)
    for j in np.flatnonzero((before == 0) & (search.sacks.state < 0)):
        # At least one client is served there: one after the other is bound to it.
        for i in np.flatnonzero(case.usable[:, j]):
            bound_to_j = case.cost.copy()
            bound_to_j[i, np.arange(7) != j] = np.inf
            other = CapacityCase(bound_to_j, 3, case.weight, case.need, case.room, case.opened, case.closed)
            try:
                least = by_program(other, None, SearchClock(), 0.0, 0).certificate.objective
            except InfeasibleError:
                continue
            assert least >= search.objective * search.scale * (1 - 1e-6)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_columns_and_cuts_agree_with_the_compact_model(seed, whole):
    case = _case(seed, n=16, m=8, p=3, whole=whole, tight=0.85)
    compact = by_program(case, None, SearchClock(), 0.0, 0).certificate
    start = filled_plan(case, np.setdiff1d(np.arange(8), case.closed)[:3], SearchClock())
    assert start is not None
    found = SetGeneration(case, start, SearchClock(), 0.0, 0).run()
    assert compact.status == "optimal"
    seen = found.certificate
    assert seen.bound <= compact.objective * (1 + 1e-6) <= seen.objective * (1 + 2e-6)
    assert case.overloaded(found.assignment).size == 0
    assert seen.objective == pytest.approx(case.price(found.assignment))
    assert seen.status != "optimal" or seen.objective == pytest.approx(compact.objective, rel=1e-6)
    assert seen.gap <= 0.05
    climbed, _ = price_climb(site_knapsacks(case), case.price(start), SearchClock())
    assert climbed * cost_scale(case) <= compact.objective * (1 + 1e-9)


def _full(seed, n, p):
    """Places of whole distances that are each a site of 120 places, of which demands fill 82 to 96 %."""
    random = np.random.default_rng(seed)
    places = random.integers(1, 101, (n, 2))
    wanted, need = int(random.uniform(0.82, 0.96) * 120 * p), np.ones(n)
    while need.sum() < wanted:
        need[random.choice(np.flatnonzero(need < 20))] += 1
    return np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))), need


@pytest.mark.parametrize("rounds", [1, 2, 4])
@pytest.mark.parametrize("seed", [3, 0])
def test_the_answer_is_the_same_however_many_rounds_of_cuts_there_may_be(seed, rounds, monkeypatch):
    cost, need = _full(seed, 60, 6)
    best = capacitated_p_median(cost, 6, 120.0, weight=np.ones(60), demand=need).certificate
    monkeypatch.setattr(capacity_generation, "_ROUNDS", rounds)
    seen = capacitated_p_median(cost, 6, 120.0, weight=np.ones(60), demand=need).certificate
    assert best.status == seen.status == "optimal"
    assert seen.objective == best.objective


def test_a_search_stopped_at_any_time_keeps_its_plan_and_its_bound_true():
    case = _case(1, n=16, m=8, p=3, tight=0.85)
    best = by_program(case, None, SearchClock(), 0.0, 0).certificate.objective
    start = filled_plan(case, np.arange(3), SearchClock())
    for turns in (0, 1, 2, 4, 8, 16, 32):
        asked = iter(range(10**6))
        clock = SearchClock(stop=lambda asked=asked, turns=turns: next(asked) >= turns)
        seen = SetGeneration(case, start, clock, 0.0, 0).run().certificate
        assert seen.bound <= best <= seen.objective
        assert seen.status in ("optimal", "feasible")


def _pmedcap(path):
    """Distances cut to whole numbers, p, capacity and demands of the instances in OR-Library's file."""
    numbers = iter([float(word) for word in path.read_text().split()])
    for _ in range(int(next(numbers))):
        next(numbers), next(numbers)
        n, p, capacity = (int(next(numbers)) for _ in range(3))
        rows = np.array([[next(numbers) for _ in range(4)] for _ in range(n)])
        places = rows[:, 1:3]
        yield np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))), p, capacity, rows[:, 3]


@pytest.mark.slow
def test_or_library_capacities(benchmarks):
    path = benchmarks / "orlib_pmed" / "pmedcap1.txt"
    if not path.is_file():
        pytest.skip(f"OR-Library's pmedcap1 is absent: no {path}")
    for (cost, p, capacity, need), best in zip(_pmedcap(path), OPTIMA, strict=True):
        seen = capacitated_p_median(cost, p, capacity, weight=np.ones(len(need)), demand=need).certificate
        assert (seen.status, seen.objective) == ("optimal", best)

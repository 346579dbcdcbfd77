"""Every kernel stands beside a slow twin in plain numpy."""

from itertools import combinations

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver.location.cover_groups import group_demand
from beatwright.solver.location.engine.column_runs import count_in_runs, order_by_site, runs_of, sum_runs
from beatwright.solver.location.engine.cost_layout import pairs_of
from beatwright.solver.location.engine.interchange import free_rules, interchange
from beatwright.solver.location.engine.lagrangian import (
    CLOSED,
    FREE,
    OPEN,
    BySite,
    Dual,
    Master,
    VolumeSettings,
    choose,
    listed_costs,
    plain_master,
    reduced_costs,
    subgradient,
)
from beatwright.solver.location.engine.median_instance import greedy_plan, propagate
from beatwright.solver.location.engine.neighbour_lists import merge_clients, neighbours_from_matrix
from beatwright.solver.location.engine.region_splits import nested_regions
from beatwright.solver.location.engine.volume_method import volume

FEW = settings(max_examples=40, deadline=None)
NONE = BySite(np.zeros((0, 0)), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0))


@nb.njit
def _subgradient(rows, price, master, chosen, by_site, out):
    subgradient(rows, price, master, chosen, by_site, out)


@nb.njit
def _sum_runs(runs, price, rho):
    sum_runs(runs, price, rho)


@nb.njit
def _count_in_runs(runs, price, chosen, out):
    count_in_runs(runs, price, chosen, out)


def plan_cost(neighbours, opened):
    """Cost of a plan on the lists: the first open site of each."""
    listed = np.append(opened, False)[neighbours.site]
    return np.where(listed, neighbours.cost, neighbours.far[:, None])[np.arange(len(listed)), listed.argmax(1)].sum()


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, m = draw(st.integers(1, 12)), draw(st.integers(2, 9))
    cost, weight = rng.random((n, m)), rng.gamma(2, 1, n)
    groups = rng.integers(0, 2, m) if draw(st.booleans()) else np.zeros(m, np.int64)
    sets = rng.random((draw(st.integers(0, 2)), m)) < 0.5
    state = rng.choice([CLOSED, FREE, FREE, FREE, OPEN], m).astype(np.int8)
    quota = np.array([(state[groups == g] == OPEN).sum() + rng.integers(0, 3) for g in range(groups.max() + 1)])
    master = Master(groups.astype(np.int64), quota, sets, rng.integers(0, 4, len(sets)), sets[:0])
    return cost * weight[:, None], master, state, rng


def by_site(neighbours, kind):
    if kind == "lists":
        return NONE
    if kind == "columns":
        return BySite(np.zeros((0, 0)), *neighbours.by_site)
    dense = np.full((neighbours.sites, neighbours.clients), np.inf)
    for i in range(neighbours.clients):
        dense[neighbours.site[i][neighbours.site[i] >= 0], i] = neighbours.cost[i][neighbours.site[i] >= 0]
    return BySite(dense, *NONE[1:])


def whole(neighbours):
    return neighbours.rows(np.ones(neighbours.sites, dtype=bool), np.full(neighbours.clients, np.inf))[0]


@FEW
@given(cases())
def test_lists_hold_the_sorted_costs(case):
    cost, _, _, rng = case
    n, m = cost.shape
    cost = np.where(rng.random((n, m)) < 0.2, np.inf, cost)
    keep = rng.random(m) < 0.7
    neighbours = neighbours_from_matrix(cost, np.ones(n)).only(keep)
    for i in range(n):
        order = [j for j in np.argsort(cost[i], kind="stable") if keep[j] and np.isfinite(cost[i, j])]
        assert neighbours.site[i][neighbours.site[i] >= 0].tolist() == order
    start, client, value = neighbours.by_site
    for j in range(m):
        column = dict(zip(client[start[j] : start[j + 1]], value[start[j] : start[j + 1]], strict=True))
        assert column == ({i: cost[i, j] for i in range(n) if np.isfinite(cost[i, j])} if keep[j] else {})


@FEW
@given(cases(), st.integers(1, 9), st.floats(0.0, 1.5))
def test_rows_hold_the_kept_pairs_below_the_limit(case, length, limit):
    cost, _, state, rng = case
    n, m = cost.shape
    neighbours = neighbours_from_matrix(np.where(rng.random((n, m)) < 0.2, np.inf, cost), np.ones(n), length)
    keep = state != CLOSED
    limits = limit * rng.random(n)
    rows, cap = neighbours.rows(keep, limits)
    for i in range(n):
        kept = (neighbours.site[i] >= 0) & keep[neighbours.site[i]]
        begin, end = rows.start[i : i + 2]
        assert rows.site[begin:end].tolist() == neighbours.site[i][kept & (neighbours.cost[i] < limits[i])].tolist()
        assert rows.cost[begin:end].tolist() == neighbours.cost[i][kept & (neighbours.cost[i] < limits[i])].tolist()
        assert cap[i] == neighbours.cost[i][kept & (neighbours.cost[i] >= limits[i])].min(initial=neighbours.cap[i])


@FEW
@given(cases(), st.integers(1, 9))
def test_merged_clients_cost_no_less(case, keep):
    cost, _, _, rng = case
    n, m = cost.shape
    neighbours = neighbours_from_matrix(cost, np.ones(n), keep)
    merged = merge_clients(neighbours)
    listed = np.zeros((n, m), dtype=bool)
    np.put_along_axis(listed, neighbours.site.astype(np.int64), True, axis=1)
    heads = neighbours.site[:, 0].tolist()
    expected = []
    for head in set(heads):
        members = np.array([other == head for other in heads])
        common = np.flatnonzero(listed[members].all(axis=0))
        expected.append({int(site): round(cost[members, site].sum(), 9) for site in common})
    found = [
        {int(site): round(value, 9) for site, value in zip(*row, strict=True) if site >= 0}
        for row in zip(merged.site, merged.cost, strict=True)
    ]
    assert sorted(found, key=str) == sorted(
        ({site: row[site] for site in sorted(row, key=row.get)} for row in expected), key=str
    )
    sites = rng.permutation(m)[: rng.integers(1, m + 1)]
    if keep >= m:
        opened = np.isin(np.arange(m), sites)
        assert plan_cost(merged, opened) >= cost[:, sites].min(axis=1).sum() - 1e-9


@FEW
@given(cases())
def test_reduced_costs(case):
    cost, master, _, rng = case
    n, m = cost.shape
    price = rng.random(n + len(master.room))
    rho = np.empty(m)
    neighbours = neighbours_from_matrix(cost, np.ones(n))
    constant = reduced_costs(whole(neighbours), price, master, rho)
    assert rho == pytest.approx(np.minimum(cost - price[:n, None], 0).sum(axis=0) + price[n:] @ master.member)
    assert constant == pytest.approx(price[:n].sum() - price[n:] @ master.room)


@FEW
@given(cases())
def test_choose(case):
    _, master, state, rng = case
    m = state.size
    rho = rng.integers(-5, 5, m).astype(float)
    chosen, edges = np.zeros(m, dtype=bool), np.empty((master.quota.size, 2))
    total = choose(rho, state, master, chosen, edges)
    expected = 0.0
    for g, quota in enumerate(master.quota):
        inside = master.groups == g
        forced = rho[inside & (state == OPEN)]
        free = np.sort(rho[inside & (state == FREE)])
        need = quota - forced.size
        if not 0 <= need <= free.size:
            expected = np.inf
            break
        expected += forced.sum() + free[:need].sum()
    assert total == pytest.approx(expected)
    if np.isfinite(expected):
        assert rho[chosen].sum() == pytest.approx(expected)
        assert chosen[state == OPEN].all()
        assert not chosen[state == CLOSED].any()


@FEW
@given(st.integers(0, 2**32), st.integers(3, 8), st.data())
def test_choose_keeps_a_post_in_every_region(brute_force, seed, m, data):
    rng = np.random.default_rng(seed)
    p = data.draw(st.integers(1, m))
    line = np.abs(np.subtract.outer(np.arange(m), np.arange(m))).astype(float)
    regions = nested_regions(neighbours_from_matrix(line, np.ones(m)))
    must = regions[np.sort(rng.permutation(len(regions))[: rng.integers(0, 4)])]
    state = rng.choice([CLOSED, FREE, FREE, FREE, FREE, OPEN], m).astype(np.int8)
    rho = rng.integers(-5, 5, m).astype(float)

    def cost(sites):
        opened = np.isin(np.arange(m), sites)
        lawful = opened[state == OPEN].all() and not opened[state == CLOSED].any() and (must @ opened).all()
        return rho[opened].sum() if lawful else np.inf

    master = plain_master(m, p)._replace(must=must)
    chosen, edges = np.zeros(m, dtype=bool), np.empty((1, 2))
    total = choose(rho, state, master, chosen, edges)
    best = brute_force(cost, m, p)
    assert total == best
    if np.isfinite(best):
        assert chosen.sum() == p
        assert cost(np.flatnonzero(chosen)) == best
        dearest, cheapest = edges[0]
        for j in np.flatnonzero(state == FREE):
            other = state.copy()
            other[j] = CLOSED if chosen[j] else OPEN
            changed = choose(rho, other, master, chosen.copy(), np.empty((1, 2)))
            assert changed >= best + (cheapest - rho[j] if chosen[j] else rho[j] - dearest)


def test_regions_are_nested_from_small_to_large():
    points = np.random.default_rng(1).random((40, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    regions = nested_regions(neighbours_from_matrix(cost, np.ones(40)))
    assert (np.diff(regions.sum(axis=1)) >= 0).all()
    assert regions.shape == (79, 40)
    for a, b in combinations(range(79), 2):
        common = (regions[a] & regions[b]).sum()
        assert common in (0, regions[a].sum())


@FEW
@given(cases(), st.sampled_from(["lists", "columns", "dense"]))
def test_subgradient(case, kind):
    cost, master, _, rng = case
    n, m = cost.shape
    neighbours = neighbours_from_matrix(cost, np.ones(n))
    price, chosen = rng.random(n + len(master.room)), rng.random(m) < 0.5
    out = np.empty(price.size)
    _subgradient(whole(neighbours), price, master, chosen, by_site(neighbours, kind), out)
    assert out[:n] == pytest.approx(1 - (cost[:, chosen] < price[:n, None]).sum(axis=1))
    assert out[n:] == pytest.approx((master.member & chosen).sum(axis=1) - master.room)


@FEW
@given(cases(), st.floats(0.1, 3.0), st.integers(0, 3))
def test_bands_count_as_lists_do(case, reach, hole):
    cost, master, state, rng = case
    n, m = cost.shape
    neighbours = neighbours_from_matrix(np.where(rng.random((n, m)) < 0.2, np.inf, cost), np.ones(n))
    keep = state != CLOSED
    runs, cap = runs_of(neighbours, keep, np.full(n, reach), hole)
    assert cap == pytest.approx(neighbours.rows(keep, np.full(n, reach))[1])
    price = np.minimum(3.0 * rng.random(n), cap)
    rho, listed, chosen = np.empty(m), np.empty(m), keep & (rng.random(m) < 0.5)
    _sum_runs(runs, price.astype(np.float32), rho)
    constant = listed_costs(
        neighbours.site, neighbours.cost, np.append(price, np.zeros(len(master.room))), master, listed
    )
    assert rho[keep] == pytest.approx(listed[keep], rel=1e-5, abs=1e-5)
    assert constant == pytest.approx(price.sum())
    assert not rho[~keep].any()
    out, counted = np.ones(n), np.empty(n)
    _count_in_runs(runs, price.astype(np.float32), chosen, out)
    _subgradient(whole(neighbours), price, plain_master(m, 1), chosen, NONE, counted)
    assert out.tolist() == counted.tolist()


def test_along_keeps_neighbours_together():
    rng = np.random.default_rng(3)
    clients, sites = rng.random((900, 1, 2)), rng.random((1, 36, 2))
    neighbours = neighbours_from_matrix(np.hypot(*(clients - sites).transpose(2, 0, 1)), np.ones(900))
    order = order_by_site(neighbours)
    assert sorted(order.tolist()) == list(range(900))
    keep, limit = np.ones(36, dtype=bool), np.full(900, 0.3)
    apart = runs_of(neighbours, keep, limit, 2)[0].client.size
    together = runs_of(neighbours.reordered(order), keep, limit, 2)[0].client.size
    assert together < 0.5 * apart


@FEW
@given(cases(), st.integers(1, 3), st.floats(0.1, 2.0), st.booleans())
def test_volume_never_exceeds_the_optimum(brute_force, case, p, reach, banded):
    cost, _, _, rng = case
    n, m = cost.shape
    p = min(p, m)
    neighbours = neighbours_from_matrix(cost, np.ones(n))
    best = brute_force(lambda sites: cost[:, sites].min(axis=1).sum(), m, p)
    dual = Dual(rng.random(n), np.full(n, -np.inf), np.zeros(m))
    state = np.zeros(m, dtype=np.int8)
    pairs, cap = pairs_of(neighbours, None if banded else NONE, state != CLOSED, np.full(n, reach))
    dual.price[:] = np.minimum(dual.price, cap)
    bound, _ = volume(pairs, cap, state, plain_master(m, p), dual, best + 1.0, VolumeSettings(60, 1.0, 0.1, 10))
    assert bound <= best + (1e-5 if banded else 1e-9)
    rho, chosen = np.empty(m), np.zeros(m, dtype=bool)
    again = reduced_costs(whole(neighbours), dual.price, plain_master(m, p), rho)
    again += choose(rho, state, plain_master(m, p), chosen, np.empty((1, 2)))
    assert again <= best + 1e-9
    assert again == pytest.approx(bound, rel=1e-5, abs=1e-5)


@FEW
@given(cases(), st.integers(1, 4), st.integers(0, 20))
def test_interchange_is_a_local_optimum(case, p, kicks):
    cost, _, _, rng = case
    n, m = cost.shape
    p = min(p, m)
    neighbours = neighbours_from_matrix(cost, np.ones(n))

    def price(sites):
        return cost[:, sites].min(axis=1).sum()

    begin = rng.permutation(m)[:p]
    sites, objective = interchange(neighbours, begin, free_rules(m), kicks=kicks)
    again, lower = interchange(neighbours, sites, free_rules(m), kicks=kicks)  # once more over all sites
    while lower < objective - 1e-9:
        sites, objective = again, lower
        again, lower = interchange(neighbours, sites, free_rules(m), kicks=kicks)
    opened = np.isin(np.arange(m), sites)
    assert len(sites) == p
    assert objective == pytest.approx(price(sites))
    assert plan_cost(neighbours, opened) == pytest.approx(objective)
    assert objective <= price(begin) + 1e-9
    for come in np.flatnonzero(~opened):
        for leave in sites:
            assert price(np.append(sites[sites != leave], come)) >= objective - 1e-6


@FEW
@given(cases())
def test_greedy_plan_and_propagation_keep_the_rules(case):
    _, master, state, rng = case
    m = state.size
    place = rng.integers(0, m, m)

    def keeps(opened):
        return (
            (np.bincount(master.groups[opened], minlength=master.quota.size) <= master.quota).all()
            and ((master.member & opened).sum(axis=1) <= master.room).all()
            and np.bincount(place[opened]).max(initial=0) <= 1
        )

    plans = []
    for code in range(2**m):
        opened = (code >> np.arange(m) & 1).astype(bool)
        enough = np.bincount(master.groups[opened], minlength=master.quota.size) == master.quota
        if enough.all() and keeps(opened) and opened[state == OPEN].all() and not opened[state == CLOSED].any():
            plans.append(opened)
    after = state.copy()
    if not propagate(after, master, place):
        assert not plans
    for opened in plans:
        assert opened[after == OPEN].all()
        assert not opened[after == CLOSED].any()
    if keeps(state == OPEN):
        assert keeps(greedy_plan(rng.permutation(m), state, master, place))


@FEW
@given(st.integers(0, 2**32), st.integers(1, 150))
def test_groups_equal_unique_rows(seed, m):
    rng = np.random.default_rng(seed)
    cost, weight = rng.integers(0, 3, (60, m)).astype(float), rng.gamma(2, 1, 60)
    cost[rng.random(60) < 0.7] = cost[0]
    groups = group_demand(cost, 1.0, weight, "max_cover")
    assert np.array_equal(groups.covers[groups.group], cost <= 1.0)
    assert len(np.unique(groups.covers, axis=0)) == len(groups.covers)
    assert groups.weight == pytest.approx(np.bincount(groups.group, weights=weight))


def test_the_table_of_groups_grows():
    cost = (np.arange(5000)[:, None] >> np.arange(13) & 1).astype(float)
    assert len(group_demand(cost, 0.5, None, "max_cover").weight) == 5000

"""The game of plans against mixtures: its bound holds, its swaps are priced truly, its counts are kept."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver import p_median_equity, p_median_scenarios
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.robust import game_search
from beatwright.solver.location.robust.game_bound import Counts, GameDual, GameRelaxation, climb_game
from beatwright.solver.location.robust.game_interchange import interchange_game, price_game
from beatwright.solver.location.robust.game_rows import game_rows
from beatwright.solver.location.robust.game_search import GameSearch
from beatwright.solver.time_limit import SearchClock

FEW = settings(max_examples=25, deadline=None)


def drawn(seed):
    """Costs, rows of districts or of scenarios, posts, and the value of a plan by its definition."""
    random = np.random.default_rng(seed)
    n, m, r = int(random.integers(4, 12)), int(random.integers(4, 9)), int(random.integers(1, 4))
    cost, base = random.random((n, m)), random.random(n)
    rows = random.random((r, n))
    if random.random() < 0.5:
        rows *= random.integers(0, r, n) == np.arange(r)[:, None]
    most = np.full(r, 1.0 if random.random() < 0.5 else 1.5 / r)
    p = int(random.integers(1, m))

    def value(plan):
        least = cost[:, list(plan)].min(axis=1)
        each, left, total = np.sort(rows @ least)[::-1], 1.0, base @ least
        for one in each:
            total += min(most[0], left) * one
            left -= min(most[0], left)
        return total

    return cost, p, game_rows(base, rows, most, 1.0), value


@FEW
@given(st.integers(0, 2**32))
def test_no_plan_is_below_the_bound_of_its_counts_and_fixings(seed):
    cost, p, game, value = drawn(seed)
    n, m = cost.shape
    random = np.random.default_rng(seed)
    part = random.integers(0, 2, m)
    member = part[None] == np.arange(2)[:, None]
    low, high = random.integers(0, 2, 2), random.integers(1, p + 1, 2)
    state = np.where(random.random(m) < 0.15, CLOSED, 0).astype(np.int8)
    rows, cap = neighbours_from_matrix(cost, np.ones(n)).rows(state != CLOSED, np.full(n, 0.6))
    even = game.most * (1.0 / game.most.sum()) * (1.0 - 1e-13)
    dual = GameDual(np.minimum(0.4, cap), even, np.full(n, -np.inf), np.zeros(even.size), np.zeros(m))
    problem = GameRelaxation(rows, cap, np.ascontiguousarray(cost.T), game, state, p, Counts(member, low, high))
    found = climb_game(problem, dual, 1e9, VolumeSettings(60, 1.0, 0.1, 10))
    kept = [
        value(plan)
        for plan in combinations(range(m), p)
        if (state[list(plan)] != CLOSED).all()
        and (member[:, list(plan)].sum(axis=1) >= low).all()
        and (member[:, list(plan)].sum(axis=1) <= high).all()
    ]
    assert found.bound <= min(kept, default=np.inf) * (1 + 1e-12)
    assert np.isfinite(found.bound) or not kept


@FEW
@given(st.integers(0, 2**32))
def test_swaps_are_priced_by_the_definition(seed):
    cost, p, game, value = drawn(seed)
    search = GameSearch(cost, p, game, np.zeros(cost.shape[1], dtype=np.int8), SearchClock(), gap=0.0, seed=0)
    movable = np.ones(cost.shape[1], dtype=bool)
    sites, objective = interchange_game(search.costs, np.arange(p), movable, SearchClock(), kicks=5)
    assert objective == pytest.approx(value(sites), rel=1e-9)
    for out in sites:  # no swap pays
        for come in np.setdiff1d(np.arange(cost.shape[1]), sites):
            assert value(np.append(sites[sites != out], come)) >= objective * (1 - 1e-8)


class _Played(NamedTuple):
    """A game, its value of a plan by the definition, and the public function that plays it."""

    base: np.ndarray
    rows: np.ndarray
    most: np.ndarray
    total: float
    solve: Callable

    def value(self, least):
        left, worth = self.total, float(self.base @ least)
        each = self.rows @ least
        for k in np.argsort(-each):
            worth, left = worth + min(self.most[k], left) * each[k], left - min(self.most[k], left)
        return worth


def fair(case, random):
    """Return a game of districts, some without weight; fairness that counts nothing, or alone."""
    weight, equity = case.weight, float(random.choice([0.0, 0.5, 1e6]))
    district = random.integers(0, int(random.integers(1, 4)), weight.size)
    rows = np.array([np.where(district == k, weight, 0.0) for k in np.unique(district)])
    rows = rows[rows.sum(axis=1) > 0]
    rows /= rows.sum(axis=1, keepdims=True)
    solve = partial(p_median_equity, case.cost, case.p, district, equity, **case.options)
    return _Played(weight / weight.sum(), rows, np.full(len(rows), equity), equity, solve)


def scenarios(case, random):
    """Return a game of scenarios, some equal, without weight or without probability; tails from a hundredth to all."""
    rows = random.integers(0, 3, (int(random.integers(2, 5)), case.weight.size)) * case.weight
    rows[0] = rows[-1] if random.random() < 0.3 else rows[0]
    rows[1] = 0.0 if random.random() < 0.3 else rows[1]
    chance, tail = random.dirichlet(np.ones(len(rows))), float(random.choice([0.01, 0.3, 0.99]))
    chance[0] = 0.0 if random.random() < 0.3 else chance[0]
    chance /= chance.sum()
    measure = str(random.choice(["cvar", "worst"]))
    locks = {"fixed_open": case.opened, "fixed_closed": case.closed}
    most = np.minimum(chance / tail, 1.0) if measure == "cvar" else (chance > 0) * 1.0
    solve = partial(
        p_median_scenarios, case.cost, case.p, rows, measure=measure, tail=tail, probability=chance, **locks
    )
    return _Played(np.zeros(case.weight.size), rows, most, 1.0, solve)


@pytest.mark.parametrize("kind", [fair, scenarios])
def test_hostile_games_are_proven(hostile, kind):
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 2**32), st.sampled_from([0.0, 0.0, 1e-6, 0.05]))
    def judge(seed, gap):
        case = hostile(seed)
        if not case.weight.any():
            return
        game, told = kind(case, np.random.default_rng(seed)), []
        best = case.best(lambda plan: game.value(case.least(plan)))
        seen = game.solve(gap=gap, progress=lambda _, bound, __: told.append(bound))
        assert seen.certificate.status == "optimal"
        assert max([seen.certificate.bound, *told]) <= best * (1 + 1e-9)
        assert best * (1 - 1e-9) <= seen.certificate.objective <= best * (1 + 2e-9) / (1 - gap)
        assert game.value(case.least(seen.sites)) == pytest.approx(seen.certificate.objective, rel=1e-9, abs=0)

    judge()


@pytest.mark.parametrize("doubt", [0.6, -1.0])  # nodes split on numbers of posts, or on sites
def test_nodes_hold_what_is_left_of_the_best_plans(hostile, doubt, monkeypatch):
    # Short climbs and no swaps, so that small games branch.
    monkeypatch.setattr(game_search, "_TURNS", 1)
    monkeypatch.setattr(game_search, "_DOUBT", doubt)
    monkeypatch.setattr(game_search, "_NODE", VolumeSettings(20, 0.3, 0.035, 15))
    monkeypatch.setattr(game_search, "interchange_game", lambda costs, plan, *_, **__: (plan, price_game(costs, plan)))
    nodes = []

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 2**32), st.sampled_from([0.0, 1e-3]), st.integers(2, 9))
    def judge(seed, gap, length):
        monkeypatch.setattr(
            game_search, "neighbours_from_matrix", lambda *given: neighbours_from_matrix(*given[:2], length)
        )
        case, random = hostile(seed), np.random.default_rng(seed)
        if not case.weight.any():
            return
        game = (fair if seed % 2 else scenarios)(case, random)
        used, told = (game.base > 0) | (game.rows > 0).any(axis=0), []
        if not used.any() or game.total == 0.0:
            return
        state = np.zeros(case.cost.shape[1], dtype=np.int8)
        state[case.opened], state[case.closed] = OPEN, CLOSED
        rows = game_rows(game.base[used], game.rows[:, used], game.most, game.total)
        clock = SearchClock(progress=lambda _, bound, __: told.append(bound))
        search = GameSearch(case.cost[used], case.p, rows, state, clock, gap=gap, seed=0)
        best = case.best(lambda plan: game.value(case.least(plan)))
        assert search.run()
        assert max([search.bound, *told]) <= best * (1 + 1e-9)
        assert search.objective <= best * (1 + 2e-9) / (1 - gap)
        assert search.bound >= search.objective * (1 - max(gap, 2e-9))
        nodes.append(search.nodes)

    judge()
    assert sum(nodes) >= 20


@pytest.mark.parametrize("seed", range(3))
def test_plans_that_put_everybody_at_a_post_need_no_search(seed):
    random = np.random.default_rng(seed)
    places = random.random((12, 2))
    sites, clients = places[np.r_[np.arange(12), random.integers(0, 12, 18)]], places[random.integers(0, 12, 80)]
    cost = np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1))
    rows = game_rows(np.ones(80), random.random((3, 80)), np.ones(3), 1.0)
    search = GameSearch(cost, 15, rows, np.zeros(30, dtype=np.int8), SearchClock(), gap=0.0, seed=0)
    assert search.run()
    assert (search.objective, search.bound, search.nodes) == (0.0, 0.0, 0)

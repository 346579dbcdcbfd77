"""Regional cuts hold for every better plan, their bounds pass no optimum; merged plans are the best of their sites."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from beatwright.solver import p_median
from beatwright.solver.location.benders import cut_rounds, plan_merging, regional_cuts
from beatwright.solver.location.benders.cut_bound import RegionalCut, cut_bound
from beatwright.solver.location.benders.linear_relaxation import optimal_multipliers
from beatwright.solver.location.engine import core_program
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.time_limit import SearchClock

# Draws whose linear programs leave something to cut off.
DRAWS = {"ties": (25, 28), "random": (3, 7, 28), "scales": (0, 7, 14)}


def _cost(kind, seed, clients=16, sites=11):
    random = np.random.default_rng(seed)
    if kind == "ties":
        return random.integers(0, 4, (clients, sites)).astype(float)
    if kind == "random":
        return random.random((clients, sites))
    if kind == "scales":
        return 10.0 ** random.uniform(-6, 6, (clients, sites))
    points, places = random.random((clients, 2)), random.random((sites, 2))
    return np.hypot(*(points[:, None] - places[None]).transpose(2, 0, 1))


def _plans(cost, p):
    plans = np.array(list(combinations(range(cost.shape[1]), p)))
    paid = cost[:, plans].min(axis=2)  # (clients, plans)
    return plans, paid, paid.sum(axis=0)


def _begun(cost, p, plan, keep=None):
    """Return a problem, its relaxation (None where that proves the plan) and a search that knows a plan."""
    median = build_median(cost, p, None, (), (), None, "p_median").median
    if keep is not None:
        median = replace(median, neighbours=neighbours_from_matrix(cost, np.ones(len(cost)), keep))
    search, relaxed = Incumbent(median, 0.0, SearchClock()), fresh(median)
    search.offer(plan)
    settings = VolumeSettings(2, 1.0, 0.1, 15)
    lists = median.neighbours
    if not tighten(median, lists, quick_lists(lists, median), relaxed, incumbent=search, settings=settings):
        return median, None, search
    return median, optimal_multipliers(median, relaxed, search) or relaxed, search


class _Watched(Incumbent):
    """A search that takes no plan, so that what it rules out is ruled out by the plan it was given alone."""

    def offer(self, sites, price=None):
        return False if self.sites.size else super().offer(sites, price)


def check_rounds(monkeypatch, kind, seed, *, size, aim, keep=None):
    """Run rounds of cuts beside every plan, on lists of some length; return how many cuts were made."""
    cost, p = _cost(kind, seed), 3 + seed % 3
    plans, paid, value = _plans(cost, p)
    order = np.argsort(value)
    known = plans[order[min(1 + seed % 40, len(order) - 1)]]
    median, relaxed, _ = _begun(cost, p, known, keep)
    if relaxed is None:
        return 0
    watched = _Watched(median, 0.0, SearchClock())
    watched.offer(known)
    monkeypatch.setattr(cut_rounds, "_SIZES", (size, 2 * size))
    monkeypatch.setattr(cut_rounds, "_AIM", aim)
    made = []
    region_cut = regional_cuts.CutGround.region_cut
    monkeypatch.setattr(
        regional_cuts.CutGround, "region_cut", lambda *a: made.append(region_cut(*a)) or made[-1], raising=True
    )
    bounds = cut_rounds.lift_by_cuts(median, relaxed, watched)
    better = np.flatnonzero(value < watched.cutoff)
    unit = value.min() + 1e-300
    for found in filter(None, made):
        cut = found[0]
        opened = np.zeros((cost.shape[1], len(better)))
        for k, plan in enumerate(plans[better]):
            opened[plan, k] = 1.0
        left = cut.weight @ paid[cut.clients][:, better] + cut.price @ opened[cut.sites]
        assert (left >= cut.least - 1e-7 * unit).all()
    if better.size:
        assert all(bound.bound <= value.min() + 1e-7 * unit for bound in bounds)
        assert watched.bound <= value.min() + 1e-7 * unit
        assert not watched.proven
        for plan in plans[better]:
            assert (relaxed.state[plan] != CLOSED).all()
            assert np.isin(np.flatnonzero(relaxed.state == OPEN), plan).all()
        for guess in (watched.cutoff, 0.5 * (watched.cutoff + value.min())):
            state, limit = cut_rounds.better_plans(bounds, median.state, guess)
            for at in np.flatnonzero(value < guess * (1 - 1e-9)):
                assert (state[plans[at]] != CLOSED).all()
                assert (paid[:, at] <= limit + 1e-7 * unit).all()
    return len([found for found in made if found])


@pytest.mark.parametrize("kind", DRAWS)
def test_cuts_and_bounds_hold_for_every_better_plan(monkeypatch, kind):
    for seed in DRAWS[kind]:
        with monkeypatch.context() as patch:
            assert check_rounds(patch, kind, seed, size=1 + seed % 3, aim=(0.3, 1.0)[seed % 2])


@pytest.mark.parametrize(("kind", "seed"), [("random", 3), ("scales", 1)])
def test_they_hold_where_lists_are_cut_short(monkeypatch, kind, seed):
    assert check_rounds(monkeypatch, kind, seed, size=1 + seed % 4, aim=(0.3, 1.0, 0.1)[seed % 3], keep=5)


@pytest.mark.parametrize("seed", range(3))
def test_any_multipliers_bound(seed):
    cost, random = _cost("plane", seed), np.random.default_rng(seed)
    _, paid, value = _plans(cost, 4)
    median = build_median(cost, 4, None, (), (), None, "p_median").median
    clients, sites = np.arange(6), np.arange(11)
    weight, price = random.random(6), random.normal(size=11)
    opened = np.array([np.isin(sites, plan) for plan in _plans(cost, 4)[0]]).T
    least = float((weight @ paid[clients] + price @ opened).min())
    cut = RegionalCut(clients, weight, sites, price, least)
    for dual in (0.0, 0.4, 1.0, 30.0):  # the last takes more than there is of a client, and is scaled down
        multipliers = random.random(16) * 0.5
        state = np.zeros(11, dtype=np.int8)
        seen = cut_bound(median, median.neighbours, state, multipliers, [cut], np.array([dual]))
        assert seen.bound <= value.min()
        assert (seen.weight >= 0.0).all()


def test_a_search_by_cuts_alone_finds_the_published_kind_of_answer(monkeypatch):
    """Where no region is bounded otherwise the answers are those of the search as it is."""
    random = np.random.default_rng(5)
    points = random.random((90, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    usual = p_median(cost, 12)
    monkeypatch.setattr(core_program, "_POSTS", 2)
    monkeypatch.setattr(core_program, "_APART", -1.0)
    monkeypatch.setattr(core_program, "_is_local", lambda *_: True)
    seen = p_median(cost, 12)
    assert seen.certificate.status == "optimal"
    assert seen.certificate.objective == pytest.approx(usual.certificate.objective, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_merged_plan_is_the_best_of_the_sites_of_its_plans(monkeypatch, seed):
    cost = _cost("plane", seed, clients=60, sites=14)
    plans, _, value = _plans(cost, 4)
    first = plans[value.argmax()]
    median, relaxed, search = _begun(cost, 4, first)
    given = [first, *plans[np.random.default_rng(seed).choice(len(plans), 3, replace=False)]]
    monkeypatch.setattr(plan_merging, "_local_optima", lambda *_: list(given))
    plan_merging.merge_plans(median, relaxed, search, 0)
    among = np.isin(plans, np.unique(np.concatenate(given))).all(axis=1)
    assert search.objective == pytest.approx(value[among].min(), rel=1e-9)

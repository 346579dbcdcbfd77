"""Sites that a trial of a split rules out are in no better plan: enumeration confirms every answer."""

from itertools import combinations

import numpy as np
import pytest

from beatwright.solver import p_median
from beatwright.solver.location.benders import branch_and_cut
from beatwright.solver.location.engine import branch_and_bound, core_program
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import FREE, OPEN, VolumeSettings
from beatwright.solver.location.engine.pseudo_costs import PseudoCosts
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.engine.root_node import fresh, tighten
from beatwright.solver.time_limit import SearchClock


def _scarce(seed, n=40, m=14):
    """Return costs in a plane, or at random, of which about two thirds are forbidden."""
    random = np.random.default_rng(seed)
    places, sites = random.random((n, 2)), random.random((m, 2))
    cost = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1)) if seed % 2 else random.random((n, m))
    cost[cost > max(0.35, cost.min(axis=1).max())] = np.inf
    return cost


def _values(cost, p):
    return {s: float(cost[:, list(s)].min(axis=1).sum()) for s in combinations(range(cost.shape[1]), p)}


@pytest.fixture
def trials(monkeypatch):
    """Try splits from the first node on, and leave nothing to an integer program; the list of their bounds."""
    monkeypatch.setattr(branch_and_bound, "_TRUST_AFTER", 0)
    monkeypatch.setattr(core_program, "_SCARCE", -1)
    monkeypatch.setattr(branch_and_cut, "_MOST_PAIRS", -1)
    known, bound_of = [], branch_and_bound._trial_bound

    def kept(tree, node, neighbours, split, incumbent):
        bound = bound_of(tree, node, neighbours, split, incumbent)
        known.append(bound >= incumbent.cutoff)
        return bound

    monkeypatch.setattr(branch_and_bound, "_trial_bound", kept)
    return known


def test_p_medians_with_pairs_forbidden_are_those_of_enumeration(trials):
    for seed in range(12):
        cost = _scarce(seed)
        for p in (4, 5):
            best = min(_values(cost, p).values())
            if np.isfinite(best):
                seen = p_median(cost, p).certificate
                assert (seen.status, seen.objective) == ("optimal", pytest.approx(best, rel=1e-9))
    assert any(trials)  # some trials ruled a site out,
    assert not all(trials)  # and some did not


def _picked(cost, p, plan, rounds):
    """Return what a node has decided after a few rounds and the trials of a split, and below what plans are better."""
    median = build_median(cost, p, None, (), (), None, "p_median").median
    incumbent = Incumbent(median, 0.0, SearchClock())
    incumbent.offer(plan)
    tree, node = branch_and_bound.new_tree(median, fresh(median))
    settings = VolumeSettings(rounds, 1.0, 0.1, 15)
    if not tighten(tree.median, tree.median.neighbours, tree.by_site, node, incumbent, settings):
        return None
    branch_and_bound._pick(tree, node, incumbent, PseudoCosts(tree.columns.size))
    return node.state, incumbent.cutoff


def test_no_better_plan_is_ruled_out(trials):
    checked = 0
    for seed in range(30):
        cost, p = _scarce(seed), 5
        value = {s: v for s, v in _values(cost, p).items() if np.isfinite(v)}
        ranked = sorted(value, key=value.get)
        found = _picked(cost, p, np.array(ranked[len(ranked) // 3]), 12) if ranked else None
        if found is not None:
            state, cutoff = found
            for plan in ranked:
                opened = np.isin(np.arange(cost.shape[1]), plan)
                if value[plan] < cutoff:
                    assert (opened == (state == OPEN))[state != FREE].all()
                    checked += int((state != FREE).any())
    assert checked > 0
    assert any(trials)

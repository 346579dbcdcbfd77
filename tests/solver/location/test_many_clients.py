"""The ways that only very many clients take (merged local search, several sites split on at a time), forced on few."""

import numpy as np
import pytest

import beatwright.solver.location.engine.branch_and_bound as engine_module
from beatwright.solver import p_median
from beatwright.solver.location.engine import cost_layout as views
from beatwright.solver.location.engine import neighbour_lists as neighbours


@pytest.fixture(params=["bands", "lists"])
def many(monkeypatch, request):
    """Treat clients as very many, and count the nodes' bounds, raising where a test asks for it."""
    monkeypatch.setattr(neighbours, "_MANY_PAIRS", 0)
    monkeypatch.setattr(views, "has_long_runs", lambda neighbours: request.param == "bands")
    bounds = engine_module.branch.__globals__
    original = bounds["tighten"]
    seen = {"bounds": 0, "interrupt": None}

    def tighten(*arguments, **named):
        seen["bounds"] += 1
        if seen["bounds"] == seen["interrupt"]:
            raise KeyboardInterrupt
        return original(*arguments, **named)

    monkeypatch.setitem(bounds, "tighten", tighten)
    return seen


def _instance(seed, clients=72, sites=12):
    rng = np.random.default_rng(seed)
    cost = np.hypot(*(rng.random((clients, 1, 2)) - rng.random((1, sites, 2))).transpose(2, 0, 1))
    return cost, rng.gamma(2, 1, clients)


@pytest.mark.parametrize("gap", [0.0, 0.01])
def test_equals_brute_force(many, brute_force, gap):
    for seed in range(40):
        cost, weight = _instance(seed)
        p = 2 + seed % 5
        best = brute_force(lambda sites, c=cost, w=weight: float(w @ c[:, sites].min(axis=1)), 12, p)
        seen = p_median(cost, p, weight=weight, gap=gap).certificate
        assert seen.status == "optimal"
        assert seen.bound <= best * (1 + 1e-9)
        assert best - 1e-9 <= seen.objective <= best * (1 + 1.02 * gap) + 1e-9
    assert many["bounds"] > 0 or gap > 0


@pytest.mark.parametrize("after", [1, 2, 5])
def test_an_interrupt_keeps_plan_and_bound(many, brute_force, after):
    cost, weight = _instance(4, clients=300, sites=40)
    best = p_median(cost, 6, weight=weight).certificate
    assert best.status == "optimal"
    assert many["bounds"] > after
    many.update(bounds=0, interrupt=after)
    plan = p_median(cost, 6, weight=weight)
    assert plan.certificate.status == "feasible"
    assert plan.certificate.bound <= best.objective * (1 + 1e-9) <= plan.certificate.objective * (1 + 2e-9)
    assert len(plan.sites) == 6


def test_the_plan_does_not_change_from_run_to_run(many):
    cost, weight = _instance(7, clients=200, sites=30)
    first, second = (p_median(cost, 5, weight=weight, gap=0.005) for _ in range(2))
    assert first.sites.tolist() == second.sites.tolist()
    assert (first.certificate.bound, first.certificate.message) == (
        second.certificate.bound,
        second.certificate.message,
    )

"""No allocation breaks a rule, and none is wrongly called optimal: brute force over officers, money and assistance."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from beatwright.core import InfeasibleError
from beatwright.planning import minimum_damage
from beatwright.solver import SolverError
from beatwright.solver.allocation.verify_allocation import broken_rules, verified_allocation

CASES = 500


def _curves(kind, rate, scale, strength):
    return {
        "reciprocal": scale / (1 + strength),
        "exponential": scale * np.exp(-rate * strength),
        "power": scale * (1 + strength) ** -rate,
    }[kind].sum(axis=1)


def _least(scale, options):
    """Return the least damage of all allocations that keep the rules; None where none does."""
    cost, budget, officers = options["cost"], options["budget"], options["officers"]
    most = np.minimum(options["upper"], np.floor(budget / cost * (1 + 1e-12)))
    most = most if officers is None else np.minimum(most, officers)
    ranges = [range(low, int(high) + 1) for low, high in zip(options["lower"], most, strict=True)]
    x = np.array(list(product(*ranges))).reshape(-1, len(scale))
    x = x[x @ cost <= budget * (1 + 1e-12)]
    x = x if officers is None else x[x.sum(axis=1) <= officers]
    strength = x @ (np.eye(len(scale)) + options["adjacency"]).T
    return None if not len(x) else _curves(options["curve"], options["rate"] or 1.0, scale, strength).min()


def _case(seed):
    """Draw a hostile case: zeros, ties, budgets met to the last unit, units from 1e-9 to 1e9."""
    random = np.random.default_rng(seed)
    n, money, damage = int(random.integers(1, 6)), 10.0 ** random.integers(-9, 10), 10.0 ** random.integers(-9, 10)
    cost = (random.integers(1, 5, n) if random.random() < 0.6 else random.random(n) + 0.2) * money
    lower = np.zeros(n, int) if random.random() < 0.7 else random.integers(0, 2, n)
    adjacency = (random.random((n, n)) < 0.6) * random.choice([0, 1, 0.5, 0.25, 0.137])
    np.fill_diagonal(adjacency, 0)
    kind = str(random.choice(["reciprocal", "exponential", "power"]))
    options = {
        "officers": int(random.integers(0, 7)) if random.random() < 0.8 else None,
        "cost": cost,
        "budget": float(random.choice([0, 1, 2, 3, 5, 7.5]) * money),
        "lower": lower,
        "upper": np.full(n, 6) if random.random() < 0.6 else lower + random.integers(0, 3, n),
        "adjacency": adjacency,
        "curve": kind,
        "rate": None if kind == "reciprocal" else float(random.choice([0.1, 1, 3])),
        "gap": float(random.choice([0, 0, 1e-7, 0.01])),
    }
    return random.choice([0, 1, 2, 5.5, 10], n) * damage, options


@pytest.mark.parametrize("seed", range(CASES))
def test_brute_force_agrees_and_no_rule_is_broken(seed):
    scale, options = _case(seed)
    least = _least(scale, options)
    if least is None:
        with pytest.raises(InfeasibleError):
            minimum_damage(scale, **options)
        return
    answer = minimum_damage(scale, **options)
    seen, damage = answer.certificate, float(answer.damage.sum())
    assert broken_rules(answer.instance, answer.officers) == []
    assert seen.objective == pytest.approx(damage, rel=1e-9, abs=0)
    assert seen.bound <= least * (1 + 1e-7)
    assert seen.status == "optimal"
    assert damage <= least * (1 + max(options["gap"], 1e-6))


def test_a_tight_budget_is_kept_beside_a_number_of_officers():
    """The relaxation knows of one of the two alone; rounded down it spent 8 of a budget of 3."""
    ring = np.roll(np.eye(8), 1, axis=1) + np.roll(np.eye(8), -1, axis=1)
    answer = minimum_damage(np.arange(1.0, 9.0), 8, cost=1.0, budget=3.0, adjacency=ring)
    assert answer.officers.sum() == 3
    assert answer.certificate.status == "optimal"


@pytest.mark.parametrize(
    ("officers", "word"), [([3, 3], "6 officers of 3"), ([-1, 0], "fewer than it must"), ([3, 0], "more than it may")]
)
def test_an_allocation_that_breaks_a_rule_never_leaves(officers, word):
    good = minimum_damage([4.0, 2.0], 3, upper=2)
    with pytest.raises(SolverError, match=word):
        verified_allocation(replace(good, officers=np.array(officers)), 0.0)


def test_a_claim_that_the_bound_does_not_hold_up_is_taken_back():
    good = minimum_damage([4.0, 2.0], 3)
    boast = replace(good.certificate, bound=0.5 * good.certificate.objective)
    assert verified_allocation(replace(good, certificate=boast), 0.0).certificate.status == "feasible"


@pytest.mark.parametrize(
    "options",
    [
        {"officers": 0},
        {"officers": 9, "upper": 2},
        {"officers": 4, "lower": 2, "upper": 2},
        {"officers": 4, "cost": 1.0, "budget": 0.0},
        {"cost": 1e9, "budget": 1e-9},
        {"officers": 9, "upper": 2, "cost": 1e-9, "budget": 1e-9 * 4},
    ],
)
@pytest.mark.parametrize("adjacency", [None, [[0, 0.137], [0.137, 0]]])
def test_what_is_settled_is_proven_at_once(options, adjacency):
    answer = minimum_damage([4.0, 2.0], **options, adjacency=adjacency)
    assert (answer.certificate.status, answer.certificate.gap) == ("optimal", 0.0)

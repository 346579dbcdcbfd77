"""Every location engine against enumeration, on tiny hostile instances: zeros, ties, no ways, locks, any unit."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest

from beatwright.solver import (
    InfeasibleError,
    Modes,
    backup_cover,
    max_cover,
    p_center,
    p_median,
    p_median_alternatives,
    p_median_curve,
    p_median_equity,
    p_median_scenarios,
    set_cover,
)
from beatwright.solver.location.p_median_milp import p_median_milp

SEEDS = range(40)  # the seeds up to 700 were run once
_UNITS = (1e-9, 1e-6, 1e-3, 1.0, 1.0, 1.0, 1e3, 1e6, 1e9)


class Case(NamedTuple):
    """Costs, weights, number of posts, a radius, and what is locked."""

    cost: np.ndarray
    weight: np.ndarray
    p: int
    radius: float
    opened: list[int]
    closed: list[int]

    @property
    def options(self):
        return {"weight": self.weight, "fixed_open": self.opened, "fixed_closed": self.closed}

    def plans(self, p):
        every = combinations(range(self.cost.shape[1]), p)
        return [s for s in every if set(self.opened) <= set(s) and not set(self.closed) & set(s)]

    def least(self, sites):
        return self.cost[:, list(sites)].min(axis=1)

    def median(self, sites):
        busy = self.weight > 0
        return float((self.weight[busy] * self.least(sites)[busy]).sum())

    def times(self, sites):
        return (self.cost[:, list(sites)] <= self.radius).sum(axis=1)


def _case(seed):
    random = np.random.default_rng(seed)
    n, m = int(random.integers(1, 6)), int(random.integers(1, 6))
    kinds = [
        random.integers(0, 3, (n, m)) * 1.0,
        random.random((n, m)),
        np.zeros((n, m)),
        10.0 ** random.integers(-9, 10, (n, m)),
        random.integers(0, 50, (n, m)) * 1.0,
    ]
    cost = kinds[random.integers(0, 5)] * random.choice(_UNITS)
    if random.random() < 0.3:
        cost[random.random((n, m)) < 0.3] = np.inf
    weights = [np.ones(n), random.integers(0, 3, n) * 1.0, np.zeros(n), 10.0 ** random.integers(-9, 10, n)]
    weight = [*weights, random.random(n) * random.choice(_UNITS)][random.integers(0, 5)]
    p, order = int(random.integers(1, m + 1)), random.permutation(m).tolist()
    locked = random.random() < 0.4
    opened = order[: int(random.integers(0, p + 1))] if locked else []
    closed = order[m - int(random.integers(0, m - p + 1)) :] if locked else []
    finite = cost[np.isfinite(cost)]
    radius = float(random.choice(finite)) if finite.size else 1.0
    return Case(cost, weight, p, radius, opened, closed if len(closed) < m else [])


def _judge(solve, plans, value, *, most=False):
    """Compare with the best of all plans that keep the rules: status, objective, bound."""
    worth = {sites: value(sites) for sites in plans}
    worth = {sites: number for sites, number in worth.items() if np.isfinite(number)}
    if not worth:
        with pytest.raises(InfeasibleError):
            solve()
        return None
    best = (max if most else min)(worth.values())
    plan = solve()
    seen, sites = plan.certificate, tuple(plan.sites.tolist())
    assert sites in worth
    assert seen.objective == pytest.approx(worth[sites], rel=1e-9, abs=0)
    sign = -1 if most else 1
    assert sign * seen.bound <= sign * best + 2e-6 * abs(best)
    assert most or seen.bound >= 0
    if seen.status == "optimal":
        assert seen.objective == pytest.approx(best, rel=2e-6, abs=0)
    return plan


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", [p_median, p_median_milp])
def test_p_median(engine, seed):
    case = _case(seed)
    plan = _judge(lambda: engine(case.cost, case.p, **case.options), case.plans(case.p), case.median)
    assert plan is None or plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", range(60))
def test_p_medians_of_tiny_costs_with_pairs_forbidden(seed):
    # What a client costs that nobody serves must not be so large beside the costs that these vanish in the sums.
    random = np.random.default_rng(seed)
    n, m, p = int(random.integers(8, 40)), int(random.integers(5, 13)), int(random.integers(1, 5))
    cost = 10.0 ** random.uniform(-3, 0, (n, m)) if seed % 2 else random.integers(0, 5, (n, m)) / 4.0
    cost[random.random((n, m)) < 0.3] = np.inf
    cost *= 10.0 ** -random.choice([12.0, 15.0, 18.0])
    best = min(float(cost[:, list(sites)].min(axis=1).sum()) for sites in combinations(range(m), p))
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            p_median(cost, p)
    else:
        seen = p_median(cost, p).certificate
        assert seen.status == "optimal"
        assert seen.objective == pytest.approx(best, rel=2e-9, abs=0.0)
        assert seen.bound <= best * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", [p_median, p_median_milp])
def test_p_median_with_modes(engine, seed):
    case, random = _case(seed), np.random.default_rng(seed)
    m = case.cost.shape[1]
    mode = np.arange(m) % 2
    large = int(random.integers(0, (m + 1) // 2 + 1))
    modes = Modes(
        np.arange(m) // 2, mode, [large, min(int(random.integers(large == 0, 3)), (m + 1) // 2 - large, m // 2)]
    )
    if modes.posts == 0:
        return
    p = modes.posts
    case = case._replace(opened=case.opened[:1], closed=[])
    plans = [sites for sites in case.plans(p) if modes.allows(np.array(sites))]
    plan = _judge(lambda: engine(case.cost, p, modes=modes, **case.options), plans, case.median)
    assert plan is None or plan.certificate.status == "optimal"


def test_clients_without_weight_and_modes_that_a_greedy_choice_cannot_fill():
    modes = Modes([0, 0, 1], [0, 1, 0], [1, 1])
    plan = p_median(np.ones((2, 3)), 2, weight=[0, 0], modes=modes)
    assert plan.sites.tolist() == [1, 2]
    assert plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", SEEDS)
def test_alternatives_are_all_of_the_best_plans_and_end_where_there_are_no_more(seed):
    case = _case(seed)
    values = sorted(v for v in map(case.median, case.plans(case.p)) if np.isfinite(v))
    if not values:
        return
    found = p_median_alternatives(case.cost, case.p, 4, **case.options)
    assert len({tuple(plan.sites) for plan in found}) == len(found) == len(values[:4])
    assert {plan.certificate.status for plan in found} == {"optimal"}
    assert [plan.certificate.objective for plan in found] == pytest.approx(values[:4], rel=1e-8, abs=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_curve(seed):
    case = _case(seed)
    ps = range(max(1, len(case.opened)), case.cost.shape[1] - len(case.closed) + 1)
    best = [min(map(case.median, case.plans(p))) for p in ps]
    if not np.isfinite(best).all():
        return
    found = p_median_curve(case.cost, ps, **case.options)
    assert [plan.certificate.objective for plan in found] == pytest.approx(best, rel=1e-8, abs=0)
    assert {plan.certificate.status for plan in found} == {"optimal"}


@pytest.mark.parametrize("seed", SEEDS)
def test_p_center(seed):
    case = _case(seed)
    busy = case.weight > 0
    plan = _judge(
        lambda: p_center(case.cost, case.p, **case.options),
        case.plans(case.p),
        lambda sites: float((case.weight[busy] * case.least(sites)[busy]).max(initial=0.0)),
    )
    assert plan is None or plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", SEEDS)
def test_max_cover(seed):
    case = _case(seed)
    plan = _judge(
        lambda: max_cover(case.cost, case.p, case.radius, **case.options),
        case.plans(case.p),
        lambda sites: float(case.weight[case.times(sites) > 0].sum()),
        most=True,
    )
    assert plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("first", [None, 0.0, 0.3])
def test_backup_cover(seed, first):
    case = _case(seed)

    def value(sites):
        once, twice = (float(case.weight[case.times(sites) >= k].sum()) for k in (1, 2))
        return twice if first is None else first * once + (1 - first) * twice

    plans = case.plans(case.p)
    if first is None:
        plans = [sites for sites in plans if ((case.times(sites) > 0) | (case.weight == 0)).all()]
    _judge(lambda: backup_cover(case.cost, case.p, case.radius, first=first, **case.options), plans, value, most=True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["number", "even", "uneven"])
def test_set_cover(seed, kind):
    case, random = _case(seed), np.random.default_rng(seed)
    m = case.cost.shape[1]
    even, uneven = random.integers(1, 6, m) * random.choice(_UNITS), 10.0 ** random.integers(-9, 10, m)
    price = {"number": None, "even": even, "uneven": uneven}[kind]
    paid = np.ones(m) if price is None else price
    plans = [s for p in range(m + 1) for s in case.plans(p) if ((case.times(s) > 0) | (case.weight == 0)).all()]
    plan = _judge(
        lambda: set_cover(case.cost, case.radius, price=price, **case.options), plans, lambda s: paid[list(s)].sum()
    )
    assert plan is None or plan.certificate.status == "optimal"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("measure", ["mean", "worst", "equity"])
def test_robust_p_medians(seed, measure):
    case, random = _case(seed), np.random.default_rng(seed)
    cost = np.where(np.isfinite(case.cost), case.cost, 0.0)
    case = case._replace(cost=cost, weight=case.weight + (case.weight.sum() == 0))
    weights = random.integers(0, 3, (3, len(cost))) * random.choice(_UNITS)
    locks = {"fixed_open": case.opened, "fixed_closed": case.closed}
    part = np.arange(len(cost)) % 2
    share = [np.where(part == k, case.weight, 0.0) for k in (0, 1)]
    share = [row / row.sum() for row in share if row.sum() > 0]

    def value(sites):
        each = weights @ case.least(sites)
        if measure == "equity":
            mean = case.weight @ case.least(sites) / case.weight.sum()
            return float(mean + 2.0 * max(row @ case.least(sites) for row in share))
        return float(each.mean() if measure == "mean" else each.max())

    def solve():
        if measure == "equity":
            return p_median_equity(cost, case.p, part, 2.0, **case.options)
        return p_median_scenarios(cost, case.p, weights, measure=measure, **locks)

    assert _judge(solve, case.plans(case.p), value).certificate.status == "optimal"


@pytest.mark.parametrize("gap", [1e-9, 1e-7, 1e-4, 0.3])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_gap_that_was_asked_for_and_reached_is_called_optimal(seed, gap):
    case = _case(seed)
    values = [v for v in map(case.median, case.plans(case.p)) if np.isfinite(v)]
    if not values:
        return
    engines = [
        (p_median(case.cost, case.p, gap=gap, **case.options), min(values)),
        (max_cover(case.cost, case.p, case.radius, gap=gap, **case.options), None),
        (p_center(case.cost, case.p, gap=gap, **case.options), None),
    ]
    for plan, best in engines:
        seen = plan.certificate
        assert seen.status == "optimal"
        assert abs(seen.objective - seen.bound) <= gap * abs(seen.objective) * (1 + 1e-6)
        assert best is None or seen.bound <= best * (1 + 1e-9) <= seen.objective * (1 + 2e-9)

"""A search that is stopped, whenever, hands back its best plan and a bound that enumeration confirms."""

import math
import signal
from itertools import combinations, pairwise

import numpy as np
import pytest

from beatwright.core import ParameterError
from beatwright.solver import (
    backup_cover,
    capacitated_p_median,
    max_cover,
    p_center,
    p_median,
    p_median_alternatives,
    p_median_curve,
    p_median_equity,
    p_median_scenarios,
    set_cover,
)

CLIENTS, SITES, P, RADIUS = 9, 7, 3, 0.4
AFTER = [0, 1, 2, 3, 5, 8, 13, 10_000]
LARGE = 40  # clients and sites of an instance that branches: costs at random, in no plane


def _instance(seed, clients=CLIENTS, sites=SITES):
    random = np.random.default_rng(seed)
    places, posts = random.random((clients, 2)), random.random((sites, 2))
    cost = np.hypot(*(places[:, None] - posts[None]).transpose(2, 0, 1))
    return cost, random.integers(1, 6, clients).astype(float)


def _branching():
    random = np.random.default_rng(1)
    return random.random((LARGE, LARGE)), random.integers(1, 6, LARGE).astype(float)


def _plans(sites=SITES, p=P):
    return [list(plan) for plan in combinations(range(sites), p)]


def _median(cost, weight, plan):
    return float(weight @ cost[:, plan].min(axis=1))


def _fair(cost, weight, plan, district, equity=2.0):
    least = cost[:, plan].min(axis=1)
    means = [np.average(least[district == d], weights=weight[district == d]) for d in np.unique(district)]
    return float(np.average(least, weights=weight) + equity * max(means))


def _shared(cost, plan, room):
    """Least cost of a plan in which no site serves more than `room` clients of weight 1."""
    best = math.inf
    for given in np.ndindex(*[len(plan)] * len(cost)):
        if max(np.bincount(given, minlength=len(plan))) <= room:
            best = min(best, float(cost[np.arange(len(cost)), np.array(plan)[list(given)]].sum()))
    return best


DISTRICT = np.arange(CLIENTS) % 3
SCENARIOS = np.random.default_rng(5).integers(0, 5, (4, CLIENTS)) + 1.0


def _worst(cost, plan):
    return float(max(SCENARIOS @ cost[:, plan].min(axis=1)))


# Each engine, and what enumeration finds: the value of the best plan.
ENGINES = {
    "p_median": (
        lambda c, w, o: p_median(c, P, weight=w, **o),
        lambda c, w: min(_median(c, w, plan) for plan in _plans()),
    ),
    "curve": (
        lambda c, w, o: p_median_curve(c, [1, P], weight=w, **o)[1],
        lambda c, w: min(_median(c, w, plan) for plan in _plans()),
    ),
    "alternatives": (
        lambda c, w, o: p_median_alternatives(c, P, 3, weight=w, **o)[0],
        lambda c, w: min(_median(c, w, plan) for plan in _plans()),
    ),
    "equity": (
        lambda c, w, o: p_median_equity(c, P, DISTRICT, 2.0, weight=w, **o),
        lambda c, w: min(_fair(c, w, plan, DISTRICT) for plan in _plans()),
    ),
    "worst scenario": (
        lambda c, w, o: p_median_scenarios(c, P, SCENARIOS, measure="worst", **o),
        lambda c, w: min(_worst(c, plan) for plan in _plans()),
    ),
    "p_center": (
        lambda c, w, o: p_center(c, P, **o),
        lambda c, w: min(c[:, plan].min(axis=1).max() for plan in _plans()),
    ),
    "max_cover": (
        lambda c, w, o: max_cover(c, P, 0.2, weight=w, **o),
        lambda c, w: max(w[(c[:, plan] <= 0.2).any(axis=1)].sum() for plan in _plans()),
    ),
    "backup_cover": (
        lambda c, w, o: backup_cover(c, P, 0.3, weight=w, first=0.5, **o),
        lambda c, w: max(
            0.5 * sum(w[(c[:, plan] <= 0.3).sum(axis=1) >= times].sum() for times in (1, 2)) for plan in _plans()
        ),
    ),
    "set_cover": (
        lambda c, w, o: set_cover(c, c.min(axis=1).max(), **o),
        lambda c, w: min(
            k
            for k in range(1, SITES + 1)
            for plan in _plans(p=k)
            if c[:, plan].min(axis=1).max() <= c.min(axis=1).max()
        ),
    ),
    "capacitated": (
        lambda c, w, o: capacitated_p_median(c[:6], 2, 3.0, **o),
        lambda c, w: min(_shared(c[:6], plan, 3) for plan in _plans(p=2)),
    ),
}


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_stopped_search_has_a_plan_and_a_bound(stop_after, engine, after):
    solve, enumerate_plans = ENGINES[engine]
    for seed in range(3):
        cost, weight = _instance(seed)
        best = enumerate_plans(cost, weight)
        plan = solve(cost, weight, {"stop": stop_after(after)})
        seen = plan.certificate
        low, high = sorted((seen.objective, seen.bound))
        assert plan.sites.size
        assert low <= best * (1 + 1e-6)
        assert high >= best * (1 - 1e-6)
        assert seen.maximised or seen.bound <= seen.objective
        assert seen.status in ("optimal", "feasible")
        if seen.status == "optimal" or after == AFTER[-1]:
            assert seen.objective == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("after", range(0, 60, 4))
def test_a_search_that_branches_stops_anywhere(stop_after, after):
    cost, weight = _branching()
    best = p_median(cost, 8, weight=weight).certificate.objective
    plan = p_median(cost, 8, weight=weight, stop=stop_after(after))
    assert plan.sites.size == 8
    assert 0 <= plan.certificate.bound <= best * (1 + 1e-9) <= plan.certificate.objective * (1 + 1e-8)
    assert plan.certificate.status == "optimal" or plan.certificate.message.endswith("stopped")


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_is_a_wish_to_stop(engine):
    solve, enumerate_plans = ENGINES[engine]
    cost, weight = _instance(2)
    best = enumerate_plans(cost, weight)
    heard = []

    def press():
        if not heard:
            heard.append(True)
            signal.raise_signal(signal.SIGINT)
        return False

    plan = solve(cost, weight, {"stop": press})
    assert plan.sites.size
    low, high = sorted((plan.certificate.objective, plan.certificate.bound))
    assert low <= best * (1 + 1e-6)
    assert high >= best * (1 - 1e-6)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_told_gets_better_and_is_true(engine):
    solve, enumerate_plans = ENGINES[engine]
    cost, weight = _instance(0)
    told = []
    plan = solve(cost, weight, {"progress": lambda *news: told.append(news)})
    best, sign = enumerate_plans(cost, weight), -1.0 if plan.certificate.maximised else 1.0
    if engine in ("curve", "alternatives"):
        return  # several searches, one after the other
    for objective, bound, seconds in told:
        assert math.isnan(objective) or sign * objective >= sign * best - 1e-6
        assert sign * bound <= sign * best + 1e-6
        assert seconds >= 0
    bounds = [sign * bound for _, bound, _ in told]
    assert bounds == sorted(bounds)


def test_a_search_that_branches_tells_of_its_plan_and_bound():
    cost, weight = _branching()
    told = []
    plan = p_median(cost, 8, weight=weight, progress=lambda *news: told.append(news))
    assert len(told) >= 2
    assert told[-1][0] == pytest.approx(plan.certificate.objective)
    assert all(one[0] >= two[0] and one[1] <= two[1] for one, two in pairwise(told))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stop": 1}, "The 'stop' parameter of p_median must be a function or None. Got 1."),
        ({"progress": "x"}, "The 'progress' parameter of p_median must be a function or None. Got 'x'."),
        ({"seconds": 0, "gap": -1.0}, "'gap'"),
    ],
)
def test_wrong_options_are_told(options, sentence):
    with pytest.raises(ParameterError) as error:
        p_median([[1.0]], 1, **options)
    assert sentence in str(error.value)


def test_an_option_that_is_not_known_is_a_type_error():
    with pytest.raises(TypeError, match=r"p_median\(\) got an unexpected keyword argument 'secnds'"):
        p_median([[1.0]], 1, secnds=3)

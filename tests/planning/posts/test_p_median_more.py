"""PMedian beyond one plan for the mean: fairness, risk, ranked alternatives, worth of posts, the curve over p."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import City, Demand, InfeasibleError, ParameterError, Plan, Post, Problem, Travel
from beatwright.data import CurrentPosts
from beatwright.planning import PMedian
from beatwright.testing import assert_plan_valid, small_problem

QUICK = settings(max_examples=20, deadline=None)
SEEDS = st.integers(0, 500)


def travel_of(problem: Problem, sites: tuple[int, ...], by: str = "metres") -> np.ndarray:
    return np.asarray(getattr(problem.city.travel, by)[list(sites)].astype(float).min(axis=0))


def mean_way(problem: Problem, sites: tuple[int, ...]) -> float:
    weight = problem.zone_weight()
    return float(weight @ travel_of(problem, sites) / weight.sum())


def worst_district(problem: Problem, sites: tuple[int, ...]) -> float:
    weight, near = problem.zone_weight(), travel_of(problem, sites)
    parent = problem.city.zones["parent"].to_numpy()
    return max(float(np.average(near[parent == d], weights=weight[parent == d])) for d in ("west", "east"))


def scenario_ways(problem: Problem, sites: tuple[int, ...]) -> np.ndarray:
    """Return the total way of each scenario, per expected call."""
    calls = problem.demand.rate.mean(axis=2).sum(axis=2)
    return np.asarray(calls @ travel_of(problem, sites) / (problem.demand.weight @ calls).sum())


def cvar(values: np.ndarray, chance: np.ndarray, tail: float) -> float:
    """Return the least over t of t + E[(value - t)+] / tail, which is attained at one of the values."""
    return min(float(t + chance @ np.maximum(values - t, 0.0) / tail) for t in values)


def positions(plan: Plan, problem: Problem) -> tuple[int, ...]:
    return tuple(int(site) for site in plan.site_positions(problem.city))


def with_zones(problem: Problem, **columns: object) -> Problem:
    city = problem.city
    return replace(problem, city=City(city.boundary, city.zones.assign(**columns), city.sites, city.travel))


# Fairness.


@QUICK
@given(seed=SEEDS, p=st.integers(1, 6), fairness=st.floats(0.01, 20.0))
def test_fairness_agrees_with_enumeration(seed: int, p: int, fairness: float) -> None:
    problem = small_problem(seed)

    def value(sites: tuple[int, ...]) -> float:
        return mean_way(problem, sites) + fairness * worst_district(problem, sites)

    best = min(value(sites) for sites in combinations(range(6), p))
    plan = PMedian(p=p, fairness=fairness).solve(problem)
    assert plan.certificate is not None
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best, rel=1e-6)
    assert best * (1 - 1e-6) <= plan.certificate.bound <= plan.certificate.objective
    assert value(positions(plan, problem)) == pytest.approx(best, rel=1e-6)
    assert f"{worst_district(problem, positions(plan, problem)):,.1f}" in plan.notes[0]


def test_the_more_fairness_counts_the_better_is_the_worst_district() -> None:
    for seed in range(8):
        problem = small_problem(seed)
        plans = [PMedian(p=3, fairness=x).solve(problem) for x in (0.0, 0.5, 2.0, 50.0)]
        worst = [worst_district(problem, positions(plan, problem)) for plan in plans]
        mean = [mean_way(problem, positions(plan, problem)) for plan in plans]
        assert worst == sorted(worst, reverse=True)
        assert mean == sorted(mean)
        assert plans[0].site_ids == PMedian(p=3).solve(problem).site_ids


def test_fairness_needs_districts() -> None:
    bare = with_zones(small_problem(), parent=None)
    with pytest.raises(ParameterError, match="the zones of the city 'city' have no 'parent'"):
        PMedian(p=2, fairness=1.0).solve(bare)


def test_zones_in_no_district_count_as_one() -> None:
    problem = small_problem()
    parents = problem.city.zones["parent"].where(problem.city.zones["parent"] == "west", None)
    plan = PMedian(p=2, fairness=3.0).solve(with_zones(problem, parent=parents))
    assert plan.site_ids == PMedian(p=2, fairness=3.0).solve(problem).site_ids


@pytest.mark.parametrize("options", [{"fairness": 1.0}, {"risk": "worst"}])
def test_fairness_and_risk_need_every_way(options: dict[str, object]) -> None:
    problem = small_problem(scenarios=2)
    metres = problem.city.travel.metres.copy()
    metres[2, 4] = np.inf
    problem = replace(problem, city=replace(problem.city, travel=Travel(metres, metres / 500.0, "road")))
    with pytest.raises(
        InfeasibleError, match=r"needs a route from every candidate site .* 1 pairs have none, of zones z5"
    ):
        PMedian(p=2, **options).solve(problem)  # type: ignore[arg-type]
    assert len(PMedian(p=2).solve(problem).site_ids) == 2


# Risk.


@QUICK
@given(
    seed=SEEDS,
    p=st.integers(1, 6),
    scenarios=st.integers(1, 6),
    tail=st.floats(0.05, 1.0),
    risk=st.sampled_from(["cvar", "worst"]),
)
def test_risk_agrees_with_enumeration(seed: int, p: int, scenarios: int, tail: float, risk: str) -> None:
    problem = small_problem(seed, scenarios=scenarios)
    chance = np.random.default_rng(seed).uniform(0.1, 1.0, scenarios)
    problem = replace(problem, demand=Demand(problem.demand.rate, chance))
    weight = problem.demand.weight

    def value(sites: tuple[int, ...]) -> float:
        each = scenario_ways(problem, sites)
        return float(each.max()) if risk == "worst" else cvar(each, weight, tail)

    best = min(value(sites) for sites in combinations(range(6), p))
    plan = PMedian(p=p, risk=risk, tail=tail).solve(problem)
    assert plan.certificate is not None
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(best, rel=1e-6)
    assert value(positions(plan, problem)) == pytest.approx(best, rel=1e-6)


@QUICK
@given(seed=SEEDS, p=st.integers(1, 6))
def test_the_mean_of_the_tail_of_everything_is_the_mean(seed: int, p: int) -> None:
    problem = small_problem(seed, scenarios=4)
    plain = PMedian(p=p).solve(problem)
    assert plain.posts == PMedian(p=p, risk="mean").solve(problem).posts
    whole = PMedian(p=p, risk="cvar", tail=1.0).solve(problem)
    assert plain.certificate is not None
    assert whole.certificate is not None
    assert whole.certificate.objective == pytest.approx(plain.certificate.objective, rel=1e-9)
    one = small_problem(seed)
    assert PMedian(p=p, risk="worst").solve(one).certificate.objective == pytest.approx(  # type: ignore[union-attr]
        PMedian(p=p).solve(one).certificate.objective,  # type: ignore[union-attr]
        rel=1e-9,
    )


# Alternatives.


@QUICK
@given(seed=SEEDS, p=st.integers(1, 5), m=st.integers(1, 5))
def test_alternatives_are_the_best_sets_in_order(seed: int, p: int, m: int) -> None:
    problem = small_problem(seed)
    every = sorted(mean_way(problem, sites) for sites in combinations(range(6), p))
    plans = PMedian(p=p).alternatives(problem, m=m)
    found = [mean_way(problem, positions(plan, problem)) for plan in plans]
    assert found == pytest.approx(every[:m], rel=1e-9)
    assert len({plan.site_ids for plan in plans}) == len(plans) == len({plan.name for plan in plans})
    for plan in plans:
        assert_plan_valid(plan, problem)


@QUICK
@given(seed=SEEDS, differ=st.integers(1, 3))
def test_alternatives_keep_their_distance(seed: int, differ: int) -> None:
    problem = small_problem(seed)
    plans = PMedian(p=3).alternatives(problem, m=4, differ=differ)
    rest = sorted(combinations(range(6), 3), key=lambda sites: mean_way(problem, sites))
    for plan in plans:
        assert mean_way(problem, positions(plan, problem)) == pytest.approx(mean_way(problem, rest[0]), rel=1e-9)
        rest = [sites for sites in rest if len(set(sites) - set(positions(plan, problem))) >= differ]
    assert len(plans) == 4 or not rest


def test_each_alternative_tells_its_loss() -> None:
    problem = small_problem(3)
    first, second, third = PMedian(p=2).alternatives(problem, m=3)
    assert first.posts == PMedian(p=2).solve(problem).posts
    assert first.certificate is not None
    assert first.certificate.status == "optimal"
    best = first.certificate.objective
    for rank, plan in enumerate((second, third), 2):
        certificate = plan.certificate
        assert certificate is not None
        loss = mean_way(problem, positions(plan, problem)) - best
        assert plan.notes[0].startswith(
            f"Rank {rank}: {loss:,.1f} m per call ({100 * loss / best:.1f} %) above the optimum, with "
        )
        assert (certificate.status, certificate.bound) == ("feasible", first.certificate.bound)
        assert certificate.gap == pytest.approx(loss / best)


def test_there_are_no_more_plans_than_there_are() -> None:
    assert len(PMedian(p=5).alternatives(small_problem(), m=20)) == 6
    assert len(PMedian(p=6).alternatives(small_problem(), m=3)) == 1


def test_what_alternatives_do_not_take() -> None:
    problem = small_problem()
    with pytest.raises(ParameterError, match=r"'differ' parameter of PMedian.alternatives must be .* \[1, 2\]. Got 3."):
        PMedian(p=2).alternatives(problem, differ=3)
    with pytest.raises(ParameterError, match=r"'m' parameter of PMedian.alternatives"):
        PMedian(p=2).alternatives(problem, m=0)
    with pytest.raises(ParameterError, match="leave out 'fairness' and 'risk'"):
        PMedian(p=2, fairness=1.0).alternatives(problem)


# The curve.


@QUICK
@given(seed=SEEDS, ps=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_the_curve_is_what_solve_proves(seed: int, ps: list[int]) -> None:
    problem = small_problem(seed)
    plans = PMedian(p=1).curve(problem, ps)
    alone = [PMedian(p=p).solve(problem) for p in ps]
    assert [(plan.site_ids, plan.name) for plan in plans] == [(plan.site_ids, plan.name) for plan in alone]
    for plan, one in zip(plans, alone, strict=True):
        assert plan.certificate is not None
        assert one.certificate is not None
        assert (plan.certificate.status, plan.certificate.unit) == ("optimal", one.certificate.unit)
        assert plan.certificate.objective == pytest.approx(one.certificate.objective, rel=1e-9)


def test_the_curve_with_posts_of_today_names_and_fairness() -> None:
    problem = small_problem()
    kept = PMedian(p=1, keep_current=True, name="ours").curve(problem, (3, 2))
    assert [plan.name for plan in kept] == ["ours, p = 3", "ours, p = 2"]
    assert all("s2" in plan.site_ids for plan in kept)
    fair = PMedian(p=1, fairness=2.0).curve(problem, (1, 2, 3))
    assert [plan.site_ids for plan in fair] == [PMedian(p=p, fairness=2.0).solve(problem).site_ids for p in (1, 2, 3)]


@pytest.mark.parametrize(
    ("ps", "said"), [([], "at least one"), ([0], "'ps'"), ([2, 7], r"\[1, 6\]. Got 7."), (["2"], "'ps'")]
)
def test_wrong_numbers_of_posts_are_told(ps: list[int], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        PMedian(p=1).curve(small_problem(), ps)


# What posts are worth.


@QUICK
@given(seed=SEEDS, sites=st.sets(st.integers(0, 5), min_size=2, max_size=5))
def test_post_values_agree_with_the_definition(seed: int, sites: set[int]) -> None:
    problem = small_problem(seed)
    ids = problem.city.site_ids
    plan = Plan(posts=tuple(Post(ids[site]) for site in sites))
    now = mean_way(problem, tuple(sites))
    table = PMedian(p=1).post_values(problem, plan)
    assert list(table.columns) == ["change", "mean", "difference", "percent"]
    assert tuple(table.index[:-1]) == plan.site_ids
    for site in sites:
        after = mean_way(problem, tuple(sites - {site}))
        assert table.loc[ids[site], "change"] == "close"
        assert table.loc[ids[site], "mean"] == pytest.approx(after, rel=1e-9)
        assert table.loc[ids[site], "difference"] == pytest.approx(after - now, rel=1e-6, abs=1e-9)
    added = {ids[new]: mean_way(problem, (*sites, new)) for new in range(6) if new not in sites}
    last = table.iloc[-1]
    assert last["change"] == "open"
    assert last["mean"] == pytest.approx(min(added.values()), rel=1e-9)
    assert added[str(table.index[-1])] == pytest.approx(min(added.values()), rel=1e-9)
    assert last["percent"] == pytest.approx(100 * (min(added.values()) - now) / now, rel=1e-6, abs=1e-9)


def test_the_next_post_stands_at_a_candidate() -> None:
    problem = small_problem()
    sites = problem.city.sites.assign(candidate=[False, False, True, False, True, False])
    problem = replace(problem, city=replace(problem.city, sites=sites))
    table = PMedian(p=1).post_values(problem, CurrentPosts().solve(problem))
    assert table.index[0] == "s2"
    assert np.isinf(table.loc["s2", "difference"])
    assert table.index[1] in ("s3", "s5")
    full = PMedian(p=1).post_values(problem, Plan(posts=(Post("s3"), Post("s5"))))
    assert list(full["change"]) == ["close", "close"]


def test_posts_that_leave_a_zone_without_a_way_have_no_values() -> None:
    problem = small_problem()
    metres = problem.city.travel.metres.copy()
    metres[0, 7] = np.inf
    problem = replace(problem, city=replace(problem.city, travel=Travel(metres, metres / 500.0, "road")))
    with pytest.raises(ParameterError, match=r"cannot reach 1 zone with demand, .* z8"):
        PMedian(p=1).post_values(problem, Plan(posts=(Post("s1"),)))
    with pytest.raises(ParameterError, match="has no posts yet"):
        PMedian(p=1).post_values(problem, Plan())

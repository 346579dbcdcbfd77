"""The price of any plan: how far it is from the proven optimum of as many posts."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.core import Plan, Post
from beatwright.planning import BackupCover, MaxCover, PCenter, PMedian
from beatwright.testing import small_problem

PROBLEM = small_problem(4, scenarios=3)
PLANNERS = [
    PMedian(p=2),
    PMedian(p=2, by="minutes", weight="penalty"),
    PMedian(p=2, fairness=1.0),
    PMedian(p=2, risk="cvar", tail=0.5),
    PCenter(p=2),
    MaxCover(p=2),
    BackupCover(p=2),
]


def at(*sites, name="draft"):
    return Plan(posts=tuple(map(Post, sites)), name=name)


def every_plan(p=2):
    return [at(*sites) for sites in combinations(PROBLEM.city.site_ids, p)]


@pytest.mark.parametrize("planner", PLANNERS, ids=lambda planner: planner.label)
def test_of_all_plans_the_optimum_alone_is_optimal_and_every_bound_is_its(planner):
    best = planner.solve(PROBLEM)
    prices = {plan.site_ids: planner.price(PROBLEM, plan, best) for plan in every_plan()}
    least = min(price.objective for price in prices.values())
    assert least == pytest.approx(best.certificate.objective, rel=1e-9)
    for sites, price in prices.items():
        as_good = price.objective <= least * (1 + 1e-9)
        assert (price.status == "optimal") == as_good, sites
        assert price.bound == pytest.approx(best.certificate.bound, rel=1e-9)
        assert price.unit == best.certificate.unit
        assert "may not use" not in price.message
    assert prices[best.site_ids].exact


def test_the_objective_is_the_mean_distance_of_the_plan():
    weight, metres = PROBLEM.zone_weight(), PROBLEM.city.travel.metres
    for plan in every_plan():
        mean = weight @ metres[plan.site_positions(PROBLEM.city)].min(axis=0) / weight.sum()
        assert PMedian(p=2).price(PROBLEM, plan).objective == pytest.approx(mean)


def test_the_search_is_run_where_no_best_plan_is_given():
    step, draft = PMedian(p=2, forbid=("s2",)), at("s1", "s4")
    searched = step.price(PROBLEM, draft)
    assert replace(searched, seconds=0.0) == replace(step.price(PROBLEM, draft, step.solve(PROBLEM)), seconds=0.0)
    assert searched.method.startswith("draft; bound of PMedian(p=2, forbid=")


def test_the_gap_asked_for_decides_what_is_optimal():
    loose = PMedian(p=2, gap=0.5)
    price = loose.price(PROBLEM, loose.solve(PROBLEM))
    assert price.status == "optimal"
    assert not price.exact
    assert loose.price(PROBLEM, at("s1", "s4")).status == "feasible"


def test_sites_that_the_options_do_not_allow_are_named_and_the_bound_is_still_of_the_options():
    free, bound = PMedian(p=2).solve(PROBLEM), PMedian(p=2, keep=("s1",), forbid=("s6",))
    worse = bound.price(PROBLEM, at("s5", "s6"))
    assert worse.bound == pytest.approx(bound.solve(PROBLEM).certificate.objective) or not np.isfinite(worse.bound)
    assert "may not use: s6." in worse.message
    assert "leaves out sites to keep: s1." in worse.message
    better = bound.price(PROBLEM, free)
    assert better.status == "feasible"
    assert better.text == "feasible, nothing proven"
    assert "It is better than any plan that keeps to them" in better.message


def test_a_post_of_today_that_is_no_candidate_is_priced_too():
    sites = PROBLEM.city.sites
    bare = replace(PROBLEM, city=replace(PROBLEM.city, sites=sites.assign(candidate=sites.index != "s6")))
    price = PMedian(p=2).price(bare, at("s5", "s6"))
    assert "may not use: s6." in price.message
    assert price.objective == pytest.approx(PMedian(p=2).price(PROBLEM, at("s5", "s6")).objective)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (at("s1", "s2", "s3"), "p = 2, and the plan 'draft' has 3 posts. Give the planner p = 3."),
        (Plan(districts={"z1": "a"}), "has no posts yet"),
    ],
)
def test_plans_of_another_number_of_posts_are_not_compared(plan, said):
    with pytest.raises(ParameterError, match=said):
        PMedian(p=2).price(PROBLEM, plan)


def test_a_best_plan_of_another_step_or_problem_is_not_taken():
    with pytest.raises(ParameterError, match=r"must be one of PMedian\(p=2\) with its certificate"):
        PMedian(p=2).price(PROBLEM, at("s1", "s2"), PMedian(p=2, forbid=("s5",)).solve(PROBLEM))
    step, far = PMedian(p=2), PMedian(p=2).solve(PROBLEM)
    in_one_zone = np.where(np.arange(24)[None, :, None, None] < 1, PROBLEM.demand.rate, 0.0)
    near = replace(PROBLEM, demand=replace(PROBLEM.demand, rate=in_one_zone))
    with pytest.raises(ParameterError, match="made on another problem"):
        step.price(near, step.solve(near), far)


def test_posts_that_break_a_rule_of_the_planner_have_no_price():
    with pytest.raises(InfeasibleError, match="No other site counts here than the posts of the plan 'draft'"):
        BackupCover(p=3, cover_all=True).price(replace(PROBLEM, within=1900.0), at("s1", "s2", "s4"))

"""How good anybody could have been: the hindsight optimum and the regret against it."""

import dataclasses
import itertools
import math
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beatwright.core import Case, Certificate, InfeasibleError, Measure, ParameterError, Plan, Post
from beatwright.core.tools import Tools
from beatwright.data import CurrentPosts
from beatwright.evaluate import Coverage, Districts
from beatwright.examine import Hindsight
from beatwright.examine.hindsight import hindsight_words
from beatwright.examine.hindsight.hindsight_examiner import _chain, held_to_seconds
from beatwright.examine.hindsight.regret import regret_of, regrets_of
from beatwright.planning import (
    BalancedDistricts,
    BusiestZones,
    MaxCover,
    MinimumDamage,
    PCenter,
    PMedian,
    RandomPosts,
    SetCover,
)
from beatwright.testing import check_examiner, small_problem


def case_of(planners, on=None, judge=None, seeds=(0, 1), base=None, factor=1.0):
    """Return a case planned on one demand and judged on another; the last planner's plan is the main one."""
    problem, heldout = small_problem(seeds[0]), small_problem(seeds[1])
    came = dataclasses.replace(heldout.demand, rate=heldout.demand.rate * factor, source="what came")
    heldout = dataclasses.replace(problem, demand=came)
    plans = {} if base is None else {base.name: base}
    for name, planner in planners.items():
        plans[name] = dataclasses.replace(planner.solve(problem, plans.get((on or {}).get(name))), name=name)
    judged = [(judge or Coverage()).score(heldout, plan) for plan in plans.values()]
    return Case("small", problem, heldout, tuple(plans.values()), tuple(judged), list(plans)[-1], next(iter(plans)))


def enumerated(problem, p, name, best=min):
    """Return the best figure of all plans of p posts."""
    sites = problem.city.site_ids
    plans = (Plan(posts=tuple(map(Post, some))) for some in itertools.combinations(sites, p))
    return best(Coverage().score(problem, plan)[name] for plan in plans)


def regrets_in(case, planner, plan=None):
    judge, plan, best = Coverage(), plan or case.plan("main"), planner.solve(case.heldout)
    heldout, planned = judge.score(case.heldout, plan), judge.score(case.problem, plan)
    return regrets_of(heldout, planned, judge.score(case.heldout, best), plan.certificate, best.certificate)


@pytest.mark.parametrize(
    ("planner", "name", "best"),
    [
        (PMedian(p=2), "mean distance", min),
        (PMedian(p=3, by="minutes"), "mean time", min),
        (MaxCover(p=2), "share within 1000 m", max),
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_hindsight_optimum_is_the_best_of_all_plans(planner, name, best, seed):
    case = case_of({"main": planner}, seeds=(0, seed))
    found = Hindsight(planners={"main": planner}, judge=Coverage()).examine(case, None)
    optimum = enumerated(case.heldout, planner.p, name, best)
    assert found.certificates["hindsight optimum"].exact
    first = regrets_in(case, planner)[0]
    assert (first.own, first.measure.name, found.table("regret").index[0]) == (True, name, name)
    assert first.hindsight == pytest.approx(optimum, rel=1e-9)
    assert first.bound == pytest.approx(optimum, rel=1e-6)
    lost = abs(Coverage().score(case.heldout, case.plan("main"))[name] - optimum)
    assert first.total == first.forecast == pytest.approx(lost, abs=1e-9)
    assert first.optimiser == 0.0
    again = Plan.from_dict(found.details["hindsight"])
    assert Coverage().score(case.heldout, again)[name] == pytest.approx(optimum, rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(seeds=st.tuples(st.integers(0, 50), st.integers(51, 100)), p=st.integers(1, 4))
def test_a_proven_planner_never_regrets_less_than_nothing(seeds, p):
    case = case_of({"main": PMedian(p=p)}, seeds=seeds)
    first = regrets_in(case, PMedian(p=p))[0]
    assert first.own
    assert first.total >= 0
    assert (first.forecast, first.optimiser) == (first.total, 0.0)


def loose(case, problem, sites, share):
    """Return a plan that is not the best, with a true but loose bound: the share of the optimum."""
    optimum = enumerated(problem, len(sites), "mean distance")
    plan = Plan(posts=tuple(map(Post, sites)), name="main")
    value = Coverage().score(problem, plan)["mean distance"]
    proof = Certificate("feasible", value, share * optimum, unit="m per call")
    return dataclasses.replace(plan, certificate=proof)


@pytest.mark.parametrize("factor", [1.0, 0.4, 3.0])
@pytest.mark.parametrize("sites", [("s1", "s2"), ("s5", "s6"), ("s1", "s6")])
@pytest.mark.parametrize("share", [1.0, 0.9])
def test_a_perfect_forecast_has_no_part_in_the_regret(factor, sites, share):
    """Nor has one that is wrong by a common factor alone: the plans are as good beside each other as before."""
    case = case_of({"main": PMedian(p=2)}, seeds=(0, 0), factor=factor)
    plan = loose(case, case.problem, sites, share)
    first = regrets_in(case, PMedian(p=2), plan)[0]
    lost = Coverage().score(case.heldout, plan)["mean distance"] - enumerated(case.heldout, 2, "mean distance")
    assert first.total == pytest.approx(lost, abs=1e-9)
    assert first.total > 0
    assert first.optimiser == pytest.approx(first.total, rel=1e-12)
    assert first.forecast == pytest.approx(0.0, abs=1e-9)


def test_a_plan_that_is_not_the_best_shares_its_regret():
    case = case_of({"main": PMedian(p=2)}, seeds=(0, 1))
    plan = loose(case, case.problem, (*case.plan("main").site_ids[:1], "s6"), 0.99)
    first = regrets_in(case, PMedian(p=2), plan)[0]
    gap = 1 - plan.certificate.bound / plan.certificate.objective
    assert first.optimiser == pytest.approx(min(gap * first.measure.value, first.total))
    assert first.forecast + first.optimiser == first.total


@given(
    plan=st.floats(50, 200), hindsight=st.floats(50, 200), planned=st.floats(50, 200),
    gaps=st.tuples(st.floats(0, 20), st.floats(0, 20)), direction=st.sampled_from(["lower", "higher"]),
)  # fmt: skip
@example(plan=100.0, hindsight=100.0, planned=100.0, gaps=(0.0, 0.0), direction="lower")
def test_parts_are_never_negative_and_make_up_the_whole(plan, hindsight, planned, gaps, direction):
    sign = 1 if direction == "lower" else -1
    proof, best = (
        Certificate("feasible", v, v - sign * gap, maximised=sign < 0)
        for v, gap in zip((planned, hindsight), gaps, strict=True)
    )
    found = regret_of(Measure("d", plan, "m", direction), hindsight, planned, proof, best)
    assert found.forecast >= 0
    assert found.optimiser >= 0
    assert found.forecast + found.optimiser == pytest.approx(found.total)
    assert found.most >= found.total
    assert found.total == max(sign * (plan - hindsight), 0.0) or abs(plan - hindsight) <= 2e-9 * hindsight
    if gaps[0] == 0:
        assert found.optimiser == 0


def test_where_a_search_in_hindsight_is_worse_than_the_plan_the_plan_stands_for_it():
    proof = Certificate("optimal", 100.0, 100.0)
    best = Certificate("time limit", 95.0, 80.0)
    found = regret_of(Measure("d", 90.0, "m", "lower"), 95.0, 100.0, proof, best)
    assert (found.total, found.hindsight, found.most) == (0.0, 90.0, 10.0)
    unproven = regret_of(Measure("d", 99.0, "m", "lower"), 95.0, 100.0, Certificate("feasible", 100.0), best)
    assert unproven.total == 4.0
    assert math.isnan(unproven.optimiser)
    assert math.isnan(unproven.forecast)


def test_a_zero_that_happens_to_agree_is_not_taken_for_the_objective():
    case = case_of({"main": PMedian(p=6)}, seeds=(0, 1))
    names = [one.measure.name for one in regrets_in(case, PMedian(p=6)) if one.own]
    assert names == ["mean distance"]


def test_figures_that_agree_by_chance_are_told_apart_or_none_is_taken():
    """In a small city the 90th percentile may be the worst distance: then nobody knows which one was optimised."""
    case = case_of({"main": PCenter(p=2)})
    judge, planner = Coverage(), PCenter(p=2)
    best = planner.solve(case.heldout)
    figures = [judge.score(case.heldout, best)[f"{name} distance"] for name in ("90th percentile", "worst")]
    assert figures[0] == figures[1]
    there = [judge.score(case.heldout, case.plan("main"))[f"{name} distance"] for name in ("90th percentile", "worst")]
    (own,) = [one.own for one in regrets_in(case, planner) if one.measure.name == "90th percentile distance"]
    assert own == (there[0] == there[1])


def test_where_nothing_is_proven_nothing_is_split():
    planner = BusiestZones(p=2)
    case = case_of({"main": planner})
    found = check_examiner(Hindsight(planners={"main": planner}, judge=Coverage()), case)
    assert "the difference is not called a regret" in found.sentences[0]
    assert not any("there is no regret" in text or "is a regret of" in text for text in found.sentences)
    assert found.measures == ()


def test_plans_of_unlike_numbers_of_posts_are_told():
    planner = SetCover()
    found = Hindsight(planners={"main": planner}, judge=Coverage()).examine(case_of({"main": planner}), None)
    assert "the difference is not called a regret" in found.sentences[0]
    one, other = Plan(posts=(Post("s1"),), name="main"), Plan(posts=(Post("s1"), Post("s2")))
    told = list(hindsight_words._other_posts(one, other))
    assert told == ["The plan in hindsight has 2 posts in place of 1: the figures are of unlike plans."]


def test_the_sentences_say_what_was_computed():
    planner = PMedian(p=2)
    today = Plan(posts=(Post("s1"), Post("s6")), name="today", today=True)
    for seed in range(1, 30):
        case = case_of({"main": planner}, seeds=(0, seed), base=today)
        first = regrets_in(case, planner)[0]
        if first.total > 1:
            break
    found = Hindsight(planners={"main": planner}, judge=Coverage()).examine(case, None)
    told = re.search(
        r"of main is ([\d,]+)\sm; .* reaches ([\d,]+)\sm\. That is a regret of ([\d.]+)\sm \(([\d.]+)\s%\)",
        found.sentences[0],
    )
    numbers = [float(text.replace(",", "")) for text in told.groups()]
    share = 100 * first.total / first.hindsight
    assert numbers == pytest.approx([first.measure.value, first.hindsight, first.total, share], abs=0.51)
    before = Coverage().score(case.heldout, today)["mean distance"]
    gained = re.search(r"Of the (\d+)\sm .* on “today”, main gained (\d+)\sm \((\d+)\s%\)", found.sentences[1])
    expected = [before - first.hindsight, before - first.measure.value]
    assert [float(text) for text in gained.groups()] == pytest.approx(
        [*expected, 100 * expected[1] / expected[0]], abs=0.51
    )
    assert "none from the optimiser" in found.sentences[2]
    assert found.sentences[3] == "The hindsight optimum: proven optimal."
    bars = {bar.name: bar.value for bar in found.chart("regret").bars}
    assert bars == {"today": before, "the plan": first.measure.value, "in hindsight": first.hindsight}
    assert found["regret"] == found["regret from the forecast, at least"] == first.total
    assert found["regret from the optimiser, at most"] == 0


def test_a_chain_is_planned_again_as_a_whole_and_today_is_kept():
    planners = {"posts": PMedian(p=2), "staffed": MinimumDamage()}
    case = case_of(planners, on={"staffed": "posts"})
    found = check_examiner(Hindsight(planners=planners, on={"staffed": "posts"}, judge=Coverage()), case)
    assert found.sentences[-1] == "In hindsight every plan of the chain was planned again: posts and staffed."
    today = Plan(posts=(Post("s2"), Post("s5")), name="today", today=True)
    staffed = {"staffed": MinimumDamage()}
    case = case_of(staffed, on={"staffed": "today"}, base=today)
    found = Hindsight(planners=staffed, on={"staffed": "today"}, judge=Coverage()).examine(case, None)
    assert "the difference is not called a regret" in found.sentences[0]


def test_districts_have_a_hindsight_too():
    planner = BalancedDistricts(k=2)
    case = case_of({"main": planner}, judge=Districts())
    found = check_examiner(Hindsight(planners={"main": planner}, judge=Districts()), case)
    assert "CV of calls" in found.table("regret").index
    assert not held_to_seconds("main", {"main": planner}, {})


def test_the_search_is_held_to_its_seconds():
    asked = []

    @dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
    class Watched(PMedian):
        def solve(self, problem, plan=None):
            asked.append(self.seconds)
            return super().solve(problem, plan)

    for own in (None, 5.0, 500.0):
        case = case_of({"main": PMedian(p=2)})
        Hindsight(seconds=20, planners={"main": Watched(p=2, seconds=own)}, judge=Coverage()).examine(case, None)
    assert asked == [20, 5.0, 20]
    assert held_to_seconds("main", {"main": PMedian(p=2)}, {})


def test_it_refuses_where_it_cannot():
    tools = Tools(planners=[("main", PMedian(p=2))], main="main", exact="", by_posts={}, judge=Coverage())
    with pytest.raises(ParameterError, match=r"this study holds nothing out. Set \[study\] holdout"):
        Hindsight().equipped(tools)
    dated = dataclasses.replace(tools, holdout="2020-01-01")
    with pytest.raises(ParameterError, match="no planner made 'today'"):
        Hindsight().equipped(dataclasses.replace(dated, main="today"))
    with pytest.raises(ParameterError, match=r"no planner made 'mian'.*Did you mean 'main'"):
        Hindsight(plan="mian").equipped(dated)
    given = dataclasses.replace(dated, planners=[("main", CurrentPosts(file="x.csv"))])
    with pytest.raises(ParameterError, match="no planner made 'main'"):
        Hindsight().equipped(given)
    random = dataclasses.replace(dated, planners=[("main", RandomPosts(p=2))])
    with pytest.raises(ParameterError, match="'main' draws at random"):
        Hindsight().equipped(random)
    with pytest.raises(ParameterError, match="needs 'planners'"):
        Hindsight().examine(case_of({"main": PMedian(p=2)}), None)
    with pytest.raises(ParameterError, match=r"(?s)'plan'.*'seconds'"):
        Hindsight(plan=3, seconds=0)


def test_where_the_planner_has_no_plan_for_what_came_it_says_so():
    @dataclasses.dataclass(frozen=True)
    class Once(PMedian):
        def solve(self, problem, plan=None):
            if problem.demand.source == "what came":
                raise InfeasibleError("No posts reach so many calls.")
            return super().solve(problem, plan)

    case = case_of({"main": PMedian(p=2)})
    (sentence,) = Hindsight(planners={"main": Once(p=2)}, judge=Coverage()).examine(case, None).sentences
    assert sentence.startswith("On the held-out demand main has no plan")
    assert sentence.endswith("No posts reach so many calls.")


def test_a_chain_begins_at_the_first_planner():
    planners = dict.fromkeys(("a", "b", "c"), PMedian(p=1))
    assert _chain("c", planners, {"a": "today", "b": "a", "c": "b"}) == ("a", "b", "c")
    assert _chain("a", planners, {"a": "today"}) == ("a",)
    given = {**planners, "b": CurrentPosts(file="x.csv")}
    assert _chain("c", given, {"b": "a", "c": "b"}) == ("c",)

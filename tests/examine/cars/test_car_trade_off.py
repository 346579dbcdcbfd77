"""What car-hours buy: the curve, the rule beside it, and the plans known on it."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.core import Case, Plan, Post
from beatwright.core.tools import Tools
from beatwright.evaluate import Coverage, Delay
from beatwright.examine import CarTradeOff
from beatwright.examine.cars.car_point import CarPoint
from beatwright.planning import PatrolCars, ProportionalCars
from beatwright.testing import check_examiner, hourly_problem

PROBLEM = hourly_problem()
HELDOUT = replace(PROBLEM, demand=replace(PROBLEM.demand, rate=1.1 * PROBLEM.demand.rate, source="held out"))
POSTS = Plan(posts=(Post("s2"), Post("s5")), name="posts")
TODAY = Plan(posts=(Post("s1"), Post("s5")), crews=((4,), (4,)), name="today", today=True)
EXACT, RULE = PatrolCars(delayed_share=0.2, every_day=True), ProportionalCars(car_hours=1)
TOOLS = Tools(
    planners=(),
    main="main",
    exact="",
    by_posts={},
    judge=Coverage(),
    judges=(Coverage(), Delay()),
    by_car_hours={"ProportionalCars": RULE, "PatrolCars": EXACT},
)


def gap(pair):
    return pair[0] - pair[1]


@pytest.fixture(scope="module")
def case():
    main = EXACT.solve(PROBLEM, POSTS)
    main = main.deciding({"crews": main.crews}, name="main", made_by="me")
    plans = (TODAY, POSTS, main)
    judged = tuple(Delay().score(HELDOUT, plan) for plan in (TODAY, main))
    return Case("cars", PROBLEM, HELDOUT, plans, judged, "main", "today")


@pytest.fixture(scope="module")
def examiner():
    return CarTradeOff(points=3).equipped(TOOLS)


@pytest.fixture(scope="module")
def trade(case, examiner):
    return examiner.trade(PROBLEM, HELDOUT, case.plan("main"), TODAY)


def test_every_point_is_the_proven_best_use_of_its_car_hours_judged_on_held_out_demand(trade, case):
    budgets = [point.budget for point in trade.exact]
    assert budgets == sorted(budgets)
    assert {TODAY.car_hours, case.plan("main").car_hours} <= set(budgets)
    for point in trade.exact:
        plan = EXACT.sharing(point.budget).solve(PROBLEM, POSTS)
        assert (point.plan.crews, point.proven) == (plan.crews, True)
        assert point.car_hours == np.sum(plan.crews) <= point.budget
        assert point.figure("delayed share") == Delay().score(HELDOUT, plan)["delayed share"]
    least = [point.plan.certificate.objective for point in trade.exact]
    assert least == sorted(least, reverse=True), "more car-hours never delay more on the demand planned on"


def test_the_rule_has_the_same_budgets(trade):
    assert list(trade.curves) == ["PatrolCars", "ProportionalCars"]
    for point in trade.rivals["ProportionalCars"]:
        assert point.car_hours <= point.budget
        assert point.plan.crews == RULE.sharing(point.budget).solve(PROBLEM, POSTS).crews


def test_the_chart_has_today_and_the_recommended_plan_as_points(trade, case, examiner):
    found = check_examiner(examiner, case)
    (chart,) = found.charts
    assert [panel.name for panel in chart.panels] == ["delayed share", "mean wait"]
    lines = {line.name: line for line in chart.panels[0].lines}
    assert list(lines) == ["shared out best", "in proportion to calls", "main (recommended)", "today"]
    judged = Delay().score(HELDOUT, TODAY)
    assert (lines["today"].x, lines["today"].y) == ((8.0 * 168,), (judged["delayed share"],))
    assert lines["shared out best"].x == tuple(float(point.car_hours) for point in trade.exact)
    assert not lines["shared out best"].hollow
    same = next(point for point in trade.exact if point.budget == 8 * 168)
    at_today = Delay().score(HELDOUT, EXACT.sharing(8 * 168).solve(PROBLEM, TODAY))["delayed share"]
    assert found.sentences[0] == (
        "With today's 1,344 car-hours a week, shared out best at the posts of the recommended plan, the delayed share "
        f"is {100 * same.figure('delayed share'):.1f}\u00a0%; today it is {100 * judged['delayed share']:.1f}\u00a0%."
    )
    assert found.sentences[1].endswith(f"they bring it to {100 * at_today:.1f}\u00a0%.")
    rule = {point.budget: point.figure("delayed share") for point in trade.rivals["ProportionalCars"]}
    pairs = [(rule[point.budget], point.figure("delayed share")) for point in trade.exact if point.budget in rule]
    told = [f"{100 * theirs:.1f}\u00a0% instead of {100 * ours:.1f}\u00a0%" for theirs, ours in sorted(pairs, key=gap)]
    assert any(f"of {told[0]} at their best, and {told[-1]} at their worst." in text for text in found.sentences)
    assert set(found.certificates) == {f"at most {point.budget:,} car-hours a week" for point in trade.exact}
    assert found.table("by car-hours").index[:2] == (f"{np.sum(case.plan('main').crews):,}", "1,344")


def test_too_few_cars_of_today_are_told_with_what_it_takes(case, examiner):
    few = replace(TODAY, crews=((1,), (1,)))
    told = replace(examiner, points=2).examine(replace(case, plans=(few, *case.plans[1:]))).sentences
    fewest = np.sum(EXACT.fewest().solve(PROBLEM, POSTS).crews)
    assert told[0] == (
        "At the posts of the recommended plan today's 336 car-hours a week are too few to carry all calls, which takes "
        f"{fewest:,}."
    )


def test_waits_that_leave_out_calls_are_no_waits():
    few = Plan(posts=POSTS.posts, crews=((1,), (4,)))
    judged = Delay().score(HELDOUT, few)
    assert judged["calls at posts that cannot keep up"] > 0
    point = CarPoint(few, judged)
    assert np.isnan(point.figure("mean wait"))
    assert point.figure("delayed share") == judged["delayed share"]


def test_where_there_is_nothing_to_trade_it_says_so(case, examiner):
    bare = Case("bare", PROBLEM, HELDOUT, (POSTS,), (Coverage().score(HELDOUT, POSTS),), "posts", "posts")
    assert examiner.examine(bare).sentences == (
        "The recommended plan “posts” puts no cars at posts, so there is no trade-off.",
    )
    assert CarTradeOff().examine(case).sentences[0].startswith("No judge measures cars")


def test_what_cannot_be_is_one_sentence(case, examiner):
    with pytest.raises(ParameterError, match=r"'most' parameter of CarTradeOff must be above 'fewest', 9\. Got 8"):
        CarTradeOff(fewest=9, most=8)
    with pytest.raises(ParameterError, match=r"'rivals'.*ProportionalCars"):
        CarTradeOff(rivals=("Proportional",)).equipped(TOOLS)
    with pytest.raises(ParameterError, match="no measure 'delay' to trade"):
        CarTradeOff(points=2, measure="delay", rivals=()).equipped(TOOLS).examine(case)
    with pytest.raises(InfeasibleError, match=r"'most' at 100 car-hours a week, but .* are the fewest"):
        CarTradeOff(most=100).equipped(TOOLS).examine(case)

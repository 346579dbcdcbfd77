"""Which differences between plans chance could explain."""

import dataclasses
import math
import re

import numpy as np
import pytest

from beatwright.core import Case, Demand, Evaluation, Measure, ParameterError, Plan, Post
from beatwright.core.tools import Tools
from beatwright.evaluate import Coverage, Districts
from beatwright.examine import PairedIntervals
from beatwright.examine.hindsight.chance_interval import chance_interval, influence_of_weeks
from beatwright.examine.hindsight.paired_differences import (
    CHANCE,
    figures_by_draw,
    paired_differences,
    redrawn,
)
from beatwright.examine.hindsight.week_blocks import drawn_weeks
from beatwright.planning import RandomPosts
from beatwright.testing import check_examiner, small_incidents, small_problem


@dataclasses.dataclass(frozen=True)
class Distance:
    """A judge without figures by scenario: the mean distance alone."""

    def score(self, problem, plan):
        value = Coverage().score(problem, plan)["mean distance"]
        return Evaluation(plan.name, "Distance", (Measure("mean distance", value, "m", "lower"),))


PLANS = tuple(
    Plan(posts=tuple(map(Post, sites)), name=name)
    for name, sites in (("today", ("s2", "s5")), ("other", ("s3", "s4")), ("all", ("s1", "s2", "s3", "s4", "s5", "s6")))
)


def case_of(weeks=30, judge=None, seed=0):
    incidents = small_incidents(seed, weeks=weeks)
    problem = small_problem()
    heldout = dataclasses.replace(problem, demand=Demand.observed(incidents))
    judged = tuple((judge or Coverage()).score(heldout, plan) for plan in PLANS)
    return Case("small", problem, heldout, PLANS, judged, "all", "today"), incidents


def differences(case, incidents, judge=None, **options):
    judged = {plan.name: (plan, said) for plan, said in zip(case.plans, case.evaluations, strict=True)}
    return paired_differences(judge or Coverage(), case.heldout, incidents, judged, base="today", **options)


def test_what_the_judge_works_out_by_scenario_is_what_it_says_of_each_alone():
    case, incidents = case_of()
    problem = redrawn(case.heldout, incidents, drawn_weeks(30, 6))
    quick = figures_by_draw(Coverage(), problem, PLANS[0])
    assert {"mean distance", "median time", "share within 1000 m", "late calls", "Gini over zones"} <= set(quick)
    for number, rate in enumerate(problem.demand.rate):
        alone = dataclasses.replace(problem, demand=dataclasses.replace(problem.demand, rate=rate[None], weight=None))
        said = Coverage().score(alone, PLANS[0])
        for name, values in quick.items():
            assert values[number] == pytest.approx(said[name], rel=1e-12)


def test_a_judge_without_them_is_asked_again_and_says_the_same():
    case, incidents = case_of()
    slow_case, _ = case_of(judge=Distance())
    quick = [one for one in differences(case, incidents, draws=40) if one.measure.name == "mean distance"]
    slow = differences(slow_case, incidents, Distance(), draws=40)
    assert [one.plan for one in slow] == ["other", "all"]
    for one, other in zip(quick, slow, strict=True):
        np.testing.assert_allclose(one.interval, other.interval, rtol=1e-12)


def test_the_same_seed_gives_the_same_interval():
    case, incidents = case_of()
    assert differences(case, incidents, seed=3) == differences(case, incidents, seed=3)
    assert differences(case, incidents, seed=3) != differences(case, incidents, seed=4)


def test_more_posts_are_beyond_chance_and_twins_are_the_same():
    case, incidents = case_of()
    found = {(one.plan, one.measure.name): one for one in differences(case, incidents)}
    gain = found["all", "mean distance"]
    assert gain.verdict == "better"
    assert gain.interval[0] < gain.difference < gain.interval[1] < 0
    twin = dataclasses.replace(PLANS[0], name="twin")
    judged = {plan.name: (plan, Coverage().score(case.heldout, plan)) for plan in (PLANS[0], twin)}
    same = paired_differences(Coverage(), case.heldout, incidents, judged, base="today")
    assert {one.verdict for one in same} == {"the same"}


@pytest.mark.parametrize(("weeks", "block"), [(16, 4), (40, 4), (52, 4)])
def test_the_interval_holds_the_true_difference_nine_times_in_ten(weeks, block):
    """Poisson calls in zones of a known rate: the difference of two means of distance is known too."""
    problem = small_problem()
    random = np.random.default_rng(7)
    expected = random.gamma(1.0, 1.5, 24)
    apart = _metres(problem, PLANS[1]) - _metres(problem, PLANS[0])
    truth = expected @ apart / expected.sum()
    held = []
    for draw in range(600):
        counts = random.poisson(expected, (weeks, 24)).astype(float)
        if draw % 20 == 0:
            times = drawn_weeks(weeks, 200, draw, block)
            regression = influence_of_weeks(times)
        measured, drawn = counts.sum(axis=0) @ apart / counts.sum(), times @ counts
        low, high = chance_interval(measured, drawn @ apart / drawn.sum(axis=1), times, regression)
        held.append(low <= truth <= high)
    assert 0.85 <= np.mean(held) <= 0.95


def test_the_interval_allows_for_weeks_that_are_like_their_neighbours():
    """Rates wander slowly, with a correlation of .7 from week to week: plain blocks hold the truth in .78 of these."""
    random = np.random.default_rng(11)
    expected, apart = random.gamma(1.0, 3.0, 24), random.normal(size=24)
    truth, weeks = expected @ apart / expected.sum(), 52
    times = drawn_weeks(weeks, 200)
    regression = influence_of_weeks(times)
    held = []
    for _ in range(500):
        logs = random.normal(size=(weeks, 24))
        for week in range(1, weeks):
            logs[week] = 0.7 * logs[week - 1] + math.sqrt(1 - 0.49) * logs[week]
        counts = random.poisson(expected * np.exp(0.6 * logs - 0.18)).astype(float)
        drawn = times @ counts
        measured = counts.sum(axis=0) @ apart / counts.sum()
        low, high = chance_interval(measured, drawn @ apart / drawn.sum(axis=1), times, regression)
        held.append(low <= truth <= high)
    assert 0.83 <= np.mean(held) <= 0.93


def test_what_is_not_linear_in_the_weeks_keeps_the_variance_of_the_draws():
    """A figure that the weeks do not explain at all: the interval is as wide as the draws, and never a single point."""
    times = drawn_weeks(52, 400, seed=3)
    drawn = np.random.default_rng(5).normal(size=400)
    low, high = chance_interval(0.0, drawn, times)
    assert -2.7 < low < -1.6 < 1.6 < high < 2.7
    assert chance_interval(1.0, np.full(400, 1.0), times) == (1.0, 1.0)
    assert chance_interval(1.0, np.full(400, np.nan), times) is None
    assert chance_interval(math.nan, drawn, times) is None


def _metres(problem, plan):
    """Return how far every zone is from its nearest post, by a judge asked of demand in that zone alone."""
    rate = np.eye(24)[:, :, None, None] * np.array([1.0, 0, 0])
    demand = Demand(rate, severity=problem.demand.severity)
    scored = Coverage().score(dataclasses.replace(problem, demand=demand), plan)
    return np.array(next(one for one in scored.measures if one.name == "mean distance").by_scenario)


def test_the_examiner_says_what_its_tables_hold():
    case, incidents = case_of()
    examiner = PairedIntervals(judges=(Coverage(),), heldout=incidents)
    found = check_examiner(examiner, case)
    table = found.table("coverage_mean_distance").frame
    for plan, sentence in zip(("other", "all"), found.sentences, strict=False):
        told = re.search(r"distance ([−+±]\d+).* interval ([−+±]\d+)\sm to ([−+±]\d+)\sm\); (.*)\.$", sentence)
        assert sentence.startswith(f"{plan}: mean distance ")
        row = table.loc[plan]
        for text, name in zip(told.groups(), ("difference", "90 % from", "90 % to"), strict=False):
            assert float(text.replace("−", "-").replace("±", "")) == pytest.approx(row[name], abs=0.51)
        assert told[4].startswith(row["verdict"])
    assert "200 draws of the 30 weeks" in found.sentences[-1]


def test_a_difference_within_chance_says_so():
    case, incidents = case_of(weeks=10)
    names = [(one.verdict, one.interval) for one in differences(case, incidents)]
    assert any(word == CHANCE and low < 0 < high for word, (low, high) in names)


def test_districts_get_intervals_of_what_demand_changes():
    case, incidents = case_of(weeks=12)
    zones = case.problem.city.zone_ids
    halves = dict(case.problem.city.zones["parent"])
    plans = (
        Plan(districts=halves, name="today"),
        Plan(districts={zone: "a" if number < 1 else "b" for number, zone in enumerate(zones)}, name="uneven"),
    )
    judged = {plan.name: (plan, Districts().score(case.heldout, plan)) for plan in plans}
    found = paired_differences(Districts(), case.heldout, incidents, judged, base="today", draws=20)
    verdicts = {one.measure.name: one.verdict for one in found}
    assert verdicts["CV of calls"] == "worse"
    assert "districts in pieces" not in verdicts  # the demand does not decide it


def test_plans_drawn_at_random_and_short_times_have_none():
    case, incidents = case_of()
    examiner = PairedIntervals(judges=(Coverage(),), heldout=incidents, planners={"other": RandomPosts(p=2)})
    found = examiner.examine(case, incidents)
    assert found.sentences[-1].endswith("drawn at random have no interval: other.")
    assert list(found.tables[0].index) == ["all"]
    short_case, short = case_of(weeks=7)
    (sentence,) = PairedIntervals(judges=(Coverage(),), heldout=short).examine(short_case, short).sentences
    assert sentence.startswith("Only 7 weeks of incidents are held out")


def test_without_a_hold_out_it_refuses():
    tools = Tools(planners=(), main="x", exact="", by_posts={}, judge=Coverage())
    with pytest.raises(ParameterError, match=r"holds none out.*\[study\] holdout"):
        PairedIntervals().equipped(tools)
    with pytest.raises(ParameterError, match="needs 'heldout'"):
        PairedIntervals().examine(case_of()[0], None)
    with pytest.raises(ParameterError, match=r"(?s)'draws'.*'block'"):
        PairedIntervals(draws=2, block=0)

"""The examiner of simulated dispatch: what it says is what the simulation saw, and no small count leaves it."""

import dataclasses

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Case, Plan, Post
from beatwright.core.tools import Tools
from beatwright.evaluate import Coverage, Simulation
from beatwright.examine import Dispatch
from beatwright.testing import check_examiner, hourly_problem

PROBLEM = dataclasses.replace(hourly_problem(), officers_per_car=4)
TODAY = Plan((Post("s2"), Post("s5")), name="today", crews=((2,), (1,)))
OTHER = Plan((Post("s1"), Post("s4")), name="other", crews=((2,), (2,)))
JUDGE = Simulation(weeks=3)
JUDGES = (Coverage(), JUDGE)


@pytest.fixture(scope="module")
def case():
    judged = [JUDGE.score(PROBLEM, plan) for plan in (TODAY, OTHER)]
    return Case("small", PROBLEM, PROBLEM, (TODAY, OTHER), judged, main="other", base="today")


def equipped(examiner, judges=JUDGES):
    return examiner.equipped(Tools((), "other", "PMedian", {}, Coverage(), judges=judges))


def test_both_plans_are_drawn_from_the_calls_that_count(case):
    found = equipped(Dispatch()).examine(case)
    response, queue, cars = found.charts[:3]
    assert [len(chart.panels) for chart in (response, queue)] == [2, 1]
    assert [line.name for line in queue.panels[0].lines] == ["“today”", "“other”"]
    made = JUDGE.traced(PROBLEM, OTHER)
    kept = (made.calls.minute >= made.counted) & (made.calls.clock[(made.calls.minute // 60).astype(int)] % 24 == 13)
    assert made.counted == 10_080.0
    mean = (made.times.arrived - made.calls.minute)[kept].mean()
    assert response.panels[1].lines[0].y[13] == pytest.approx(mean)
    assert int(cars.caption.rpartition("day ")[2].rstrip(".")) > 7, "no day of the warm-up"
    slow = int(np.nanargmax(response.panels[1].lines[0].y))
    assert any(f"“other” answers calls that come from {slow:02d}:00" in text for text in found.sentences)
    assert check_examiner(equipped(Dispatch()), case) == found


def test_breakdowns_are_those_of_the_recommended_plan_without_small_counts(case):
    found = equipped(Dispatch()).examine(case)
    said = case.evaluations[1]
    table = {one.name: one for one in found.tables}
    assert set(table) == {f"dispatch_{name}" for name in ("severity", "minutes", "post", "beat", "zone", "hour")}
    assert table["dispatch_hour"]["mean wait"].values == said.tables["hour"]["mean wait"].values
    assert table["dispatch_zone"].index == said.tables["zone"].index
    calls = np.array(said.tables["zone"]["calls per year"].values)
    few = float(np.median(calls)) + 0.1
    hidden = equipped(Dispatch()).examine(dataclasses.replace(case, fewest_shown=few))
    zone = next(one for one in hidden.tables if one.name == "dispatch_zone")
    assert 0 < len(zone.index) < len(calls)
    assert min(zone["calls per year"].values) >= few
    assert "left out" in zone.caption


def test_a_plan_and_a_day_can_be_chosen(case):
    found = equipped(Dispatch(plans=("today",), day="9")).examine(case)
    assert found.sentences[-1] == "The cars are those of “today” on Tuesday, day 9."
    assert len(found.charts[0].panels) == 1


def test_what_cannot_be_shown_is_told(case):
    assert equipped(Dispatch(), judges=(Coverage(),)).examine(case).sentences == Dispatch().examine(case).sentences
    assert "No judge simulated" in Dispatch().examine(case).sentences[0]
    with pytest.raises(ParameterError, match=r"no plan 'tody' with posts .* Did you mean 'today'"):
        equipped(Dispatch(plans=("tody",))).examine(case)
    with pytest.raises(ParameterError, match="'day' parameter of Dispatch must be the number of a day from 1 to 28"):
        equipped(Dispatch(day="29")).examine(case)
    for wrong in ({"plans": ("a", "b", "c")}, {"plans": ("a", "a")}, {"plans": "today"}, {"day": 3}):
        with pytest.raises(ParameterError, match="of Dispatch must be"):
            Dispatch(**wrong)


def test_no_call_that_waits_is_told_too():
    plenty = dataclasses.replace(OTHER, crews=((30,), (30,)))
    case = Case("small", PROBLEM, PROBLEM, (plenty,), main="other", base="other")
    found = equipped(Dispatch()).examine(case)
    assert "Under “other” no call ever waited for a car." in found.sentences
    assert not found.tables, "nobody judged it"

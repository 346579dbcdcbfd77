"""Intervals by week: Student's by hand, batches where weeks hang together, pairs on the same calls only."""

import json
import math

import numpy as np
import pytest
from scipy.stats import t

from beatwright.core import Comparison, Evaluation, Measure
from beatwright.core.weekly_interval import weekly_interval

WEEKS = np.array([5.0, 7.0, 4.0, 6.0, 3.0, 8.0])


def said(plan, weeks, calls="c"):
    measure = Measure("wait", float(np.mean(weeks)), "min", "lower", by_week=weeks)
    return Evaluation(plan, "Simulation", (measure,), calls=calls)


def test_the_interval_of_weeks_is_students():
    found = weekly_interval(WEEKS)
    half = t.ppf(0.95, 5) * WEEKS.std(ddof=1) / math.sqrt(6)
    assert (found.low, found.high, found.batch) == (pytest.approx(5.5 - half), pytest.approx(5.5 + half), 1)


def test_weeks_that_hang_together_are_taken_by_two():
    weeks = np.repeat([1.0, 4.0, 2.0, 6.0, 3.0], 2)
    found, by_two = weekly_interval(weeks), weekly_interval([1.0, 4.0, 2.0, 6.0, 3.0])
    assert found.batch == 2
    assert by_two.batch == 1
    assert found[:2] == pytest.approx(by_two[:2])


def test_too_few_weeks_and_figures_that_do_not_apply_have_no_interval():
    assert weekly_interval([1.0, 2.0]) is None
    assert weekly_interval([1.0, np.nan, 2.0, 3.0]) is None


def test_differences_are_paired_by_week_on_the_same_calls_only():
    better = said("better", WEEKS - 1 + 0.1 * np.array([1, -1, 1, -1, 1, -1]))
    comparison = Comparison((said("today", WEEKS), better), "today")
    interval = comparison.interval("better", "wait")
    assert -1.2 < interval.low < interval.high < -0.8
    assert not interval.chance
    assert comparison.interval("today", "wait") is None
    assert "same calls" in comparison.notes[0]
    assert comparison.against("better").interval("today", "wait").low == pytest.approx(-interval.high)
    strangers = Comparison((said("today", WEEKS), said("better", WEEKS - 1, calls="d")), "today")
    assert not strangers.has_intervals
    assert strangers.notes == ()


def test_several_plans_have_wider_intervals():
    plans = [said("today", WEEKS), *(said(name, WEEKS[::-1] - 1) for name in "abc")]
    one, all_three = Comparison(plans[:2], "today"), Comparison(plans, "today")
    differences = WEEKS[::-1] - 1 - WEEKS
    scale = t.ppf(1 - 0.05 / 3, 5) / t.ppf(0.95, 5)
    narrow, wide = (c.interval("a", "wait") for c in (one, all_three))
    assert narrow.high - narrow.low > 0
    assert wide.high - differences.mean() == pytest.approx(scale * (narrow.high - differences.mean()))
    assert "all 3 plans" in all_three.notes[0]


def test_figures_by_week_survive_json():
    evaluation = said("today", WEEKS)
    back = Evaluation.from_dict(json.loads(json.dumps(evaluation.to_dict())))
    assert back == evaluation
    assert back.measures[0].by_week == tuple(WEEKS)
    assert "by_week" not in Measure("wait", 1.0).to_dict()

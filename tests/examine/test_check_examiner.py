"""The checks that examiners of others can use: ours pass, and each fault is found."""

import dataclasses
import itertools

import numpy as np
import pytest

from beatwright.core import Finding, Measure
from beatwright.evaluate import Coverage
from beatwright.examine import AlternativesExaminer, TradeOffExaminer
from beatwright.planning import BusiestZones, PMedian
from beatwright.testing import check_examiner

COUNT = itertools.count()


def test_ours_keep_what_they_promise(small_case):
    planners = {"PMedian": PMedian(p=1), "BusiestZones": BusiestZones(p=1)}
    trade = check_examiner(TradeOffExaminer(1, 3, planners=planners, judge=Coverage()), small_case)
    assert len(trade.certificates) == 3
    other = check_examiner(AlternativesExaminer(3, 1, planner=PMedian(p=2), plan="x", judge=Coverage()), small_case)
    assert other.table("alternatives").index == ("x", "x #2", "x #3")


class Faulty:
    def __init__(self, examine):
        self.look = examine

    def examine(self, case, incidents):
        return self.look(case)


def spoil(case):
    # What is frozen can be changed all the same by who wants to.
    object.__setattr__(case, "main", "base" if case.main == "main" else "main")
    return Finding("a", "A", ["x"])


@pytest.mark.parametrize(
    ("look", "complaint"),
    [
        (lambda case: "words", "must return a Finding. Got str"),
        (lambda case: Finding("a", "A", [f"{next(COUNT)}"]), "says something else when it is asked again"),
        (lambda case: Finding("a", "A"), "says nothing"),
        (lambda case: Finding("a", "A", ["x"], details={"x": float("nan")}), "cannot be written as JSON"),
        (lambda case: Finding("a", "A", ["x"], details={"x": [float("inf")]}), "cannot be written as JSON"),
        (spoil, "changed the case"),
    ],
)
def test_each_fault_is_found(look, complaint, small_case):
    case = dataclasses.replace(small_case)
    with pytest.raises(AssertionError, match=complaint):
        check_examiner(Faulty(look), case)


def test_what_examines_nothing_is_no_examiner(small_case):
    with pytest.raises(AssertionError, match="no method examine"):
        check_examiner(object(), small_case)


def test_a_figure_that_is_not_known_may_be_said(small_case):
    found = check_examiner(Faulty(lambda case: Finding("a", "A", measures=[Measure("m", np.nan)])), small_case)
    assert np.isnan(found["m"])

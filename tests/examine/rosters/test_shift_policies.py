"""The table of policies: fewest officers and least shortage, for lengths, watches and officers a car."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from beatwright.core import Case, ParameterError, Plan, Post
from beatwright.core.tools import Tools
from beatwright.evaluate import Coverage, Delay
from beatwright.examine import ShiftPolicies
from beatwright.planning import HourlyCars, WeeklyShifts
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
POSTS = Plan(posts=(Post("s2"),), name="posts")
CARS = HourlyCars(delayed_share=0.2, name="cars")
SHIFTS = WeeklyShifts(starts=(7, 15, 23), officers=30, name="main")


def case(main=None, officers=30):
    base = CARS.solve(PROBLEM, POSTS)
    made = main or replace(SHIFTS, officers=officers).solve(PROBLEM, base)
    return Case("c", PROBLEM, PROBLEM, plans=(POSTS, base, made), main=made.name, base="posts")


def equipped(**options):
    tools = Tools(
        planners=[("cars", CARS), ("main", SHIFTS)], main="main", exact="", by_posts={}, judge=Coverage(),
        judges=[Coverage(), Delay()], on={"cars": "posts", "main": "cars"}, shifts=SHIFTS,
    )  # fmt: skip
    return ShiftPolicies(**options).equipped(tools)


@pytest.mark.slow
def test_watches_take_more_officers_and_are_short_of_more():
    found = equipped(lengths=("8",), watches=(6, 14, 22), per_car=(2,), seconds=9999).examine(case())
    table = found.tables[0].frame
    free, fixed = table.to_dict("records")
    assert table.index[1] == "8 h, from 06:00, 14:00, 22:00, 2 officers a car"
    assert free["fewest officers"] == free["proven to need at least"] < fixed["fewest officers"]
    short = "short hours with the officers there are"
    assert free[short] <= fixed[short]
    assert 0 < fixed["delayed share with the fewest"] < free["delayed share with the officers there are"] < 1
    assert found.sentences[0] == (
        f"Fewest officers keep the cars needed on duty with {table.index[0]}: {free['fewest officers']:g}."
    )


def test_other_officers_a_car_need_other_cars():
    found = equipped(lengths=("12",), watches=(), per_car=(1, 2), seconds=9999).examine(case(officers=90))
    one, two = found.tables[0].frame["fewest officers"]
    assert np.isfinite([one, two]).all()
    assert one != two


def test_policies_that_leave_hours_open_have_no_figures():
    found = equipped(lengths=("8",), watches=(7,), per_car=(2,), seconds=9999).examine(case(officers=90))
    assert math.isnan(found.tables[0].frame["fewest officers"].iloc[1])
    assert "Without figures: 8 h, from 07:00, 2 officers a car." in found.sentences[-1]


def test_without_a_roster_it_says_so():
    bare = Plan(posts=(Post("s2"),), name="bare")
    assert "no roster that keeps a need" in ShiftPolicies().examine(case(bare)).sentences[0]
    with pytest.raises(ParameterError, match="needs a planner of shifts"):
        ShiftPolicies().examine(case())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lengths": ("8h",)}, "'lengths'"),
        ({"lengths": ()}, "'lengths'"),
        ({"watches": (24,)}, "'watches'"),
        ({"per_car": ()}, "'per_car'"),
        ({"seconds": 0, "measure": ""}, r"'measure'.*\n.*'seconds'"),
    ],
)
def test_options_that_cannot_be(options, said):
    with pytest.raises(ParameterError, match=said):
        ShiftPolicies(**options)


@dataclass(frozen=True)
class Hasty:
    """Plans shifts that cover, but finds nothing good for officers who are given, as a search does that is cut."""

    def policy(self, lengths, starts, officers):
        given = None if officers is None else officers - 10
        return replace(SHIFTS, lengths=lengths, officers=given, days_off="any", name="")


def test_officers_who_are_enough_are_never_called_short():
    found = replace(equipped(lengths=("12",), watches=(7, 19), per_car=(2,)), planner=Hasty()).examine(
        case(officers=95)
    )
    row = found.tables[0].frame.iloc[0]
    assert row["fewest officers"] < 95
    assert row["short hours with the officers there are"] == row["largest shortage"] == 0
    assert row["delayed share with the officers there are"] <= row["delayed share with the fewest"]

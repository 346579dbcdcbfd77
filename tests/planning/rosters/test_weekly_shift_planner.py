"""Weekly shifts as a step: crews in, a roster and the crews really on duty out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import ParameterError, Plan, Post
from beatwright.core.pooled_cars import pooled_cars
from beatwright.evaluate import Roster
from beatwright.planning import WeeklyShifts
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
WATCHES = (7, 15, 23)
BASE = Plan(posts=(Post("s2"), Post("s5")), crews=((1,), (2,)), name="cars")


def solve(base=BASE, problem=PROBLEM, **options):
    return WeeklyShifts(**{"starts": WATCHES, **options}).solve(problem, base)


def on_duty(plan, post=None):
    return plan.roster.on_duty(post)


def test_crews_are_those_that_the_roster_has_on_duty_and_the_need_is_kept():
    plan = solve()
    assert plan.roster.need == (6,) * 168
    assert (on_duty(plan) >= 6).all()
    assert (np.array(plan.crews).sum(axis=0) == on_duty(plan) // 2).all()
    assert (np.array(plan.crews) >= [[1], [2]]).all()
    assert plan.certificate.exact
    assert plan.certificate.objective == plan.roster.officers == 27  # nine for each watch: 42 / 5
    judged = Roster().score(PROBLEM, plan)
    assert (judged["short hours"], judged["rule breaks"]) == (0, 0)


def test_posts_have_their_own_shifts():
    plan = solve(by="post")
    assert plan.roster.posts == ("s2", "s5")
    assert {post: need[0] for post, need in plan.roster.need_at.items()} == {"s2": 2, "s5": 4}
    for post, row in zip(("s2", "s5"), plan.crews, strict=True):
        assert (np.array(row) == on_duty(plan, post) // 2).all()
    assert plan.certificate.objective == plan.roster.officers


def test_officers_of_a_car_stay_together():
    plan = solve(together=True)
    assert all(line.officers % 2 == 0 for line in plan.roster.lines)
    assert (on_duty(plan) % 2 == 0).all()
    assert plan.certificate.objective == plan.roster.officers


def test_officers_given_leave_least_shortage_and_the_plan_says_where():
    plan = solve(officers=20)
    assert plan.roster.officers == 20
    judged = Roster().score(PROBLEM, plan)
    # 20 officers work 800 hours of the 1,008 that are needed, none of them twice.
    assert judged["short hours"] == 208
    assert any(note.startswith("Short of 208 officer-hours a week, by ") for note in plan.notes)


def test_the_officers_of_the_posts_are_those_there_are():
    staffed = replace(BASE, officers=(6, 12))
    plan = solve(staffed, by="post", staffed=True)
    assert [sum(line.officers for line in plan.roster.lines if line.post == post) for post in ("s2", "s5")] == [6, 12]
    assert plan.officers == (6, 12)
    assert solve(staffed, staffed=True).roster.officers == 18
    with pytest.raises(ParameterError, match="no officers yet"):
        solve(staffed=True)


def test_days_away_take_more_officers_on_the_books_or_leave_fewer_lines():
    more = solve(days_away=26)
    assert more.roster.officers == 27
    # Five lines in seven are worked on a day: 365 * 5 / 7 = 260.7 shifts a year, of which 26 are missed.
    assert any("27 lines of one officer take 30 officers on the books" in note for note in more.notes)
    fewer = solve(days_away=26, officers=20)
    assert fewer.roster.officers == 18


def test_a_floor_that_cannot_be_held_is_told():
    plan = solve(officers=8, floor=2)
    assert any(note.startswith("The floor cannot be held. It is not met on Monday") for note in plan.notes)
    assert not any("floor" in note for note in solve(officers=20, floor=1).notes)


def test_shortage_can_be_weighed_by_calls():
    even, weighed = solve(officers=20), solve(officers=20, weigh="calls")
    calls = PROBLEM.demand.rate.sum(axis=(0, 1, 3))

    def lost(plan):
        return calls @ np.maximum(np.array(plan.roster.need) - plan.roster.cover, 0)

    assert lost(weighed) < lost(even)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lengths": (0,)}, "'lengths'"),
        ({"starts": ()}, "'starts'"),
        ({"by": "beat"}, "one of 'city', 'post'"),
        ({"officers": 3, "staffed": True}, "not both"),
        ({"officers": 3, "by": "post"}, "cannot share out"),
        ({"meal": (5, 3)}, "'meal'"),
        ({"days_away": 300}, "'days_away'"),
        ({"floor": -1, "weigh": "all", "days_off": "none"}, r"'floor'.*\n.*'days_off'.*\n.*'weigh'"),
    ],
)
def test_options_that_cannot_be(options, said):
    with pytest.raises(ParameterError, match=said):
        WeeklyShifts(**options)


def test_what_is_missing_is_told():
    with pytest.raises(ParameterError, match="give a plan with crews"):
        WeeklyShifts().solve(PROBLEM)
    with pytest.raises(ParameterError, match="no crews yet"):
        solve(Plan(posts=BASE.posts))
    with pytest.raises(ParameterError, match="no shift holds"):
        solve(starts=(7,))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda posts: st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3),
                                                     min_size=posts, max_size=posts)),
    st.lists(st.integers(0, 20), min_size=3, max_size=3),
)  # fmt: skip
def test_pooled_cars_add_up_and_take_from_nobody_without_need(need, total):
    needs = np.array(need)
    shared = pooled_cars(needs, np.array(total))
    assert (shared.sum(axis=0) == total).all()
    assert (shared >= 0).all()
    enough = needs.sum(axis=0) <= total
    assert (shared[:, enough] >= needs[:, enough]).all()
    assert (shared[:, ~enough] <= needs[:, ~enough]).all()

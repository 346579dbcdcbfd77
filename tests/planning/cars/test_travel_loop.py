"""Cars that patrol: the passes that a plan tells are those that ran, and it says where they did not settle."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

import beatwright.planning.cars.patrol_car_planner as planner
from beatwright.core import Plan, Post
from beatwright.planning import PatrolCars
from beatwright.planning.cars.travel_loop import MOST_PASSES, TravelPass, pass_notes, passes_of
from beatwright.testing import hourly_problem

POSTS = Plan(posts=(Post("s2"), Post("s5")), name="posts")


def test_the_passes_told_are_those_that_ran(monkeypatch):
    ran = []

    def watched(*arguments):
        ran.extend(passes_of(*arguments))
        return list(ran)

    monkeypatch.setattr(planner, "passes_of", watched)
    plan = PatrolCars(delayed_share=0.1, every_day=True, wait_at="patrol", speed=4.0).solve(hourly_problem(), POSTS)
    (note,) = (text for text in plan.notes if "pass 1" in text)
    assert 1 < len(ran) <= MOST_PASSES, "the first travel is that from the post"
    told = [
        f"pass {k}, {one.plan.car_hours:,} car-hours with {one.given.mean():.2f} min, which these cars make "
        f"{one.found.mean():.2f} min"
        for k, one in enumerate(ran, 1)
    ]
    assert "; ".join(told) in note
    assert f"pass {len(ran) + 1}" not in note
    assert ("Not settled" in note) is (not ran[-1].settled)
    assert plan.crews == tuple(map(tuple, ran[-1].plan.on_duty.tolist())), "the last pass is kept"
    for one, after in pairwise(ran):
        assert after.given.tolist() == one.found.tolist()


def of_travel(*minutes):
    cars = SimpleNamespace(car_hours=1680)
    return [TravelPass(cars, np.array(given), np.array(found)) for given, found in minutes]


def test_travel_that_did_not_settle_names_the_post_and_the_minutes():
    passes = of_travel(*[([2.0, 3.0], [2.0, 3.4]), ([2.0, 3.4], [2.0, 3.0])] * 2)
    (note,) = pass_notes(passes, ("North", "South"))
    assert note.endswith(
        "Not settled after 4 passes, the most there are: at South it still changed by 0.40 min. The cars are those of "
        "the last pass."
    )


def test_travel_that_settled_says_how_closely():
    (note,) = pass_notes(of_travel(([2.0, 3.0], [2.02, 3.04])), ("North", "South"))
    assert note.endswith("Settled: at no post did it change by 3 seconds or more.")
    assert not list(pass_notes([], ()))


@pytest.mark.parametrize(("found", "passes"), [(2.04, 1), (2.5, MOST_PASSES)])
def test_it_ends_where_it_settles_and_after_four_passes_at_the_latest(monkeypatch, found, passes):
    from beatwright.planning.cars import travel_loop

    swing = iter([found, 2.0] * MOST_PASSES)
    monkeypatch.setattr(travel_loop, "patrol_travel", lambda *_: np.array([next(swing)]))
    monkeypatch.setattr(travel_loop, "replace", lambda calls, **_: calls)
    solve = lambda _: SimpleNamespace(on_duty=None, steady=None)  # noqa: E731
    assert len(travel_loop.passes_of(None, np.zeros((1, 1)), np.array([2.0]), solve)) == passes

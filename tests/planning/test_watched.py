"""Whoever starts a planner may end its search, and follow it."""

import math
from dataclasses import replace
from functools import cache

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import options_of
from beatwright.planning import (
    BackupCover,
    BalancedDistricts,
    CapacitatedPMedian,
    MaxCover,
    MinimumDamage,
    PatrolBeats,
    PatrolCars,
    PCenter,
    PMedian,
    SetCover,
    TwoStageStations,
)
from beatwright.testing import hourly_problem, small_problem

PROBLEM = small_problem()
PLANNERS = {
    "PMedian": PMedian(p=3),
    "fair": PMedian(p=3, fairness=1.0),
    "CapacitatedPMedian": CapacitatedPMedian(p=3),
    "PCenter": PCenter(p=3),
    "MaxCover": MaxCover(p=3),
    "SetCover": SetCover(share=0.7),
    "BackupCover": BackupCover(p=3),
    "TwoStageStations": TwoStageStations(p=3, travel_cost=0.05),
    "BalancedDistricts": BalancedDistricts(k=4),
    "PatrolBeats": PatrolBeats(p=3),
    "MinimumDamage": MinimumDamage(assist_within=3000.0),
    "PatrolCars": PatrolCars(every_day=True),
    "shared cars": PatrolCars(car_hours=1500, objective="wait"),
    "even cars": PatrolCars(car_hours=1500, every_day=True, largest=True),
}
MAXIMISED = {"MaxCover", "BackupCover"}  # by their engines: calls covered
EVERY = pytest.mark.parametrize("name", PLANNERS)


@cache
def posts():
    """Return a plan of posts, made when a test first needs it: every process collects this file."""
    return PMedian(p=3).solve(PROBLEM)


def solve(planner):
    problem = hourly_problem() if isinstance(planner, PatrolCars) else PROBLEM
    return planner.solve(problem, posts() if isinstance(planner, MinimumDamage | PatrolCars) else None)


@EVERY
def test_a_search_that_is_stopped_at_once_hands_back_a_plan_with_a_valid_bound(name):
    calls = []

    def stop() -> bool:
        calls.append(1)
        return True

    stopped, whole = solve(replace(PLANNERS[name], stop=stop)), solve(PLANNERS[name])
    assert calls
    assert stopped.certificate.bound <= whole.certificate.objective + 1e-9 or whole.certificate.maximised
    assert stopped.certificate.status in ("optimal", "feasible")


@EVERY
def test_a_search_that_is_followed_gives_the_same_plan_and_tells_what_it_knows(name):
    heard = []
    followed = solve(replace(PLANNERS[name], progress=lambda *news: heard.append(news)))
    alone = solve(PLANNERS[name])
    assert (followed.posts, followed.districts, followed.officers) == (alone.posts, alone.districts, alone.officers)
    assert followed.made_by == alone.made_by
    for objective, bound, seconds in heard:
        below, above = (objective, bound) if name in MAXIMISED else (bound, objective)
        assert math.isnan(objective) or below <= above + 1e-9
        assert not math.isnan(bound)
        assert seconds >= 0.0


@EVERY
def test_who_watches_is_no_option_of_a_study(name):
    assert not {"stop", "progress"} & {option.name for option in options_of(type(PLANNERS[name]))}


@pytest.mark.parametrize("option", ["stop", "progress"])
def test_what_cannot_be_called_is_told(option):
    with pytest.raises(ParameterError, match=f"'{option}' parameter of PMedian must be a function or None. Got '3'"):
        PMedian(p=3, **{option: "3"})

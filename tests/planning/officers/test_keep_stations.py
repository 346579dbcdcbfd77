"""Sites that must have a station and sites that must not, by id, for stations of several sizes."""

from dataclasses import replace
from functools import cache
from itertools import combinations, permutations

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.core import options_of
from beatwright.planning import ExactPlanner, TwoStageStations
from beatwright.solver.stations import (
    CapacityModel,
    StationModel,
    StationSize,
    best_stations,
    by_scenario,
    enumerate_stations,
    extensive_form,
    staffed_stations,
)
from beatwright.testing import check_planner, small_problem

PROBLEM = small_problem(4)
SIZES = (
    {"name": "large", "reach": 1200.0, "count": 1, "least": 4},
    {"name": "small", "reach": 600.0, "count": 2, "least": 1, "most": 9},
)
PLANNERS = [
    TwoStageStations(p=3, travel_cost=0.05),
    TwoStageStations(p=3, sizes=SIZES, travel_cost=0.05),
    TwoStageStations(p=3, sizes=SIZES, travel_cost=0.05, capacity=True, sample=4, slot_hours=24),
]
CHOICES = [
    (("s1",), ()),
    ((), ("s4",)),
    (("s2", "s6"), ()),
    (("s1", "s3", "s5"), ()),
    (("s6",), ("s1", "s4")),
    ((), ("s3", "s5")),
]


def name_of(planner):
    return f"{len(planner.sizes)} sizes, {'capacity' if planner.capacity else 'free'}"


@pytest.mark.parametrize(("keep", "forbid"), CHOICES)
@pytest.mark.parametrize("planner", PLANNERS, ids=name_of)
def test_no_other_plan_that_keeps_the_rules_is_cheaper(planner, keep, forbid):
    """The oracle is the model of the whole city, at each choice of sites that keeps the rules."""
    plan = replace(planner, keep=keep, forbid=forbid).solve(PROBLEM)
    assert set(keep) <= set(plan.site_ids)
    assert not set(forbid) & set(plan.site_ids)
    assert plan.certificate.status == "optimal"
    ids = PROBLEM.city.site_ids
    allowed = [c for c in combinations(ids, 3) if set(keep) <= set(c) and not set(forbid) & set(c)]
    least = min(_cost(name_of(planner), chosen) for chosen in allowed)
    assert plan.certificate.objective == pytest.approx(least, rel=3e-6)
    assert plan.certificate.bound <= least * (1 + 1e-9)


@cache
def _cost(name, chosen):
    """Return the least cost of stations at exactly these sites: a city that has no others."""
    planner = next(each for each in PLANNERS if name_of(each) == name)
    sites = PROBLEM.city.sites
    city = replace(PROBLEM.city, sites=sites.assign(candidate=sites.index.isin(chosen)))
    other = replace(PROBLEM, city=city)
    if planner.capacity:
        return extensive_form(planner.capacity_model(other)).outcome.objective / planner.slot_hours
    model = planner.model(other)
    menu = [k for k, size in enumerate(model.sizes) for _ in range(size.count)]
    return min(model.cost_of(model.columns_of(range(3), way)) for way in set(permutations(menu)))


def _models(seed):
    random = np.random.default_rng(seed)
    sites, zones, slots = 5, 6, 2
    metres = random.integers(1, 40, (sites, zones)) * 100.0
    if seed % 2:
        metres[random.random((sites, zones)) < 0.15] = np.inf
    base = StationModel(
        metres=metres,
        calls=random.integers(0, 4, (slots, zones, 2)) * 1.0,
        weight=random.random(slots) + 0.1,
        officers_needed=[2.0, 3.0],
        penalty=[50.0, 400.0],
        travel_cost=0.05,
        sizes=(StationSize("large", 2000.0, 1, least=2), StationSize("small", 800.0, 1 + seed % 2, least=1, most=4)),
        officers=7,
        kept=tuple(random.choice(sites, 1 + seed % 2, replace=False)),
    )
    waiting = [90.0, 900.0]
    return base, CapacityModel(base, metres / 400, [30.0, 60.0], waiting, slot_minutes=90.0, availability=0.5)


@pytest.mark.parametrize("seed", range(12))
def test_every_engine_keeps_the_sites(seed):
    base, model = _models(seed)
    ours, whole = staffed_stations(model), extensive_form(model)
    for found in (ours, whole, staffed_stations(model, stop=lambda: True), extensive_form(model, stop=lambda: True)):
        assert set(base.kept) <= set(base.site_of(found.columns).tolist())
        assert found.outcome.bound <= whole.outcome.objective * (1 + 1e-9)
    assert ours.outcome.objective == pytest.approx(whole.outcome.objective, rel=3e-6)
    free = staffed_stations(replace(model, base=replace(base, kept=()))).outcome.objective
    assert free <= ours.outcome.objective * (1 + 3e-6)
    if np.isfinite(base.metres).all():
        every = enumerate_stations(base)
        for found in (every, best_stations(base), enumerate_stations(base, stop=lambda: True)):
            assert set(base.kept) <= set(base.site_of(found.columns).tolist())
        assert best_stations(base).outcome.objective == pytest.approx(every.outcome.objective, rel=1e-9)
        assert by_scenario(base).certificate.objective == pytest.approx(every.outcome.objective, rel=1e-9)


def test_the_posts_of_today_stay_and_a_site_that_is_no_candidate_can_be_kept():
    sites = PROBLEM.city.sites
    bare = replace(PROBLEM, city=replace(PROBLEM.city, sites=sites.assign(candidate=sites.index != "s6")))
    plan = TwoStageStations(p=3, travel_cost=0.05, keep=("s6",), keep_current=True).solve(bare)
    assert {"s2", "s6"} <= set(plan.site_ids)


@pytest.mark.parametrize("planner", PLANNERS, ids=name_of)
def test_planners_with_a_choice_of_sites_conform(planner):
    check_planner(replace(planner, keep=("s1",), forbid=("s4",)), small_problem(3))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"keep": ("s9",)}, r"'keep' parameter of TwoStageStations: .*no site 's9'"),
        ({"keep": ("s1", "s2", "s3")}, r"integer in \[3, 6\]. Got 2. 3 posts are kept"),
        ({"forbid": ("s1", "s2", "s3", "s4", "s5")}, r"integer in \[1, 1\]. Got 2. .*5 sites are forbidden"),
    ],
)
def test_what_a_city_cannot_do_is_told(options, said):
    with pytest.raises(ParameterError, match=said):
        TwoStageStations(p=2, **options).solve(PROBLEM)


def test_without_a_choice_the_menu_tells_of_too_many_stations():
    with pytest.raises(InfeasibleError, match="asks for 9 stations"):
        TwoStageStations(p=9).solve(PROBLEM)


@pytest.mark.parametrize("kept", [(0, 0), (9,), (-1,), (0, 1, 2, 3)])
def test_kept_positions_are_checked(kept):
    with pytest.raises(ParameterError, match="'kept' parameter of StationModel"):
        replace(_models(1)[0], kept=kept)


def test_options_that_planners_share_are_its_own_and_explained():
    shared = {option.name: option for option in options_of(ExactPlanner)}
    own = {option.name: option for option in options_of(TwoStageStations)}
    assert set(shared) <= set(own)
    assert all(option.help for option in own.values())
    assert own["keep"].help == shared["keep"].help


@pytest.mark.parametrize("hours", [5, 0, True, "4", 4.0])
def test_slots_are_whole_hours_that_divide_the_week(hours):
    with pytest.raises(ParameterError, match="divisor of 168"):
        TwoStageStations(p=2, slot_hours=hours)

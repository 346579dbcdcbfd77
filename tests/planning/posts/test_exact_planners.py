"""The planners with a proof against enumeration of every set of posts, and against each other."""

import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright import solver
from beatwright.core import City, Demand, InfeasibleError, ParameterError, Plan, Problem, Severity, Travel
from beatwright.planning import BackupCover, CapacitatedPMedian, MaxCover, PCenter, PMedian, SetCover
from beatwright.planning.posts import tie_break
from beatwright.planning.posts.exact_planner import ExactPlanner
from beatwright.testing import assert_plan_valid, check_planner, small_problem

QUICK = settings(max_examples=20, deadline=None)
SEEDS = st.integers(0, 500)
POSTS = st.integers(1, 6)
STANDARDS = st.sampled_from([{"within": 700.0}, {"within": 1000.0}, {"within": 1400.0}, {"within_minutes": 1.8}])
BOTH = {"within": 1300.0, "within_minutes": 1.9}
# The objective of a set of sites, given what each zone weighs.
Value = Callable[[list[int]], float]


def bent(seed: int, scenarios: int = 1) -> Problem:
    """Return a small problem in which minutes are not metres in another unit, and some zones have no demand."""
    problem = small_problem(seed, scenarios=scenarios)
    random = np.random.default_rng(seed)
    travel = problem.city.travel
    metres = travel.metres * random.uniform(0.8, 1.3, travel.shape)
    minutes = travel.minutes * random.uniform(0.8, 1.3, travel.shape)
    rate = problem.demand.rate.copy()
    rate[:, random.choice(24, 4, replace=False)] = 0.0
    city = replace(problem.city, travel=Travel(metres, minutes, "road"))
    return replace(problem, city=city, demand=Demand(rate, source="made up"))


def best_of(p: int, value: Value, must: tuple[int, ...] = ()) -> float:
    """Return the least value over all sets of `p` of the six sites."""
    return min(value(list(chosen)) for chosen in combinations(range(6), p) if set(must) <= set(chosen))


def covers(problem: Problem) -> np.ndarray:
    travel = problem.city.travel
    within = np.inf if problem.within is None else problem.within
    minutes = np.inf if problem.within_minutes is None else problem.within_minutes
    return (travel.metres.astype(float) <= within) & (travel.minutes.astype(float) <= minutes)


def share_missed(problem: Problem, sites: Any, posts: int = 1, weight: str = "calls") -> float:
    w = problem.zone_weight(weight)
    return float(w[covers(problem)[sites].sum(axis=0) < posts].sum() / w.sum())


def sites_of(plan: Plan, problem: Problem) -> list[int]:
    return [int(site) for site in plan.site_positions(problem.city)]


def proven(plan: Plan, value: float) -> None:
    """Check that the certificate proves this value."""
    certificate = plan.certificate
    assert certificate is not None
    assert certificate.status == "optimal"
    assert certificate.objective == pytest.approx(value, rel=1e-6, abs=1e-9)
    assert certificate.bound <= certificate.objective
    assert certificate.bound == pytest.approx(value, rel=1e-6, abs=1e-9)
    assert certificate.unit


# p-center.


@QUICK
@given(seed=SEEDS, p=POSTS, by=st.sampled_from(["metres", "minutes"]))
def test_pcenter_agrees_with_enumeration(seed: int, p: int, by: str) -> None:
    problem = bent(seed)
    way = getattr(problem.city.travel, by)[:, problem.zone_weight() > 0].astype(float)

    def worst(sites: list[int]) -> float:
        return float(way[sites].min(axis=0).max())

    plan = PCenter(p=p, by=by).solve(problem)
    proven(plan, best_of(p, worst))
    assert worst(sites_of(plan, problem)) == pytest.approx(best_of(p, worst), rel=1e-9)
    median = PMedian(p=p, by=by).solve(problem)
    assert worst(sites_of(median, problem)) >= worst(sites_of(plan, problem))


# Covers.


@QUICK
@given(seed=SEEDS, p=POSTS, standard=STANDARDS, weight=st.sampled_from(["calls", "penalty"]))
def test_maxcover_agrees_with_enumeration(seed: int, p: int, standard: dict[str, float], weight: str) -> None:
    problem = replace(bent(seed), **{"within": None, **standard})
    best = best_of(p, lambda sites: share_missed(problem, sites, weight=weight))
    plan = MaxCover(p=p, weight=weight).solve(problem)
    proven(plan, best)
    assert share_missed(problem, sites_of(plan, problem), weight=weight) == pytest.approx(best, abs=1e-12)
    median = PMedian(p=p, weight=weight).solve(problem)
    assert share_missed(problem, sites_of(median, problem), weight=weight) >= best - 1e-12


@QUICK
@given(seed=SEEDS, p=POSTS)
def test_both_standards_must_be_met(seed: int, p: int) -> None:
    problem = replace(bent(seed), **BOTH)
    proven(MaxCover(p=p).solve(problem), best_of(p, lambda sites: share_missed(problem, sites)))


@QUICK
@given(seed=SEEDS, p=POSTS, first=st.sampled_from([0.0, 0.3, 1.0]), standard=STANDARDS)
def test_backupcover_agrees_with_enumeration(seed: int, p: int, first: float, standard: dict[str, float]) -> None:
    problem = replace(bent(seed), **{"within": None, **standard})

    def lack(sites: list[int]) -> float:
        return first * share_missed(problem, sites) + (1 - first) * share_missed(problem, sites, 2)

    plan = BackupCover(p=p, first=first).solve(problem)
    proven(plan, best_of(p, lack))
    assert lack(sites_of(plan, problem)) == pytest.approx(best_of(p, lack), abs=1e-9)


@QUICK
@given(seed=SEEDS, p=st.integers(3, 6))
def test_backup_with_everyone_covered_agrees_with_enumeration(seed: int, p: int) -> None:
    problem = replace(bent(seed), within=1300.0)

    def lack(sites: list[int]) -> float:
        return share_missed(problem, sites, 2) if share_missed(problem, sites) == 0 else np.inf

    best = best_of(p, lack)
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            BackupCover(p=p, cover_all=True).solve(problem)
    else:
        plan = BackupCover(p=p, cover_all=True).solve(problem)
        proven(plan, best)
        assert share_missed(problem, sites_of(plan, problem)) == 0


@QUICK
@given(seed=SEEDS, within=st.sampled_from([1000.0, 1300.0, 1800.0]))
def test_setcover_is_the_smallest_p_at_which_maxcover_covers_all(seed: int, within: float) -> None:
    problem = replace(bent(seed), within=within)
    if share_missed(problem, list(range(6))):
        with pytest.raises(InfeasibleError, match="'ignore_unreachable'"):
            SetCover().solve(problem)
    plan = SetCover(ignore_unreachable=True).solve(problem)
    fewest = len(sites_of(plan, problem))
    proven(plan, fewest)
    least = share_missed(problem, list(range(6)))
    assert share_missed(problem, sites_of(plan, problem)) == pytest.approx(least, abs=1e-12)
    reached = [
        share_missed(problem, sites_of(MaxCover(p=p).solve(problem), problem)) <= least + 1e-12
        for p in (1, 2, 3, 4, 5, 6)
    ]
    assert reached.index(True) + 1 == fewest


@QUICK
@given(seed=SEEDS, share=st.floats(0.05, 0.99))
def test_setcover_of_a_share_agrees_with_enumeration(seed: int, share: float) -> None:
    problem = bent(seed)
    best = [best_of(p, lambda sites: share_missed(problem, sites)) for p in range(1, 7)]
    if 1 - best[-1] < share:
        with pytest.raises(InfeasibleError, match="out of reach"):
            SetCover(share=share).solve(problem)
        return
    plan = SetCover(share=share).solve(problem)
    proven(plan, next(p for p, missed in enumerate(best, 1) if 1 - missed >= share - 1e-9))
    assert 1 - share_missed(problem, sites_of(plan, problem)) >= share - 1e-9


def test_a_ctrl_c_in_one_search_of_several_ends_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, searched, real = bent(3), [], solver.max_cover
    monkeypatch.setattr(solver, "max_cover", lambda *given, **options: searched.append(1) or real(*given, **options))
    proven(SetCover(share=0.6).solve(problem), len(SetCover(share=0.6).solve(problem).site_ids))
    assert len(searched) > 2
    searched.clear()

    def press(*given: Any, **options: Any) -> Any:
        searched.append(1)
        signal.raise_signal(signal.SIGINT)
        return real(*given, **options)

    monkeypatch.setattr(solver, "max_cover", press)
    plan = SetCover(share=0.6).solve(problem)
    assert len(searched) == 1
    assert plan.certificate is not None
    assert plan.certificate.status == "feasible"
    assert plan.certificate.bound <= plan.certificate.objective == len(plan.site_ids)
    assert 1 - share_missed(problem, sites_of(plan, problem)) >= 0.6


@pytest.mark.parametrize("step", [MaxCover(p=3), PCenter(p=3), SetCover(share=0.6), BackupCover(p=3)])
def test_a_ctrl_c_in_the_search_ends_what_comes_after_it(step: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, tried = bent(3), []
    monkeypatch.setattr(tie_break, "_better_place", lambda *given, **more: tried.append(given))
    step.solve(problem)
    assert tried
    tried.clear()
    monkeypatch.setattr(ExactPlanner, "seconds_left", lambda *_: signal.raise_signal(signal.SIGINT))
    assert len(step.solve(problem).site_ids)
    assert not tried


# Capacities.


def enumerated(problem: Problem, sites: list[int], room: float, weight: str = "calls") -> float:
    """Return the least mean way over every way of giving zones to these sites within the capacity for calls."""
    w, load = problem.zone_weight(weight), problem.zone_weight()
    busy = np.flatnonzero(load)
    way = problem.city.travel.metres[sites][:, busy].astype(float)
    best = np.inf
    for code in range(len(sites) ** len(busy)):
        given_to = np.array([code // len(sites) ** k % len(sites) for k in range(len(busy))])
        if np.bincount(given_to, weights=load[busy], minlength=len(sites)).max() <= room * (1 + 1e-9):
            best = min(best, float(w[busy] @ way[given_to, np.arange(len(busy))] / w.sum()))
    return best


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, slack=st.sampled_from([1.1, 1.3, 1.6]))
def test_capacities_agree_with_enumeration(seed: int, slack: float) -> None:
    problem = small_problem(seed)
    rate = problem.demand.rate.copy()
    rate[:, np.random.default_rng(seed).choice(24, 18, replace=False)] = 0.0
    problem = replace(problem, demand=Demand(rate, source="six zones"))
    room = slack * float(problem.zone_weight().sum()) / 2
    best = best_of(2, lambda sites: enumerated(problem, sites, room))
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            CapacitatedPMedian(p=2, slack=slack).solve(problem)
        return
    step = CapacitatedPMedian(p=2, capacity=room)
    plan = step.solve(problem)
    proven(plan, best)
    proven(CapacitatedPMedian(p=2, slack=slack).solve(problem), best)
    areas = step.areas(problem, plan)
    assert set(areas) <= set(plan.site_ids)
    load = areas.to_frame().assign(load=problem.zone_weight()[problem.city.zone_positions(areas.index)])
    assert load.groupby("post")["load"].sum().max() <= room * (1 + 1e-6)


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, slack=st.sampled_from([1.1, 1.3]))
def test_zones_that_weigh_nothing_fill_posts_all_the_same(seed: int, slack: float) -> None:
    problem = small_problem(seed)
    rate = problem.demand.rate.copy()
    random = np.random.default_rng(seed)
    quiet = random.choice(24, 21, replace=False)
    rate[:, quiet] = 0.0
    rate[0, quiet[:4], :, 0] = random.gamma(2.0, 0.2, (4, 1))
    classes = problem.severity.classes
    free = Severity((replace(classes[0], penalty=0.0), *classes[1:]))
    problem = replace(problem, demand=Demand(rate, source="seven zones"), severity=free)
    load = problem.zone_weight()
    assert (problem.zone_weight("penalty") > 0).sum() == 3
    assert (load > 0).sum() == 7
    room = slack * float(load.sum()) / 2
    best = best_of(2, lambda sites: enumerated(problem, sites, room, "penalty"))
    step = CapacitatedPMedian(p=2, capacity=room, weight="penalty")
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            step.solve(problem)
        return
    plan = step.solve(problem)
    proven(plan, best)
    areas = step.areas(problem, plan)
    assert list(areas.index) == [problem.city.zone_ids[zone] for zone in np.flatnonzero(load)]
    filled = areas.to_frame().assign(load=load[load > 0]).groupby("post")["load"].sum()
    assert filled.max() <= room * (1 + 1e-6)
    for zone in np.flatnonzero((load > 0) & (problem.zone_weight("penalty") == 0)):
        own = areas[problem.city.zone_ids[zone]]
        for post in set(plan.site_ids) - {own}:
            travel_of = [problem.city.travel.metres[problem.city.site_positions([s])[0], zone] for s in (post, own)]
            assert travel_of[0] >= travel_of[1] or filled.get(post, 0.0) + load[zone] > room


def test_one_zone_is_told_as_one() -> None:
    problem = small_problem()
    load = np.sort(problem.zone_weight())
    room = float(load[-2:].mean())
    with pytest.raises(InfeasibleError, match="1 zone alone exceeds the capacity of a post"):
        CapacitatedPMedian(p=2, capacity=room).solve(problem)


def test_ample_capacity_gives_the_p_median() -> None:
    for p in (1, 2, 4):
        problem = bent(p)
        plain, ample = PMedian(p=p).solve(problem), CapacitatedPMedian(p=p, capacity=1e6).solve(problem)
        assert (ample.site_ids, ample.certificate.objective) == (  # type: ignore[union-attr]
            plain.site_ids,
            pytest.approx(plain.certificate.objective),  # type: ignore[union-attr]
        )


def test_capacities_that_cannot_hold_are_told() -> None:
    problem = small_problem()
    with pytest.raises(InfeasibleError, match=r"The load is [\d.]+ calls per hour, but 2 posts of 2 carry 4 at most."):
        CapacitatedPMedian(p=2, capacity=2.0).solve(problem)
    with pytest.raises(InfeasibleError, match=r"zones alone exceed the capacity of a post, 0.1 calls per hour: z1"):
        CapacitatedPMedian(p=2, capacity=0.1).solve(problem)


# What all of them keep.

ALL = [
    PCenter(p=3),
    MaxCover(p=3),
    SetCover(share=0.8),
    SetCover(),
    BackupCover(p=3),
    CapacitatedPMedian(p=3),
    PMedian(p=3, fairness=0.7),
    PMedian(p=3, risk="cvar", tail=0.4),
    PMedian(p=3, risk="worst"),
]


def by_label(step: Any) -> str:
    return str(step.label)


@pytest.mark.parametrize("step", ALL, ids=by_label)
def test_conformance_with_ties_and_scenarios(step: Any) -> None:
    check_planner(step, replace(small_problem(4, scenarios=3), within=1500.0))
    check_planner(step, replace(bent(5, scenarios=3), within=2500.0))


@pytest.mark.parametrize("step", ALL, ids=by_label)
def test_posts_of_today_are_kept(step: Any) -> None:
    problem = replace(bent(1), within=2500.0)
    current = np.array([False, True, False, False, True, False])
    city = replace(problem.city, sites=problem.city.sites.assign(current=current, candidate=~current))
    problem = replace(problem, city=city)
    plan = replace(step, keep_current=True).solve(problem)
    assert {"s2", "s5"} <= set(plan.site_ids)
    assert_plan_valid(plan, problem)
    if not isinstance(step, SetCover):
        with pytest.raises(ParameterError, match="2 posts are kept and 4 other sites are candidates"):
            replace(step, keep_current=True, p=1).solve(problem)
    if isinstance(step, MaxCover):
        proven(plan, best_of(3, lambda sites: share_missed(problem, sites), must=(1, 4)))


@pytest.mark.parametrize("step", [MaxCover(p=2), SetCover(), BackupCover(p=2)], ids=by_label)
def test_a_cover_without_a_standard_is_a_clear_error(step: Any) -> None:
    with pytest.raises(ParameterError, match="needs a response standard, but the problem has none"):
        step.solve(replace(small_problem(), within=None))


def test_zones_that_cannot_be_covered_are_named() -> None:
    problem = replace(small_problem(), within=300.0)
    said = r"18 zones with demand \([\d.]+% of the calls\) are not within 300 m of any candidate site: z2, z4, "
    with pytest.raises(InfeasibleError, match=said + r".* and 8 more\. Raise the standard"):
        SetCover().solve(problem)
    with pytest.raises(InfeasibleError, match="18 zones with demand are not within 300 m"):
        BackupCover(p=3, cover_all=True).solve(problem)
    plan = SetCover(ignore_unreachable=True).solve(problem)
    assert plan.certificate is not None
    assert plan.certificate.objective == 6
    assert plan.notes[0].endswith("They are left out.")
    far = replace(problem, within=1.0, city=replace(problem.city, travel=Travel(*[np.full((6, 24), 9.0)] * 2, "road")))
    with pytest.raises(InfeasibleError, match="Those are all"):
        SetCover(ignore_unreachable=True).solve(far)
    nothing = MaxCover(p=2).solve(far)
    proven(nothing, 1.0)
    assert "100.0% of the calls are not within 1 m of any candidate site." in nothing.notes


def test_ties_go_to_a_shorter_mean_way() -> None:
    problem = replace(small_problem(), within=5000.0)
    alone = MaxCover(p=3).solve(problem)
    mean = problem.city.travel.metres[sites_of(alone, problem)].min(axis=0) @ problem.zone_weight()
    others = [
        problem.city.travel.metres[list(chosen)].min(axis=0) @ problem.zone_weight()
        for chosen in combinations(range(6), 3)
    ]
    assert mean <= np.median(others)
    swaps = [
        [*sites[:k], new, *sites[k + 1 :]] for sites in [sites_of(alone, problem)] for k in range(3) for new in range(6)
    ]
    travel_of = [problem.city.travel.metres[s].min(axis=0) @ problem.zone_weight() for s in swaps if len(set(s)) == 3]
    assert mean <= min(travel_of) * (1 + 1e-6)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PCenter(p=2, by="feet"), "The 'by' parameter of PCenter must be one of 'metres', 'minutes'"),
        (lambda: MaxCover(p=2, weight="x"), "The 'weight' parameter of MaxCover must be one of"),
        (lambda: SetCover(share=0.0), r"The 'share' parameter of SetCover must be a number in \(0, 1\]. Got 0.0."),
        (lambda: BackupCover(p=2, first=2), r"The 'first' parameter of BackupCover must be a number in \[0, 1\]"),
        (lambda: CapacitatedPMedian(p=2, capacity=-1), "The 'capacity' parameter of CapacitatedPMedian must be"),
        (lambda: CapacitatedPMedian(p=2, slack=0.5), r"The 'slack' parameter of .* must be a number in \[1, inf\)"),
        (lambda: PMedian(p=2, fairness=-1.0), r"The 'fairness' parameter of PMedian must be a number in \[0, inf\)"),
        (lambda: PMedian(p=2, risk="var"), "The 'risk' parameter of PMedian must be one of 'mean', 'cvar', 'worst'"),
        (lambda: PMedian(p=2, tail=0), r"The 'tail' parameter of PMedian must be a number in \(0, 1\]"),
        (lambda: PMedian(p=2, fairness=1.0, risk="worst"), "for the worst district or for bad scenarios, not both"),
    ],
)
def test_wrong_options_are_one_clear_sentence(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("step", [PCenter(p=14), MaxCover(p=14), SetCover(share=0.9), BackupCover(p=14)], ids=by_label)
def test_a_time_limit_gives_a_valid_plan_and_a_valid_bound(step: Any) -> None:
    """Posts anywhere on a 20 x 15 grid: too large to be proven at once, so a plan without a proof comes back."""
    x, y = (axis.ravel() * 100.0 for axis in np.meshgrid(np.arange(20), np.arange(15)))
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=32615)
    rate = np.random.default_rng(2).gamma(2.0, 1.0, (1, 300, 1, 3))
    problem = Problem(City(shapely.box(-1, -1, 2000, 1500), places, places), Demand(rate), within=300.0)
    plan = replace(step, seconds=2.0).solve(problem)
    assert_plan_valid(plan, problem)
    certificate = plan.certificate
    assert certificate is not None
    assert certificate.status in ("optimal", "time limit")
    assert certificate.bound <= certificate.objective
    if isinstance(step, MaxCover):
        assert certificate.objective == pytest.approx(share_missed(problem, sites_of(plan, problem)), abs=1e-12)

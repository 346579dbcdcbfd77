"""Each planner against brute force or the rule that it states."""

from collections import Counter
from dataclasses import fields, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_info, threadpool_limits

from beatwright import planning
from beatwright.core import City, Demand, InfeasibleError, ParameterError, Plan, Post, Problem, Severity, Travel
from beatwright.data import CurrentPosts
from beatwright.planning import STEPS, BusiestZones, KMeansPosts, PMedian, RandomPosts
from beatwright.testing import assert_plan_valid, hourly_problem, small_problem, small_roster

PROBLEM = small_problem()
CITY = PROBLEM.city
# What steps need that they cannot guess, by option.
GIVEN = {"p": 2, "k": 4, "column": "parent", "car_hours": 1000}
QUICK = settings(max_examples=25, deadline=None)
PLACED = [RandomPosts, BusiestZones, KMeansPosts, PMedian]


def with_sites(problem: Problem = PROBLEM, **columns: Any) -> Problem:
    return replace(problem, city=replace(problem.city, sites=problem.city.sites.assign(**columns)))


def with_travel(metres: np.ndarray, problem: Problem = PROBLEM) -> Problem:
    return replace(problem, city=replace(problem.city, travel=Travel(metres, metres / 500.0, "road")))


def with_rate(rate: np.ndarray, problem: Problem = PROBLEM) -> Problem:
    return replace(problem, demand=Demand(rate, source="made up"))


def mean_way(problem: Problem, positions: Any, weight: np.ndarray, by: str = "metres") -> float:
    nearest = getattr(problem.city.travel, by)[list(positions)].astype(float).min(axis=0)
    return float(weight[weight > 0] @ nearest[weight > 0] / weight.sum())


# What all of them keep.


@pytest.mark.parametrize("planner", PLACED)
@QUICK
@given(p=st.integers(1, 6), seed=st.integers(0, 50))
def test_p_posts_at_different_candidates(planner: Any, p: int, seed: int) -> None:
    plan = planner(p=p).solve(small_problem(seed))
    assert len(set(plan.site_ids)) == p
    assert_plan_valid(plan, small_problem(seed))
    assert plan.name == plan.made_by == f"{planner.__name__}(p={p})"


@pytest.mark.parametrize("planner", PLACED)
def test_sites_that_are_no_candidates_are_left_alone(planner: Any) -> None:
    problem = with_sites(candidate=[True, False, True, False, True, False])
    assert set(planner(p=3).solve(problem).site_ids) == {"s1", "s3", "s5"}
    with pytest.raises(ParameterError, match=r"The 'p' parameter of \w+ must be an integer in \[1, 3\]. Got 4."):
        planner(p=4).solve(problem)


@pytest.mark.parametrize("planner", PLACED)
@pytest.mark.parametrize("p", [0, -1, 1.5, True, "2", None])
def test_p_must_be_a_whole_number(planner: Any, p: object) -> None:
    with pytest.raises(ParameterError, match=f"The 'p' parameter of {planner.__name__} must be an integer"):
        planner(p=p)


@pytest.mark.parametrize("planner", [BusiestZones, KMeansPosts, PMedian])
def test_demand_of_nothing_is_a_clear_error(planner: Any) -> None:
    with pytest.raises(ParameterError, match="'made up' is 0 in every zone"):
        planner(p=2).solve(with_rate(np.zeros((1, 24, 1, 3))))


def test_a_name_is_the_users(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("officer,most_run\n1,5\n2,5\n")
    (tmp_path / "officers.csv").write_text("officer,seniority\n7,1\n")
    (tmp_path / "bids.csv").write_text("officer,rank,line\n7,1,1\n")
    files = {name: str(tmp_path / f"{name}.csv") for name in ("staff", "officers", "bids")}
    posts = replace(CurrentPosts().solve(PROBLEM), roster=small_roster("day", 8, 8))
    for step in STEPS:
        given = GIVEN | {name: file for name, file in files.items() if name in getattr(step, "input_files", ())}
        options = {name: value for name, value in given.items() if any(field.name == name for field in fields(step))}
        by_hour = "crews" in step.makes
        problem = replace(hourly_problem() if by_hour else PROBLEM, within=1500.0, officers=20)
        start = replace(posts, crews=((1,),) * len(posts.site_ids)) if "crews" in step.needs else posts
        assert step(**options, name="Plan B").solve(problem, start).name == "Plan B"


def test_layers_of_others_are_kept_and_those_at_posts_follow_the_posts() -> None:
    start = Plan(
        posts=(Post("s1"), Post("s2")),
        officers=(3, 4),
        crews=((1,), (2,)),
        districts=dict.fromkeys(CITY.zone_ids, "one"),
        notes=("first",),
    )
    moved = PMedian(p=3).solve(PROBLEM, start)
    assert moved.districts == start.districts
    assert (moved.officers, moved.crews) == (None, None)
    assert moved.notes == ("first", "The posts moved, so these layers are undecided again: officers, crews.")
    stayed = CurrentPosts().solve(PROBLEM, Plan(posts=(Post("s2"),), officers=(9,)))
    assert (stayed.officers, stayed.notes) == ((9,), ())


# Random posts.


def test_every_set_is_equally_likely() -> None:
    draws = 3000
    seen = Counter(plan.site_ids for plan in RandomPosts(p=2).draw(PROBLEM, draws, seed=0))
    assert len(seen) == 15
    chi_square = sum((count - draws / 15) ** 2 / (draws / 15) for count in seen.values())
    assert chi_square < 36.1  # the 99.9 % quantile with 14 degrees of freedom


def test_draws_hang_on_the_seed_and_their_number_alone() -> None:
    ten = RandomPosts(p=2).draw(PROBLEM, 10, seed=4)
    three = RandomPosts(p=2).draw(PROBLEM, 3, seed=4)
    assert [plan.posts for plan in ten[:3]] == [plan.posts for plan in three]
    assert ten[0].posts == RandomPosts(p=2, seed=4).solve(PROBLEM).posts
    assert [p.site_ids for p in ten] != [p.site_ids for p in RandomPosts(p=2).draw(PROBLEM, 10, seed=5)]
    assert len({plan.name for plan in ten}) == 10


def test_draws_out_of_range_are_told_together() -> None:
    with pytest.raises(ParameterError, match=r"(?s)'n' parameter.*Got 0.*'seed' parameter.*Got -1"):
        RandomPosts(p=2).draw(PROBLEM, 0, seed=-1)


# Busiest zones.


@QUICK
@given(seed=st.integers(0, 500), p=st.integers(1, 5))
def test_busiest_zones_agree_with_the_rule_in_words(seed: int, p: int) -> None:
    problem = small_problem(seed)
    weight = problem.zone_weight()
    chosen: list[str] = []
    for zone in sorted(range(24), key=lambda k: -weight[k]):
        inside = [s for s in range(6) if CITY.zones.geometry.iloc[zone].covers(CITY.sites.geometry.iloc[s])]
        site = min(inside or range(6), key=lambda s: problem.city.travel.metres[s, zone])
        if CITY.site_ids[site] not in chosen:
            chosen.append(CITY.site_ids[site])
    assert set(BusiestZones(p=p).solve(problem).site_ids) == set(chosen[:p])


def test_the_busiest_zone_hangs_on_what_counts() -> None:
    rate = np.zeros((1, 24, 1, 3))
    rate[0, 0, 0, 0] = 5.0  # many low calls by s1
    rate[0, 23, 0, 2] = 1.0  # a severe one by s6
    problem = with_rate(rate)
    assert BusiestZones(p=1, by="calls").solve(problem).site_ids == ("s1",)
    assert BusiestZones(p=1, by="penalty").solve(problem).site_ids == ("s6",)


def test_a_candidate_in_the_zone_stands_before_a_nearer_one() -> None:
    metres = CITY.travel.metres.copy()
    metres[0, 0] = 9999.0  # s1 lies in z1, but the way round is long
    rate = np.zeros((1, 24, 1, 3))
    rate[0, 0] = 1.0
    problem = with_rate(rate, with_travel(metres))
    assert BusiestZones(p=1).solve(problem).site_ids == ("s1",)
    assert len(BusiestZones(p=6).solve(problem).site_ids) == 6


def test_busiest_zones_without_a_way_still_choose() -> None:
    problem = with_travel(np.full((6, 24), np.inf))
    assert len(BusiestZones(p=4).solve(problem).site_ids) == 4


# K-means.


def test_kmeans_finds_clusters_that_are_there() -> None:
    random = np.random.default_rng(1)
    centres = np.array([(0.0, 0.0), (10_000.0, 0.0), (0.0, 10_000.0)])
    points = np.concatenate([centre + random.normal(0, 200, (30, 2)) for centre in centres])
    zones = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=32615)
    sites = gpd.GeoDataFrame(
        index=[f"c{k}" for k in range(6)],
        geometry=gpd.points_from_xy(*np.concatenate([centres + 100, centres + 3000]).T),
        crs=32615,
    )
    city = City(shapely.box(-1e4, -1e4, 2e4, 2e4), zones, sites)
    problem = Problem(city, Demand(np.ones((1, 90, 1, 3))))
    assert KMeansPosts(p=3).solve(problem).site_ids == ("c0", "c1", "c2")


def test_kmeans_weighs_its_zones() -> None:
    rate = np.full((1, 24, 1, 3), 1e-9)
    rate[0, 23] = 1.0
    assert KMeansPosts(p=1).solve(with_rate(rate)).site_ids == ("s6",)


def test_kmeans_does_not_hang_on_names_or_order_of_zones() -> None:
    labels = [f"x{k}" for k in np.random.default_rng(3).permutation(24)]
    city = replace(CITY, zones=CITY.zones.set_axis(labels, axis=0))
    order = [labels.index(label) for label in city.zone_ids]
    problem = replace(PROBLEM, city=city, demand=Demand(PROBLEM.demand.rate[:, order]))
    for p in range(1, 7):
        assert KMeansPosts(p=p).solve(problem).site_ids == KMeansPosts(p=p).solve(PROBLEM).site_ids


def test_kmeans_adds_up_in_one_thread_whatever_the_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    used, fit = [], KMeans.fit

    def watched(self: KMeans, *points: Any, **weight: Any) -> KMeans:
        used.extend(pool["num_threads"] for pool in threadpool_info())
        return fit(self, *points, **weight)

    monkeypatch.setattr(KMeans, "fit", watched)
    with threadpool_limits(limits=2):
        KMeansPosts(p=2).solve(PROBLEM)
    assert set(used) == {1}


def test_kmeans_with_demand_at_too_few_places_is_a_clear_error() -> None:
    rate = np.zeros((1, 24, 1, 3))
    rate[0, :2] = 1.0
    with pytest.raises(ParameterError, match="There is demand at 2 places only"):
        KMeansPosts(p=3).solve(with_rate(rate))


# The p-median.


@QUICK
@given(
    seed=st.integers(0, 500),
    p=st.integers(1, 6),
    by=st.sampled_from(["metres", "minutes"]),
    weight=st.sampled_from(["calls", "officers", "penalty", "minutes"]),
)
def test_pmedian_agrees_with_enumeration(seed: int, p: int, by: str, weight: str) -> None:
    problem = small_problem(seed)
    w = problem.zone_weight(weight)
    best = min(mean_way(problem, chosen, w, by) for chosen in combinations(range(6), p))
    plan = PMedian(p=p, by=by, weight=weight).solve(problem)
    certificate = plan.certificate
    assert certificate is not None
    assert mean_way(problem, plan.site_positions(problem.city), w, by) == pytest.approx(best, rel=1e-9)
    assert certificate.objective == pytest.approx(best, rel=1e-9)
    assert certificate.status == "optimal"
    assert certificate.bound == pytest.approx(best, rel=1e-6)
    assert certificate.unit.startswith("m per" if by == "metres" else "min per")


@QUICK
@given(seed=st.integers(0, 500), scale=st.floats(1e-6, 1e6))
def test_pmedian_does_not_hang_on_the_unit_of_demand(seed: int, scale: float) -> None:
    problem = small_problem(seed)
    one = PMedian(p=3).solve(problem)
    other = PMedian(p=3).solve(with_rate(problem.demand.rate * scale, problem))
    assert other.site_ids == one.site_ids
    assert one.certificate is not None
    assert other.certificate is not None
    assert other.certificate.objective == pytest.approx(one.certificate.objective, rel=1e-9)


def test_pmedian_keeps_the_posts_of_today() -> None:
    problem = with_sites(
        current=[False, True, False, False, True, False], candidate=[True, False, True, True, True, True]
    )
    kept = {"s2", "s5"}
    w = problem.zone_weight()
    for p in (2, 3, 4):
        plan = PMedian(p=p, keep_current=True).solve(problem)
        assert kept <= set(plan.site_ids)
        best = min(mean_way(problem, (1, 4, *rest), w) for rest in combinations((0, 2, 3, 5), p - 2))
        assert plan.certificate is not None
        assert plan.certificate.objective == pytest.approx(best, rel=1e-9)
    with pytest.raises(ParameterError, match=r"integer in \[2, 6\]. Got 1. 2 posts are kept and 4 other sites"):
        PMedian(p=1, keep_current=True).solve(problem)
    assert "s2" not in PMedian(p=5).solve(problem).site_ids


def test_zones_without_demand_do_no_harm() -> None:
    rate = PROBLEM.demand.rate.copy()
    rate[:, 5:9] = 0.0
    metres = CITY.travel.metres.copy()
    metres[:, 5:9] = np.inf
    plan = PMedian(p=2).solve(with_rate(rate, with_travel(metres)))
    assert plan.site_ids == PMedian(p=2).solve(with_rate(rate)).site_ids


def test_a_zone_out_of_reach_is_named() -> None:
    metres = CITY.travel.metres.copy()
    metres[:, [2, 7]] = np.inf
    with pytest.raises(InfeasibleError, match="2 zones with demand cannot be reached from any candidate site: z3, z8"):
        PMedian(p=2).solve(with_travel(metres))


def test_too_few_posts_to_reach_every_zone_is_infeasible() -> None:
    metres = np.full((6, 24), np.inf)
    for zone in range(24):
        metres[zone % 3, zone] = 100.0
    problem = with_travel(metres)
    assert set(PMedian(p=3).solve(problem).site_ids) == {"s1", "s2", "s3"}
    with pytest.raises(InfeasibleError, match="Raise 'p'"):
        PMedian(p=2).solve(problem)


def test_pmedian_is_never_worse_than_a_rule_of_thumb() -> None:
    for seed in range(5):
        problem = small_problem(seed)
        w = problem.zone_weight()
        best = PMedian(p=3).solve(problem).certificate
        assert best is not None
        for rule in (RandomPosts(p=3), BusiestZones(p=3), KMeansPosts(p=3)):
            sites = rule.solve(problem).site_positions(problem.city)
            assert mean_way(problem, sites, w) >= best.bound - 1e-9


@pytest.mark.parametrize("factor", [1.0, 2.0])
@pytest.mark.parametrize(
    "planner",
    [
        planning.PMedian(p=2, weight="penalty"),
        planning.PMedian(p=2, weight="penalty", fairness=1.0),
        planning.MaxCover(p=2, weight="penalty"),
        planning.BackupCover(p=2, weight="penalty"),
        planning.CapacitatedPMedian(p=2, weight="penalty"),
        planning.PatrolBeats(p=2, weight="penalty", tolerance=0.5),
        planning.TwoStageStations(p=2),
        planning.MinimumDamage(by="penalty"),
    ],
    ids=lambda planner: type(planner).__name__,
)
def test_dollars_that_nobody_gave_are_called_an_example_from_python_too(planner, factor):
    problem = small_problem()
    classes = tuple(replace(one, penalty=factor * one.penalty) for one in problem.severity.classes)
    plan = planner.solve(replace(problem, severity=Severity(classes)))
    assert "$" in plan.certificate.unit
    assert ("(example penalties)" in plan.certificate.unit) == (factor == 1.0)

"""The step `PatrolBeats` on cities."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.core import City, Demand, InfeasibleError, ParameterError, Plan, Post, Problem
from beatwright.core.travel import Travel
from beatwright.planning import CapacitatedPMedian, PatrolBeats
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.testing import assert_plan_valid, small_problem, small_roster

PROBLEM = small_problem()


def row_of_zones(calls: list[float], sites: dict[str, float], gap_after: int | None = None, **more: Any) -> Problem:
    """Return square zones a, b, c, ... in a row, with sites at some x; a gap of 500 m after zone number `gap_after`."""
    n = len(calls)
    left = [100.0 * i + (500.0 if gap_after is not None and i >= gap_after else 0.0) for i in range(n)]
    zones = gpd.GeoDataFrame(
        index=list("abcdefghij"[:n]), geometry=[shapely.box(x, 0, x + 100, 100) for x in left], crs=32615
    )
    points = gpd.GeoDataFrame(index=list(sites), geometry=[shapely.Point(x, 50) for x in sites.values()], crs=32615)
    city = City(shapely.box(0, 0, 2000, 100), zones, points, name="row", **more)
    rate = np.zeros((1, n, 1, 3))
    rate[0, :, 0, 0] = calls
    return Problem(city, Demand(rate))


ROW = row_of_zones([4, 1, 1, 4], {"s1": 50.0, "s2": 150.0, "s3": 350.0, "away": 1900.0})


def test_beats_are_contiguous_even_and_around_their_posts() -> None:
    plan = PatrolBeats(p=3, tolerance=0.25).solve(PROBLEM)
    assert_plan_valid(plan, PROBLEM)
    city = PROBLEM.city
    beats = np.array([plan.site_ids.index(plan.districts[zone]) for zone in city.zone_ids])
    assert pieces_of(city.borders.edges, beats)[0] == 3
    calls = PROBLEM.zone_weight()
    load = np.bincount(beats, weights=calls) / (calls.sum() / 3)
    assert np.abs(load - 1).max() <= 0.25 + 1e-9
    posts = plan.site_positions(city)
    home = city.locate(*city.site_xy[posts].T)
    assert beats[home].tolist() == [0, 1, 2]
    way = city.travel.metres[posts[beats], np.arange(len(beats))]
    assert plan.certificate is not None
    assert plan.certificate.objective == pytest.approx(float(calls @ way / calls.sum()))
    assert plan.certificate.unit == "m per call"
    assert plan.certificate.status == "optimal"


def test_never_shorter_than_without_contiguity() -> None:
    free = CapacitatedPMedian(p=3, slack=1.25).solve(PROBLEM)
    beats = PatrolBeats(p=3, tolerance=0.25).solve(PROBLEM)
    assert free.certificate is not None
    assert beats.certificate is not None
    assert free.certificate.objective <= beats.certificate.objective + 1e-6


def test_a_row_by_hand() -> None:
    plan = PatrolBeats(p=2, tolerance=0.0).solve(ROW)
    assert plan.site_ids == ("s1", "s3")
    assert dict(plan.districts) == {"a": "s1", "b": "s1", "c": "s3", "d": "s3"}
    assert plan.certificate.objective == pytest.approx(20.0)
    assert plan.notes == (
        "The beats hold 100.0% to 100.0% of the mean load; 0.0% of the demand is nearer to the post of another beat.",
    )


def test_what_is_made_short_and_what_is_even_are_options() -> None:
    plan = PatrolBeats(p=2, by="minutes", weight="penalty", load="minutes", tolerance=0.5).solve(PROBLEM)
    assert plan.certificate.unit == "min per $ at stake (example penalties)"
    other = PatrolBeats(p=2, by="minutes", tolerance=0.5).solve(PROBLEM)
    assert other.certificate.unit == "min per call"
    assert other.certificate.objective != plan.certificate.objective


def test_layers_that_follow_posts_are_undecided_again_where_posts_move() -> None:
    start = Plan(posts=(Post("s1"), Post("s6")), officers=(3, 4), roster=small_roster())
    plan = PatrolBeats(p=2, tolerance=0.3).solve(PROBLEM, start)
    assert plan.officers is None
    assert plan.roster == small_roster()
    assert plan.decided == ("posts", "districts", "roster")


def test_sites_that_are_no_candidates_are_left_out() -> None:
    sites = PROBLEM.city.sites.assign(candidate=[True, True, False, True, True, True])
    plan = PatrolBeats(p=2, tolerance=0.3).solve(replace(PROBLEM, city=replace(PROBLEM.city, sites=sites)))
    assert "s3" not in plan.site_ids


@pytest.mark.parametrize(
    ("step", "problem", "said"),
    [
        (
            PatrolBeats(p=2, tolerance=0.1),
            row_of_zones([9, 1, 1, 4], {"s1": 50.0, "s3": 350.0}),
            "Zones a hold more of the load than a beat may (55.0% of all).",
        ),
        (
            PatrolBeats(p=1),
            row_of_zones([4, 1, 1, 4], {"s1": 50.0, "s3": 850.0}, 2),
            "The map falls into 2 separate parts (with zones a, c), more than p = 1 beats. Join them by 'bridges'",
        ),
        (
            PatrolBeats(p=2),
            row_of_zones([4, 1, 1, 4], {"s1": 50.0, "s2": 150.0}, 2),
            "No candidate site stands in the separate parts of the map with zones c.",
        ),
        (
            PatrolBeats(p=2, tolerance=0.0),
            row_of_zones([4, 1, 2, 4], {"s1": 50.0, "s3": 350.0}),
            "that is proven",
        ),
    ],
)
def test_no_plan_names_zones(step: PatrolBeats, problem: Problem, said: str) -> None:
    with pytest.raises(InfeasibleError) as error:
        step.solve(problem)
    assert said in str(error.value)


def test_bridges_join_the_parts_of_the_map() -> None:
    apart = row_of_zones([4, 1, 1, 4], {"s1": 50.0, "s3": 850.0}, 2, bridges=(("b", "c"),))
    assert set(PatrolBeats(p=1).solve(apart).districts.values()) <= {"s1", "s3"}


def test_zones_without_a_way_from_any_post_are_named() -> None:
    metres = ROW.city.travel.metres.copy()
    metres[:, 1] = np.inf
    city = replace(ROW.city, travel=Travel(metres, metres, "road"))
    with pytest.raises(InfeasibleError, match="No route leads from the post of their beat to zones b"):
        PatrolBeats(p=2, tolerance=0.3).solve(replace(ROW, city=city))


def test_too_many_beats_for_the_sites_are_refused() -> None:
    with pytest.raises(
        ParameterError, match=r"must be an integer in \[1, 3\]. Got 4. Candidate sites stand in 3 zones"
    ):
        PatrolBeats(p=4).solve(ROW)


def test_point_zones_are_refused() -> None:
    points = ROW.city.zones.set_geometry(ROW.city.zones.centroid)
    with pytest.raises(ParameterError, match="need zones that are polygons"):
        PatrolBeats(p=2).solve(replace(ROW, city=replace(ROW.city, zones=points)))

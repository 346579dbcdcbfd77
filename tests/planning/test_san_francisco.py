"""The planners on an instance with values that others published: spopt's San Francisco, 205 tracts and 16 sites."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import Certificate, City, Demand, Plan, Problem, Travel
from beatwright.planning import BackupCover, CapacitatedPMedian, MaxCover, PCenter, PMedian, SetCover

pytestmark = pytest.mark.data
PEOPLE = 955_113


@pytest.fixture(scope="module")
def problem(data_folder: Path) -> Problem:
    """Return the tracts as point zones, their people as calls per hour, and 5,000 as the standard."""
    folder = data_folder / "benchmarks" / "spopt_sf"
    pairs = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    tracts = pd.read_csv(folder / "SF_demand_205_centroid_uniform_weight.csv").set_index("NAME")
    matrix = pairs.pivot_table(values="distance", index="name", columns="DestinationName")
    assert matrix.shape == (16, 205)
    zones = gpd.GeoDataFrame(index=range(205), geometry=gpd.points_from_xy(range(205), [0] * 205), crs=32615)
    sites = gpd.GeoDataFrame(index=range(16), geometry=gpd.points_from_xy(range(16), [1] * 16), crs=32615)
    city = City(shapely.box(-1, -1, 300, 2), zones, sites, Travel(matrix.to_numpy(), matrix.to_numpy(), "road"))
    rate = np.zeros((1, 205, 1, 3))
    rate[0, :, 0, 0] = tracts.loc[matrix.columns, "POP2000"].to_numpy(dtype=float)
    assert rate.sum() == PEOPLE
    return Problem(city, Demand(rate), within=5000.0)


def proof(plan: Plan) -> Certificate:
    assert plan.certificate is not None
    assert plan.certificate.status == "optimal"
    assert plan.certificate.bound == pytest.approx(plan.certificate.objective)
    return plan.certificate


def test_p_median_has_its_published_optimum(problem: Problem) -> None:
    assert proof(PMedian(p=4).solve(problem)).objective * PEOPLE == pytest.approx(2_848_268_129.7145, rel=1e-6)


def test_p_center_has_its_published_optimum(problem: Problem) -> None:
    assert proof(PCenter(p=4).solve(problem)).objective == pytest.approx(7403.0638, abs=1e-3)


def test_max_cover_has_its_published_optimum(problem: Problem) -> None:
    plan = MaxCover(p=4).solve(problem)
    assert (1 - proof(plan).objective) * PEOPLE == pytest.approx(875_247, abs=1e-3)


def test_set_cover_has_its_published_optimum(problem: Problem) -> None:
    plan = SetCover().solve(problem)
    assert proof(plan).objective == len(plan.site_ids) == 8
    assert proof(MaxCover(p=8).solve(problem)).objective == 0
    assert proof(MaxCover(p=7).solve(problem)).objective > 0
    share = 875_247 / PEOPLE
    assert proof(SetCover(share=share).solve(problem)).objective <= 4
    assert proof(SetCover(share=share + 1e-6).solve(problem)).objective > 4


def test_the_others_prove_their_plans_and_keep_their_order(problem: Problem) -> None:
    plain = proof(PMedian(p=4).solve(problem)).objective
    full = CapacitatedPMedian(p=4, slack=1.4, gap=0.01)
    plan = full.solve(problem)
    assert plan.certificate is not None
    assert plan.certificate.status == "optimal"
    assert plan.certificate.gap <= 0.01
    assert plan.certificate.objective >= plain * (1 - 1e-9)
    people = pd.Series(problem.zone_weight(), index=problem.city.zone_ids)
    areas = full.areas(problem, plan)
    assert people.groupby(areas).sum().max() <= 1.4 * PEOPLE / 4 * (1 + 1e-6)
    once = proof(MaxCover(p=4).solve(problem)).objective
    assert proof(BackupCover(p=4, first=1.0).solve(problem)).objective == pytest.approx(once)
    assert proof(BackupCover(p=4, first=0.0).solve(problem)).objective >= once
    parents = replace(
        problem,
        city=replace(problem.city, zones=problem.city.zones.assign(parent=[f"d{k % 5}" for k in range(205)])),
    )
    fair = proof(PMedian(p=4, fairness=1.0).solve(parents)).objective
    assert fair >= 2 * plain * (1 - 1e-9)
    ranked = PMedian(p=4).alternatives(problem, m=3, differ=2)
    assert [plan.certificate.objective for plan in ranked if plan.certificate] == sorted(
        plan.certificate.objective for plan in ranked if plan.certificate
    )

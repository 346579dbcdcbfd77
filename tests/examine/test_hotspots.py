"""The examiner of hotspots, on incidents whose clusters are made."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, ParameterError, Severity
from beatwright.examine import Hotspots
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem

CITY = small_problem().city
CENTRES = np.array([[600.0, 500.0], [2200.0, 1500.0]])


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans: 3 by 2 km."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def incidents_of(xy, kinds="theft", hours=12):
    n = len(xy)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(n) % 365, unit="D")
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(n)],
            "time": days + pd.to_timedelta(np.broadcast_to(hours, n), unit="h"),
            "kind": kinds,
            "severity": 0,
            "x": np.asarray(xy)[:, 0],
            "y": np.asarray(xy)[:, 1],
            "zone": CITY.locate(np.asarray(xy)[:, 0], np.asarray(xy)[:, 1]),
        }
    )
    bounds = {"start": pd.Timestamp("2023-01-01"), "end": pd.Timestamp("2024-01-01")}
    return Incidents(frame, Severity.default(), zones=24, **bounds)


def two_clusters():
    """Return 60 robberies of the night at one place, 40 thefts of the noon at another, and 40 anywhere."""
    draw = np.random.default_rng(5)
    night, noon = (draw.normal(centre, 45, (count, 2)) for centre, count in zip(CENTRES, (60, 40), strict=True))
    rest = draw.uniform((0, 0), (3000, 2000), (40, 2))
    kinds = ["robbery"] * 60 + ["theft"] * 80
    return incidents_of(np.vstack([night, noon, rest]), kinds, np.r_[np.full(60, 23), np.full(80, 12)])


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Hotspots)
    check_examiner(Hotspots(), bare, small_incidents(weeks=10))
    check_examiner(Hotspots(), bare, two_clusters())


@pytest.mark.parametrize(
    "options", [{}, {"method": "dbscan"}, {"method": "hdbscan"}, {"method": "dbscan", "eps": 80.0}]
)
def test_two_clusters_are_found_where_they_are_with_their_kinds_and_hours(options, bare):
    found = Hotspots(**options).look(bare, two_clusters())
    table = found.table("hotspots")
    assert table.index[:2] == ("1", "2")
    assert [kind.split(" ")[0] for kind in table["most frequent kind"].values[:2]] == ["robbery", "theft"]
    assert "18 to 24 o'clock" in table["busiest six hours"].values[0]
    areas = found.chart("hotspots").areas
    for area, centre in zip(areas, CENTRES, strict=False):
        assert area.polygon.distance(gpd.points_from_xy(*centre[:, None])[0]) == 0
    assert table["incidents a year"].values[0] == pytest.approx(60, rel=0.15)
    assert min(table["times as dense as the city"].values) > 2
    on_earth = gpd.GeoSeries(gpd.points_from_xy(table["longitude"].values[:2], table["latitude"].values[:2]), crs=4326)
    places = on_earth.to_crs(CITY.crs)
    assert np.hypot(places.x - CENTRES[:, 0], places.y - CENTRES[:, 1]).max() < 60
    assert found["share of the incidents in hotspots"] > 0.6


def test_the_number_of_validity_stands_beside_the_recipe(bare):
    found = Hotspots(method="dbscan").look(bare, two_clusters())
    table = found.table("cluster process")
    overlap = table["clusters over a place"].values[0]
    assert found["clusters over a place (kappa pi R²)"] == overlap
    kappa, radius = table["clusters per km²"].values[0] / 1e6, table["radius of a cluster"].values[0]
    assert overlap == pytest.approx(kappa * np.pi * radius**2)
    assert table["p"].unit == "p"  # shown as "under 0.001", never as 0
    assert "Found by DBSCAN" in found.sentences[1]


def test_zones_that_stand_out_are_told(bare):
    draw = np.random.default_rng(8)
    heap = draw.uniform((0, 0), (1000, 1000), (400, 2))
    found = Hotspots(method="hdbscan").look(bare, incidents_of(np.vstack([heap, two_clusters().frame[["x", "y"]]])))
    assert found["hot zones"] > 0
    values = dict(zip(found.chart("hot_zones").zones, found.chart("hot_zones").values, strict=True))
    (corner,) = CITY.locate([250], [250])
    assert values[CITY.zone_ids[corner]] > 0


def test_where_there_is_no_hotspot_it_is_said(bare):
    even = np.random.default_rng(2).uniform((0, 0), (3000, 2000), (120, 2))
    found = Hotspots(method="dbscan", eps=60.0).look(bare, incidents_of(even))
    assert found.sentences[0].startswith("No hotspot was found")
    assert not any(chart.name == "hotspots" for chart in found.charts)


def test_where_one_cluster_would_be_the_whole_city_the_finest_are_taken(bare):
    draw = np.random.default_rng(11)  # of a draw whose finest clusters do not hang on the last digits of distances
    spots = [draw.normal(centre, 50, (60, 2)) for centre in [(400, 400), (1500, 400), (400, 1500), (1500, 1500)]]
    village = draw.uniform((2700, 1700), (2900, 1900), (60, 2))
    city = [draw.uniform((0, 0), (1900, 1900), (1200, 2)), *spots, village]
    found = Hotspots(method="hdbscan", smallest=30).look(bare, incidents_of(np.vstack(city)))
    assert any(
        "One cluster would hold 96\u00a0% of the incidents, so the finest ones are taken" in t for t in found.sentences
    )
    areas = [area.polygon for area in found.chart("hotspots").areas]
    for middle in [(400, 400), (1500, 400), (400, 1500), (1500, 1500)]:
        assert min(area.distance(gpd.points_from_xy([middle[0]], [middle[1]])[0]) for area in areas) == 0
    assert max(area.area for area in areas) < 600_000


@pytest.mark.parametrize("count", [0, 5])
def test_too_few_are_one_sentence(count, bare):
    (sentence,) = Hotspots().examine(bare, incidents_of(np.full((count, 2), 500.0))).sentences
    assert sentence.startswith(f"{count} incidents inside the boundary of the city: of hotspots something can be said")


def test_all_at_one_place_and_in_a_line_have_an_answer(bare):
    line = np.column_stack([np.linspace(100, 2900, 60), np.full(60, 1000.0)])
    for xy in (np.full((60, 2), 700.0), line):
        assert Hotspots().examine(bare, incidents_of(xy)).sentences


@pytest.mark.parametrize("options", [{"method": "kmeans"}, {"eps": 0.0}, {"most": 0}, {"denser": -1.0}])
def test_wrong_options_are_told(options):
    with pytest.raises(ParameterError, match=f"'{next(iter(options))}' parameter of Hotspots"):
        Hotspots(**options)


def test_clusters_that_are_not_shown_are_counted(bare):
    found = Hotspots(method="dbscan", eps=80.0, smallest=20, most=1).look(bare, two_clusters())
    assert any(text.startswith("Of 2 clusters 1 is shown: those of 20 incidents or more") for text in found.sentences)
    every = Hotspots(method="dbscan", eps=80.0, smallest=20).look(bare, two_clusters())
    assert not any("shown" in text for text in every.sentences)

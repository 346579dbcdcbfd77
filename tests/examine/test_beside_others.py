"""Kinds held against others, and incidents against residents: every sentence read back from the incidents."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.stats import binom

from beatwright.core import Case, City, Incidents, ParameterError, Severity
from beatwright.examine import Randomness
from beatwright.examine.exploration.chance.beside_others import beside_others
from beatwright.examine.exploration.chance.beyond_population import population_raster
from beatwright.patterns import PointPattern, k_function, random_points
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem

WIDE, TALL = 3000.0, 2000.0
FRAME = (0.0, 0.0, WIDE, TALL)
LESS = re.compile(
    r"Incidents of (.+) cluster (more|less) than (.+?)(?:, (from .*))?: kinds dealt out at random among the same "
    r"places would hardly look so \(p = ([\d.]+)\)\. The difference is largest within ([\d,]+) m, where incidents of "
    r".+ have ([\d.]+) times as many of their own around them as .+ have, were both equally many\."
)
NO_SIGN = re.compile(
    r"No sign that incidents of (.+) cluster more, or less, than (.+), up to ([\d,]+) m: kinds dealt out at random "
    r"among the same places would look so too \(p = ([\d.]+)\)\."
)


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans: 3 by 2 km, with residents by zone."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def number(text):
    return float(text.replace(",", ""))


def incidents_of(**places):
    """Return incidents by kind."""
    xy = np.vstack(list(places.values()))
    frame = pd.DataFrame({
        "id": [str(k) for k in range(len(xy))], "time": pd.date_range("2023-01-01", periods=len(xy), freq="h"),
        "kind": np.repeat(list(places), [len(one) for one in places.values()]), "severity": 0,
        "x": xy[:, 0], "y": xy[:, 1], "zone": 0,
    })  # fmt: skip
    return Incidents(frame, Severity.default(), zones=24)


def hill(n, rng):
    """Places on a broad hill in the middle, independent of each other."""
    xy = rng.normal((1500, 1000), (450, 350), (6 * n, 2))
    return xy[((xy > 0) & (xy < (WIDE, TALL))).all(axis=1)][:n]


def clusters(n, rng, radius=60.0):
    """Matern clusters of six whose centres lie on the hill."""
    centres = np.repeat(hill(n // 6 + 1, rng), 6, axis=0)[:n]
    angle, far = rng.uniform(0, 2 * np.pi, n), radius * np.sqrt(rng.random(n))
    moved = centres + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.clip(moved, 1, (WIDE - 1, TALL - 1))


def beside(finding):
    return next(text for text in finding.sentences if " cluster " in text)


def ratio_of(xy, others, within):
    one, other = (k_function(PointPattern(side, FRAME), [0.0, within], "trans").values[-1] for side in (xy, others))
    return one / other


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Randomness)
    asked = Randomness(simulations=19, kinds=("theft",), beside=("*",), given="population")
    found = check_examiner(asked, bare, small_incidents(weeks=8))
    assert [chart.name for chart in found.charts] == ["chance", "beside_others", "beyond_population", "quadrats"]
    assert "kinds dealt out among the same places" in found.table("tests of chance").caption
    plain = check_examiner(Randomness(simulations=19), bare, small_incidents(weeks=8))
    assert "dealt out" not in plain.table("tests of chance").caption
    assert [chart.name for chart in plain.charts] == ["chance", "quadrats"]


@pytest.mark.parametrize("others", ["*", "robbery"])
def test_clusters_beside_others_of_the_same_hill_are_told(bare, others):
    rng = np.random.default_rng(3)
    theft, robbery = clusters(120, rng), hill(250, rng)
    found = Randomness(kinds=("theft",), beside=(others,)).examine(bare, incidents_of(theft=theft, robbery=robbery))
    kind, way, than, where, p, within, times = LESS.fullmatch(beside(found)).groups()
    named = {"*": "other incidents", "robbery": "incidents of 'robbery'"}[others]
    assert (kind, way, than, p) == ("'theft'", "more", named, "0.005")
    begin, end = (number(one) for one in re.match(r"from ([\d,]+) m to ([\d,]+) m", where).groups())
    assert begin <= 30
    assert end >= 100  # pairs of a cluster are up to 120 m apart
    chart = found.chart("beside_others").panels[0]
    seen, high, low = (np.array(line.y) for line in chart.lines)
    assert (seen > high).any()
    assert not (seen < low).all()
    near = [ratio_of(theft, robbery, number(within) + off) for off in (-0.5, 0, 0.5)]
    assert min(near) * 0.95 <= number(times) <= max(near) * 1.05
    assert found[f"p of L beside {named}"] == 0.005
    table = found.table("tests of chance")
    assert table.index[-1] == f"L beside {named}"
    assert table["in plain words"].values[-1] == beside(found)
    assert len(table.index) - 1 in table.strong


def test_a_hill_alone_is_no_difference(bare):
    rng = np.random.default_rng(5)
    incidents = incidents_of(theft=hill(120, rng), robbery=hill(250, rng))
    found = Randomness(kinds=("theft",), beside=("robbery",)).examine(bare, incidents)
    kind, than, reach, p = NO_SIGN.fullmatch(beside(found)).groups()
    assert (kind, than) == ("'theft'", "incidents of 'robbery'")
    assert number(p) == pytest.approx(found["p of L beside incidents of 'robbery'"], rel=0.05)
    assert number(p) > 0.05
    every = PointPattern(incidents.frame[["x", "y"]].to_numpy(), FRAME)
    assert number(reach) == pytest.approx(min(TALL / 4, np.sqrt(200 / np.pi / every.intensity)), abs=0.5)
    assert found["p of the curve L by chance"] <= 0.05  # though against places anywhere the hill itself is clustered


def test_the_other_way_round_is_less(bare):
    rng = np.random.default_rng(3)
    incidents = incidents_of(theft=clusters(120, rng), robbery=hill(250, rng))
    found = Randomness(kinds=("robbery",), beside=("theft",)).examine(bare, incidents)
    kind, way, than, _, p, _, times = LESS.fullmatch(beside(found)).groups()
    assert (kind, way, than, p) == ("'robbery'", "less", "incidents of 'theft'", "0.005")
    assert number(times) < 1


def test_several_kinds_are_one_side(bare):
    rng = np.random.default_rng(8)
    parts = {"theft": clusters(60, rng), "fraud": clusters(60, rng), "robbery": hill(100, rng), "arson": hill(20, rng)}
    found = Randomness(simulations=39, kinds=("theft", "fraud"), beside=("*",)).examine(bare, incidents_of(**parts))
    assert beside(found).startswith("Incidents of 'theft' and 'fraud' cluster more than other incidents, from ")
    named = Randomness(simulations=39, kinds=("theft", "fraud"), beside=("robbery", "arson"))
    assert "than incidents of 'robbery' and 'arson'" in beside(named.examine(bare, incidents_of(**parts)))
    # The other tests look at the kinds that count alone.
    alone = Randomness(simulations=39, kinds=("theft", "fraud")).examine(bare, incidents_of(**parts))
    assert alone.sentences[0] == found.sentences[0]
    assert alone["index of dispersion of quadrats"] == found["index of dispersion of quadrats"]


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (1, "and 1 other incident: whether the former cluster more can be told from 30 of each on."),
        (29, "60 incidents of 'theft' and 29 other incidents: whether the former"),
        (0, "60 incidents of 'theft' and 0 other incidents: whether the former"),
    ],
)
def test_few_others_are_told(bare, many, said):
    rng = np.random.default_rng(2)
    found = Randomness(simulations=19, kinds=("theft",), beside=("*",)).examine(
        bare, incidents_of(theft=hill(60, rng), robbery=hill(many, rng))
    )
    assert said in beside(found)
    assert [chart.name for chart in found.charts] == ["chance", "quadrats"]


def test_all_others_at_one_place_cluster_more(bare):
    rng = np.random.default_rng(2)
    incidents = incidents_of(theft=hill(60, rng), robbery=np.full((40, 2), 700.0))
    found = Randomness(simulations=39, kinds=("theft",), beside=("*",)).examine(bare, incidents)
    assert beside(found).startswith("Incidents of 'theft' cluster less than other incidents, from 0 m ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"beside": ("*",)}, "'kinds' parameter of Randomness must be the kinds that 'beside' are held against"),
        ({"beside": "*", "kinds": ("theft",)}, "'beside' parameter of Randomness must be a list of kinds"),
        ({"beside": ("theft",), "kinds": ("theft",)}, r"other kinds than 'kinds'. Got both with \['theft'\]"),
        ({"given": "people"}, "'given' parameter of Randomness must be one of"),
    ],
)
def test_wrong_options_are_told(options, words):
    with pytest.raises(ParameterError, match=words):
        Randomness(**options)


def test_unknown_kinds_of_both_sides_are_told_at_once(bare):
    with pytest.raises(ParameterError, match=r"(?s)'thef' .*Did you mean 'theft'.*'rob' "):
        Randomness(kinds=("thef",), beside=("rob", "*")).examine(bare, small_incidents(weeks=4))


def resident_places(city, n, rng):
    return random_points(FRAME, n, rng, population_raster(city)).xy


def test_people_of_a_zone_lie_in_its_cells(bare):
    city = bare.problem.city
    raster = population_raster(city, 60)
    x, y = np.meshgrid(raster.x, raster.y)
    for polygon, people in zip(city.zones.geometry, city.zones["population"], strict=True):
        inside = shapely.contains_xy(polygon, x, y)
        assert raster.values[inside].sum() == pytest.approx(people)
        assert np.ptp(raster.values[inside]) == pytest.approx(0)


def test_zones_narrower_than_a_cell_keep_their_people(bare):
    city = bare.problem.city
    raster = population_raster(city, 3)  # a kilometre wide, four zones to a cell
    assert raster.values.sum() == pytest.approx(city.zones["population"].sum())


def test_incidents_that_follow_residents_are_no_sign_beyond_them(bare):
    zones = bare.problem.city.zones.assign(population=np.where(np.arange(24) % 6 < 2, 900, 10))
    case = with_zones(bare, zones)
    rng = np.random.default_rng(4)
    follow = incidents_of(theft=resident_places(case.problem.city, 200, rng))
    found = Randomness(given="population").examine(case, follow)
    assert found["p of the curve L by chance"] <= 0.05
    assert found["p of L given population"] > 0.05
    more = Randomness(given="population").examine(case, incidents_of(theft=clusters(200, rng)))
    assert more["p of L given population"] <= 0.05
    (text,) = (one for one in more.sentences if "beyond where people live:" in one)
    assert re.match(
        r"Clustered beyond where people live: K lies above the 99 % envelope from \d+ m to [\d,]+ m\. More incidents "
        r"lie near each other than chance puts there\.",
        text,
    )
    assert more.table("tests of chance").index[-1] == "K, as L, given population"


def with_zones(case, zones):
    city = case.problem.city
    changed = City(city.boundary, gpd.GeoDataFrame(zones), city.sites, parents=city.parents, name="small")
    problem = replace(case.problem, city=changed)
    return Case("Looked at", problem, problem)


@pytest.mark.parametrize("people", [None, 0])
def test_residents_nobody_knows_are_told(bare, people):
    zones = bare.problem.city.zones.drop(columns="population")
    case = with_zones(bare, zones if people is None else zones.assign(population=people))
    found = Randomness(simulations=19, given="population").examine(case, small_incidents(weeks=4))
    assert any(text.startswith("Where people live is not known: ") for text in found.sentences)
    assert [chart.name for chart in found.charts] == ["chance", "quadrats"]


def test_it_errs_as_often_as_it_says():
    """Of 200 hills whose kinds are dealt out at random a share of .05 has a sure sentence, but for chance."""
    rng, sure = np.random.default_rng(30), 0
    for seed in range(200):
        sides = (PointPattern(hill(n, rng), FRAME) for n in (60, 90))
        found = beside_others(*sides, ("one", "other"), r=np.linspace(0, 500, 21), runs=39, seed=seed)
        sure += found.sentences[0].startswith("One cluster")
    low, high = binom.interval(0.998, 200, 0.05)
    assert low <= sure <= high

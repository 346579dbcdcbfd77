"""The examiner of density, on incidents whose hill is known."""

import re

import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import Case, Incidents, ParameterError, Severity
from beatwright.examine import Intensity
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans: 3 by 2 km."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def incidents_of(xy, kinds="theft", days=365.0, start="2023-01-01"):
    n = len(xy)
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(n)],
            "time": pd.Timestamp(start) + pd.to_timedelta(np.linspace(0, days - 0.01, n), unit="D"),
            "kind": kinds,
            "severity": 0,
            "x": np.asarray(xy)[:, 0],
            "y": np.asarray(xy)[:, 1],
            "zone": 0,
        }
    )
    end = pd.Timestamp(start) + pd.Timedelta(days=days)
    return Incidents(frame, Severity.default(), zones=24, start=pd.Timestamp(start), end=end)


def hill(n=200, seed=4):
    return np.clip(np.random.default_rng(seed).normal((1000, 1500), 120, (n, 2)), 1, 1999)


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Intensity)
    found = check_examiner(Intensity(), bare, small_incidents(weeks=60))
    assert [chart.name for chart in found.charts] == [
        "density",
        "density_by_kind",
        "density_by_year",
        "density_by_hours",
    ]


def test_the_hill_stands_where_it_is_and_holds_all_incidents(bare):
    found = Intensity(sigma=150.0).look(bare, incidents_of(hill()))
    raster = found.chart("density").raster
    row, column = np.unravel_index(np.nanargmax(raster.values), raster.shape)
    assert (raster.x[column], raster.y[row]) == pytest.approx((1000, 1500), abs=80)
    # A year of 200 incidents: the density over the area, which is in incidents per km² and year.
    assert np.nansum(raster.values) * np.prod(raster.cell) / 1e6 == pytest.approx(200 * 365.25 / 365, rel=0.05)
    assert "Incidents are densest near s5" in found.sentences[0]
    assert found["bandwidth of the map"] == 150.0
    assert found["share of incidents in the densest tenth of the area"] > 0.6


def test_all_widths_are_shown_and_the_middle_one_is_used(bare):
    found = Intensity().look(bare, small_incidents(weeks=10))
    table = found.table("bandwidths")
    assert set(table.index) >= {"ppl", "cvl", "scott"}
    widths = [width for width in table["width"].values if not np.isnan(width)]
    assert widths == sorted(widths)
    assert found["bandwidth of the map"] == widths[len(widths) // 2]
    assert [table["width"].values[row] for row in table.strong] == [found["bandwidth of the map"]]
    assert all(f"({method})" in found.sentences[1] for method in ("ppl", "cvl", "scott"))


def test_a_kind_is_shown_against_an_even_spread(bare):
    even = np.random.default_rng(7).uniform((0, 0), (3000, 2000), (300, 2))
    kinds = ["theft"] * 200 + ["robbery"] * 300
    found = Intensity(sigma=300.0).look(bare, incidents_of(np.vstack([hill(), even]), kinds))
    theft, robbery = sorted(found.chart("density_by_kind").charts, key=lambda chart: chart.name, reverse=True)
    assert np.nanmean(robbery.raster.values) == pytest.approx(1.0, abs=0.1)
    assert np.nanmax(theft.raster.values) > 3 * np.nanmax(robbery.raster.values)


def test_many_incidents_are_sampled_and_it_is_told(bare):
    many = np.random.default_rng(1).uniform((0, 0), (3000, 2000), (3500, 2))
    found = Intensity(seed=2).look(bare, incidents_of(many))
    assert "on 3,000 incidents drawn at random" in found.sentences[1]
    assert Intensity(seed=2).look(bare, incidents_of(many)) == found


def test_those_outside_and_those_at_one_place_are_told(bare):
    xy = np.vstack([hill(40), [[5000.0, 100.0]], [[700.0, 700.0]] * 3])
    found = Intensity().look(bare, incidents_of(xy))
    assert any("lies outside the boundary of the city and is left out." in text for text in found.sentences)
    assert any(text.startswith("3 of 43 incidents") for text in found.sentences)


def test_degenerate_incidents_are_one_sentence(bare):
    one_place = Intensity().examine(bare, incidents_of([[700.0, 700.0]] * 5))
    assert len(one_place.sentences) == 1
    assert "all lie at one place" in one_place.sentences[0]
    assert "Set 'sigma' of Intensity" in one_place.sentences[0]
    assert Intensity(sigma=200.0).examine(bare, incidents_of([[700.0, 700.0]] * 5)).charts
    outside = Intensity().examine(bare, incidents_of([[9000.0, 9000.0]]))
    assert outside.sentences == ("No incident lies inside the boundary of the city, so there is no density to map.",)


def two_kinds(first, second):
    return incidents_of(np.vstack([first, second]), ["theft"] * len(first) + ["robbery"] * len(second))


def even(n, seed):
    return np.random.default_rng(seed).uniform((0, 0), (3000, 2000), (n, 2))


def test_two_kinds_that_lie_differently_are_told_and_drawn(bare):
    found = Intensity(sigma=250.0, compare=("theft", "robbery")).look(bare, two_kinds(hill(), even(300, 7)))
    (text,) = (one for one in found.sentences if "lie differently" in one)
    assert text.startswith(
        "'theft' and 'robbery' lie differently, beyond chance (p = 0.005): 'theft' is most in excess"
    )
    site, times = re.search(r"in excess near (\w+), where it is (.*) times as frequent beside 'robbery'", text).groups()
    assert site == "s5"  # 354 m from the middle of the hill, its neighbours farther
    assert times == "more than 8"
    assert found["p of 'theft' beside 'robbery' by chance"] == pytest.approx(1 / 200)
    drawn = found.chart("kinds_compared")
    coloured = shapely.from_wkt(drawn.window)
    assert coloured.contains(shapely.Point(1000, 1500))
    rows, columns = (np.abs(axis - at).argmin() for axis, at in ((drawn.raster.y, 1500), (drawn.raster.x, 1000)))
    assert drawn.raster.values[rows, columns] > 1  # more than twice as frequent as in the whole city
    away = np.abs(drawn.raster.y - 300).argmin(), np.abs(drawn.raster.x - 2700).argmin()
    assert drawn.raster.values[away] < -1
    turned = Intensity(sigma=250.0, compare=("robbery", "theft")).look(bare, two_kinds(hill(), even(300, 7)))
    assert turned.chart("kinds_compared").raster.values == pytest.approx(-drawn.raster.values, abs=1e-3, nan_ok=True)


def test_the_place_that_stands_out_is_one_that_is_no_chance(bare):
    """A few thefts far from all robberies have a higher ratio than the hill, which has more of them."""
    rng = np.random.default_rng(3)
    robbery = rng.uniform((0, 0), (1800, 2000), (400, 2))
    theft = np.vstack([hill(40), rng.uniform((0, 0), (1800, 2000), (210, 2)), [[2700.0, 200.0]] * 3])
    found = Intensity(sigma=150.0, compare=("theft", "robbery")).look(bare, two_kinds(theft, robbery))
    drawn = found.chart("kinds_compared").raster
    alone, middle = (
        (np.abs(drawn.y - y).argmin(), np.abs(drawn.x - x).argmin()) for x, y in ((2700, 200), (1000, 1500))
    )
    assert drawn.values[alone] > drawn.values[middle] + 0.5
    (text,) = (one for one in found.sentences if "lie differently" in one)
    times = float(re.search(r"is most in excess near s5, where it is ([\d.]+) times as frequent", text)[1])
    assert times == pytest.approx(2 ** drawn.values[middle], rel=0.3)


def test_only_what_is_hardly_chance_is_coloured(bare):
    """Far from all robberies one theft has the highest ratio, and beyond both kinds nobody knows: both are white."""
    rng = np.random.default_rng(3)
    robbery = rng.uniform((0, 0), (1800, 2000), (400, 2))
    theft = np.vstack([hill(40), rng.uniform((0, 0), (1800, 2000), (210, 2)), [[2700.0, 200.0]]])
    drawn = Intensity(sigma=150.0, compare=("theft", "robbery")).look(bare, two_kinds(theft, robbery))
    chart = drawn.chart("kinds_compared")
    coloured, raster = shapely.from_wkt(chart.window), chart.raster
    at = [(np.abs(raster.y - y).argmin(), np.abs(raster.x - x).argmin()) for x, y in ((2700, 200), (1000, 1500))]
    assert raster.values[at[0]] > raster.values[at[1]] or np.isnan(raster.values[at[0]])
    assert coloured.contains(shapely.Point(1000, 1500))
    assert not coloured.contains(shapely.Point(2700, 200))
    assert not coloured.contains(shapely.Point(2700, 1500))
    assert coloured.area < 0.5 * bare.problem.city.boundary.area
    assert "White elsewhere: there it can be chance" in chart.caption


def test_two_kinds_that_lie_alike_are_told_so(bare):
    found = Intensity(sigma=250.0, compare=("theft", "robbery")).look(bare, two_kinds(even(200, 1), even(200, 2)))
    assert any(text.startswith("No sign that 'theft' and 'robbery' lie differently (p = ") for text in found.sentences)


def test_few_of_a_kind_are_not_compared(bare):
    found = Intensity(sigma=250.0, compare=("theft", "robbery")).look(bare, two_kinds(even(50, 1), even(1, 2)))
    assert "50 incidents of 'theft' and 1 incident of 'robbery': two kinds can be compared from 30 of each on." in (
        found.sentences
    )
    assert "kinds_compared" not in [chart.name for chart in found.charts]


def test_all_unknown_kinds_are_told_at_once(bare):
    with pytest.raises(ParameterError, match=r"(?s)'thef' .*Did you mean 'theft'.*'rob' "):
        Intensity(compare=("thef", "rob")).examine(bare, small_incidents(weeks=4))


@pytest.mark.parametrize("compare", [("theft",), ("theft", "theft"), ("a", "b", "c"), "theft", (1, 2)])
def test_other_than_two_kinds_are_refused(compare):
    with pytest.raises(ParameterError, match="'compare' parameter of Intensity must be a list of two different kinds"):
        Intensity(compare=compare)


def test_only_kinds_that_count_are_compared():
    with pytest.raises(ParameterError, match="must be two of 'kinds'"):
        Intensity(kinds=("theft",), compare=("theft", "robbery"))


def test_wrong_options_are_told():
    with pytest.raises(ParameterError, match="'sigma' parameter of Intensity"):
        Intensity(sigma=-1.0)

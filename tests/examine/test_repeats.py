"""The examiner of repeats, on incidents whose repeats are made."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import Case, Incidents, ParameterError, Severity, StreetSegments
from beatwright.examine import Repeats
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def incidents_of(xy, days):
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(days))],
            "time": pd.Timestamp("2023-01-01 12:00") + pd.to_timedelta(np.asarray(days), unit="D"),
            "kind": "burglary",
            "severity": 0,
            "x": np.asarray(xy)[:, 0],
            "y": np.asarray(xy)[:, 1],
            "zone": 0,
        }
    )
    return Incidents(frame, Severity.default(), zones=24)


def series():
    """Return 40 places, each hit twice within three days, at places and days far apart."""
    places = np.column_stack([np.tile(np.arange(8), 5) * 350 + 100, np.repeat(np.arange(5), 8) * 380 + 100])
    days = np.random.default_rng(1).permutation(40) * 40
    return incidents_of(np.vstack([places, places]), np.concatenate([days, days + 3]))


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Repeats)
    found = check_examiner(Repeats(simulations=39), bare, small_incidents(weeks=20))
    assert [chart.name for chart in found.charts] == ["repeat_places", "near_repeats"]


def test_a_series_is_found_with_its_distance_and_time(bare):
    found = Repeats().look(bare, series())
    table = found.table("near repeats")
    assert table.index[0] == "0 m, up to 7 days"
    # 40 pairs at one place, all three days apart; by chance 40 times the share of all pairs that soon.
    assert table["pairs"].values[0] == 40
    assert table["multiple of chance"].values[0] > 50
    assert 0 in table.strong
    assert sum("the same place sees" in text for text in found.sentences) == 1  # told once
    assert any("40 repeats at the same place" in text for text in found.sentences)
    assert found["repeats at the same place"] == pytest.approx(0.5)


def test_incidents_without_a_series_have_none(bare):
    draw = np.random.default_rng(3)
    found = Repeats(simulations=99).look(bare, incidents_of(draw.uniform(1, 1900, (80, 2)), draw.uniform(0, 900, 80)))
    assert not any(text.startswith("In the 7 days") for text in found.sentences)
    assert any("No band of distance and time" in text for text in found.sentences)


def test_the_busiest_places_are_counted_by_the_year(bare):
    xy = np.vstack([np.full((30, 2), 400.0), np.random.default_rng(2).uniform(0, 1900, (30, 2))])
    found = Repeats(simulations=19).look(bare, incidents_of(xy, np.linspace(0, 364, 60)))
    top = found.table("busiest places")
    assert top["incidents a year"].values[0] == pytest.approx(30, rel=0.01)
    assert top["incidents a year"].suppression == "count"
    assert found.table("repeat places")["share of the incidents"].values[-1] <= 1


def test_a_place_can_be_a_zone(bare):
    found = Repeats(by="zone", simulations=19).look(bare, small_incidents(weeks=10))
    assert found.table("busiest places")["zone"].values[0].startswith("z")
    assert "zones" in found.sentences[0]


@pytest.fixture(scope="module")
def with_streets():
    """Return a case whose city has ten streets from west to east, 200 m apart, each of three segments."""
    ends = [[(1000 * k, 200 * n), (1000 * k + 1000, 200 * n)] for n in range(10) for k in range(3)]
    names = [f"Street {n}" for n in range(10) for _ in range(3)]
    problem = small_problem()
    city = problem.city.with_streets(StreetSegments(shapely.linestrings(ends), names))
    problem = replace(problem, city=city)
    return Case("Streets", problem, problem)


def along_streets():
    """Return incidents: 24 on one segment, 12 on another, 6 at a join of two, 8 far from every street."""
    xy = [
        *np.column_stack([np.linspace(1100, 1900, 24), np.full(24, 405.0)]),
        *np.column_stack([np.linspace(2100, 2900, 12), np.full(12, 1010.0)]),
        *np.tile([1000.0, 1400.0], (6, 1)),
        *np.column_stack([np.linspace(100, 900, 8), np.full(8, 1700.0)]),
    ]
    return incidents_of(xy, np.linspace(0, 364, len(xy)))


def test_a_place_can_be_a_street_segment_among_all_of_the_city(with_streets):
    found = Repeats(by="street", simulations=19).look(with_streets, along_streets())
    top = found.table("busiest places")
    assert top["street"].values == ("Street 2", "Street 5", "Street 7", "Street 7")
    assert top["incidents a year"].values == pytest.approx((24, 12, 3, 3), rel=0.01)
    assert top["share of all"].values == pytest.approx((24 / 42, 12 / 42, 3 / 42, 3 / 42))
    assert top["length"].values == (1000.0,) * 4
    shares = found.table("repeat places")
    row = shares.index.index("the busiest 10 %")  # 3 of 30 segments; 0.4 of the 4 that were hit
    assert shares["share of the incidents"].values[row] == pytest.approx(39 / 42)
    assert shares["of the street segments with an incident alone"].values[row] == pytest.approx(0.4 * 24 / 42)
    text = " ".join(found.sentences)
    assert "4 of the 30 street segments (13 %) had an incident" in text
    assert "8 of 50 incidents (16.0\u00a0%) lie further than 50 m from every street and are set aside." in text
    assert "6 of 50 incidents (12.0\u00a0%) lie as near to another segment" in text


def test_the_busiest_segments_are_drawn_where_they_are_and_not_where_too_few_happened(with_streets):
    found = Repeats(by="street", simulations=19).look(with_streets, along_streets())
    drawn = next(chart for chart in found.charts if chart.name == "busiest_segments")
    assert [area.name for area in drawn.areas] == ["1", "2"]  # the others have three a year, under five
    assert (drawn.spots[-1].x, drawn.spots[-1].y, drawn.spots[-1].name) == (1500.0, 400.0, "1")
    assert drawn.areas[0].polygon.contains(shapely.LineString([(1001, 400), (1999, 400)]))
    check_examiner(Repeats(by="street", simulations=19), with_streets, along_streets())


def test_where_few_segments_are_hit_it_is_told_once_how_many(with_streets):
    found = Repeats(by="street", simulations=19).look(with_streets, along_streets())
    told = [text for text in found.sentences if "of the 30 street segments" in text]
    assert len(told) == 1
    assert told[0].startswith("4 of the 30 street segments (13 %) had an incident; were all street segments alike")
    assert any(text.startswith("Of the 4 street segments with an incident, 20 % have ") for text in found.sentences)
    assert not any(text.startswith("20 % of the") for text in found.sentences)


def test_how_far_a_street_may_be_is_an_option(with_streets):
    near = Repeats(by="street", max_snap=7, simulations=19).look(with_streets, along_streets())
    assert near.table("busiest places")["street"].values == ("Street 2", "Street 7", "Street 7")
    far = Repeats(by="street", max_snap=100, simulations=19).look(with_streets, along_streets())
    assert not any("set aside" in text for text in far.sentences)
    with pytest.raises(ParameterError, match="'max_snap' parameter of Repeats"):
        Repeats(max_snap=-1)


def test_a_city_without_streets_says_how_to_give_them(bare, with_streets):
    found = Repeats(by="street").examine(bare, along_streets())
    assert len(found.sentences) == 1
    assert "[network] edges" in found.sentences[0]
    away = incidents_of(np.column_stack([np.linspace(100, 900, 20), np.full(20, 1700.0)]), range(20))
    (text,) = Repeats(by="street").examine(with_streets, away).sentences
    assert text.startswith("None of the 20 incidents lies within 50 m of a street.")


def test_too_few_and_all_at_one_place(bare):
    few = Repeats().examine(bare, incidents_of([[100.0, 100.0]] * 5, range(5)))
    assert few.sentences == (
        "5 incidents inside the boundary of the city: of repeats something can be said from 10 on.",
    )
    one = Repeats(simulations=19).examine(bare, incidents_of([[100.0, 100.0]] * 20, range(20)))
    assert one.table("busiest places")["share of all"].values == (1.0,)


@pytest.mark.parametrize("distances", [(), (100.0, 50.0), (-1.0,), 5, ("a",)])
def test_bands_that_do_not_ascend_are_refused(distances):
    with pytest.raises(ParameterError, match=r"'distances' parameter of Repeats must be ascending numbers of metres"):
        Repeats(distances=distances)


def test_incidents_of_which_the_month_is_known_are_not_taken_for_those_of_one_day():
    incidents = small_incidents(weeks=30)
    months = incidents.frame["time"].dt.to_period("M").dt.to_timestamp()
    monthly = Incidents(
        incidents.frame.assign(time=months), incidents.severity, zones=24, end="2023-08-01", precision="month"
    )
    problem = small_problem()
    found = Repeats().look(Case("Looked at", problem, problem), monthly)
    assert any("month only" in text for text in found.sentences)
    assert not [table for table in found.tables if "near" in table.name]
    assert not [measure for measure in found.measures if "near" in measure.name]
    assert found.table("repeat places")

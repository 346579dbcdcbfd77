"""The examiner of repeats, on incidents whose repeats are made."""

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, ParameterError, Severity
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
    assert any(text.startswith("In the 7 days after an incident, the same place sees") for text in found.sentences)
    assert any("repeats at the same place: 40" in text for text in found.sentences)
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

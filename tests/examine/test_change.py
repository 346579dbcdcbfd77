"""The examiner of change, on zones whose change is made."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, ParameterError, Severity
from beatwright.examine import Change
from beatwright.examine.exploration.periods import equal_periods, two_periods
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem

CITY = small_problem().city


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans: 24 zones of 500 m."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def incidents_in(zones, times, **more):
    zones = np.asarray(zones)
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(zones))],
            "time": pd.to_datetime(times),
            "kind": "theft",
            "severity": 0,
            "x": CITY.zone_xy[zones, 0],
            "y": CITY.zone_xy[zones, 1],
            "zone": zones,
        }
    )
    return Incidents(frame, Severity.default(), zones=24, **more)


def two_years(before, after):
    """Return incidents of 2022 and 2023: so many in each zone in each year, evenly over it."""
    zones, times = [], []
    for year, counts in ((2022, before), (2023, after)):
        for zone, count in enumerate(counts):
            zones += [zone] * count
            times += list(pd.Timestamp(year, 1, 1) + pd.to_timedelta(np.linspace(0, 364.9, count), unit="D"))
    return incidents_in(zones, times, start=pd.Timestamp("2022-01-01"), end=pd.Timestamp("2024-01-01"))


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Change)
    found = check_examiner(Change(), bare, small_incidents(weeks=60))
    told = [name for name in ("zones_changed",) if found["zones that went up"] + found["zones that went down"]]
    assert [chart.name for chart in found.charts if chart.name == "zones_changed"] == told


def test_the_zone_that_doubled_and_the_one_that_fell_are_told(bare):
    before, after = [20] * 24, [20] * 24
    before[3], after[3] = 40, 120
    before[9], after[9] = 90, 20
    found = Change().look(bare, two_years(before, after))
    assert re.search(r"a day \(2022-01-01 – 2022-12-31\) to .* \(2023-01-01 – 2023-12-31\), \+", found.sentences[0])
    assert "1 zone went up and 1 zone went down by more than chance" in found.sentences[1]
    table = found.table("zones that changed")
    assert dict(zip(table.index, table["went"].values, strict=True)) == {
        CITY.zone_ids[3]: "up",
        CITY.zone_ids[9]: "down",
    }
    assert table["ratio"].values[table.index.index(CITY.zone_ids[3])] == pytest.approx(3.0)
    values = dict(zip(found.chart("zones_changed").zones, found.chart("zones_changed").values, strict=True))
    assert values[CITY.zone_ids[3]] == pytest.approx(80, rel=0.01)
    assert values[CITY.zone_ids[9]] == pytest.approx(-70, rel=0.01)
    assert sum(value != 0 for value in values.values()) == 2
    assert not any("different seasons" in text for text in found.sentences)


def test_where_nothing_changed_nothing_is_told(bare):
    found = Change().look(bare, two_years([20] * 24, [21] * 24))
    assert "No zone changed by more than chance" in found.sentences[1]
    assert found.tables == ()  # a table without rows, and a map without colours, say nothing
    assert "zones_changed" not in [chart.name for chart in found.charts]


def test_a_hotspot_that_comes_is_emerging(bare):
    quiet = two_years([15] * 24, [15] * 24)
    times = pd.Timestamp("2023-11-05") + pd.to_timedelta(np.linspace(0, 50, 240), unit="D")
    corner = [int(zone) for zone in CITY.locate([250, 750, 250, 750], [250, 250, 750, 750])]
    late = incidents_in(np.tile(corner, 60), times, start=quiet.start, end=quiet.end)
    frame = pd.concat([quiet.frame, late.frame.assign(id=[f"l{k}" for k in range(240)])], ignore_index=True)
    found = Change(periods=12).look(bare, Incidents(frame, quiet.severity, 24, start=quiet.start, end=quiet.end))
    emerging = found.chart("emerging_hotspots")
    assert any(area.name.startswith("new (") for area in emerging.areas)
    assert "Over 12 periods of 61 days each" in " ".join(found.sentences)
    place = next(area for area in emerging.areas if area.name.startswith("new (")).polygon
    assert place.intersects(CITY.zones.geometry.iloc[corner[0]])


def test_halves_of_one_year_are_told_to_be_other_seasons(bare):
    every = pd.date_range("2023-01-01", periods=240, freq="36h")
    made = incidents_in(np.arange(240) % 24, every, start=pd.Timestamp("2023-01-01"), end=pd.Timestamp("2024-01-01"))
    assert any("different seasons" in text for text in Change().look(bare, made).sentences)


def test_periods_know_their_gaps():
    gap = (pd.Timestamp("2023-02-01"), pd.Timestamp("2023-02-11"))
    made = incidents_in([0, 1], ["2023-01-05", "2023-04-20"], start=pd.Timestamp("2023-01-01"),
                        end=pd.Timestamp("2023-05-01"), gaps=(gap,))  # fmt: skip
    assert sum(equal_periods(made, 4).days) == pytest.approx(110)
    two = two_periods(made, "2023-03-02")
    assert two.days == (50.0, 60.0)
    assert two.counts(made, 24)[:2].tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"date": "soon"}, "'date' parameter of Change must be a date"),
        ({"alpha": 0.9}, "'alpha' parameter of Change"),
        ({"periods": 1}, "'periods' parameter of Change"),
    ],
)
def test_wrong_options_are_told(options, said):
    with pytest.raises(ParameterError, match=said):
        Change(**options)


def test_what_cannot_be_compared_is_one_sentence(bare):
    few = incidents_in([1] * 5, pd.date_range("2023-01-01", periods=5))
    assert "5 incidents in the zones of the city" in Change().examine(bare, few).sentences[0]
    many = incidents_in([1] * 50, pd.date_range("2023-01-01", periods=50))
    assert "one of the two would be empty" in Change(date="2030-01-01").examine(bare, many).sentences[0]
    assert Change().examine(bare, many).sentences


@pytest.mark.parametrize(("date", "first", "second"), [("", (1, 3), (4, 6)), ("2023-06-01", (5, 5), (6, 6))])
def test_periods_of_incidents_of_which_the_month_is_known_are_whole_months(date, first, second):
    incidents = small_incidents(weeks=25)
    months = incidents.frame["time"].dt.to_period("M").dt.to_timestamp()
    monthly = Incidents(
        incidents.frame.assign(time=months), incidents.severity, zones=24, end="2023-07-01", precision="month"
    )
    two = two_periods(monthly, date)
    month = monthly.frame["time"].dt.month
    assert two.counts(monthly, 24).sum(axis=0).tolist() == [
        int(month.between(*first).sum()),
        int(month.between(*second).sum()),
    ]
    problem = small_problem()
    found = Change(date=date).look(Case("Looked at", problem, problem), monthly)
    assert any("month only" in text for text in found.sentences)


@pytest.mark.parametrize("date", ["2023-04-15", "2023-01-01", "2023-09-01"])
def test_a_date_that_cuts_a_month_is_refused_where_only_months_are_known(date):
    incidents = small_incidents(weeks=25)
    months = incidents.frame["time"].dt.to_period("M").dt.to_timestamp()
    monthly = Incidents(
        incidents.frame.assign(time=months), incidents.severity, zones=24, end="2023-07-01", precision="month"
    )
    with pytest.raises(ParameterError, match="whole months"):
        two_periods(monthly, date)

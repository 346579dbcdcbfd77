"""The examiner of when incidents happen, on incidents whose hours are known."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, ParameterError, Severity
from beatwright.examine import WeekClock
from beatwright.examine.exploration.months import daily_by_month
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem


def incidents_at(times, kinds="theft", **more):
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(times))],
            "time": pd.to_datetime(list(times)),
            "kind": kinds,
            "severity": 0,
            "x": 100.0,
            "y": 100.0,
            "zone": 0,
        }
    )
    return Incidents(frame, Severity.default(), zones=24, **more)


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def test_it_keeps_what_an_examiner_promises_with_and_without_plans(bare, small_case):
    check_step(WeekClock)
    found = check_examiner(WeekClock(), bare, small_incidents(weeks=60))
    assert found == check_examiner(WeekClock(), small_case, small_incidents(weeks=60))
    assert [chart.name for chart in found.charts] == ["when", "when_by_kind", "months"]


def test_the_busiest_hour_day_and_month_are_those_that_were_made_so(bare):
    fridays = pd.date_range("2023-01-06 17:30", periods=52, freq="7D")
    sundays = pd.date_range("2023-01-01 03:10", periods=26, freq="14D")
    june = pd.date_range("2023-06-01 12:00", periods=30, freq="D")
    every = [*fridays, *sundays, *june]
    found = WeekClock().look(
        bare, incidents_at(every, start=pd.Timestamp("2023-01-01"), end=pd.Timestamp("2024-01-01"))
    )
    first, second, third = found.sentences
    assert "108 incidents" in first
    assert "48.1\u00a0% fall in the busiest hour of the day, 17:00 to 18:00" in first
    assert "on the busiest day, Friday" in first
    assert "holds 24.1\u00a0% of them" in second  # 26 of 108 at 3:10
    assert third.startswith("June is the busiest month")
    (table,) = found.tables
    assert table.index == ("theft",)
    assert table["busiest day"].values == ("Friday",)
    assert table["at night, 22 to 6"].values[0] == pytest.approx(26 / 108)


def test_days_in_gaps_are_not_covered():
    gap = (pd.Timestamp("2023-02-01"), pd.Timestamp("2023-02-15"))
    times = ["2023-01-10 10:00", "2023-02-20 10:00", "2023-02-21 10:00"]
    made = incidents_at(times, start=pd.Timestamp("2023-01-01"), end=pd.Timestamp("2023-03-01"), gaps=(gap,))
    daily = daily_by_month(made)
    assert daily[:2] == pytest.approx([1 / 31, 2 / 14])
    assert np.isnan(daily[2:]).all()


def test_days_without_a_clock_have_months_only(bare):
    made = dataclasses.replace(incidents_at(pd.date_range("2023-01-01", periods=60, freq="6D")), precision="day")
    found = WeekClock().look(bare, made)
    assert "their times give no hour" in found.sentences[0]
    assert [chart.name for chart in found.charts] == ["months"]
    assert found.tables[0]["busiest hour"].values == ("",)


def test_who_has_no_hour_is_told(bare):
    made = incidents_at(pd.date_range("2023-01-01 05:00", periods=20, freq="D"))
    made = dataclasses.replace(made, frame=made.frame.assign(has_clock=[False] * 3 + [True] * 17))
    found = WeekClock().look(bare, made)
    assert "Of the 17 incidents" in found.sentences[1]
    assert re.search(r"^3 of 20 .* have no time of day and are in no clock", found.sentences[0])


def test_no_incidents_and_one_are_a_sentence(bare):
    none = incidents_at([], start=pd.Timestamp("2023-01-01"), end=pd.Timestamp("2023-02-01"))
    assert WeekClock().examine(bare, none).sentences == (
        "There are no incidents, so nothing can be said of when they happen.",
    )
    assert "the 1 incident" in WeekClock().examine(bare, incidents_at(["2023-01-01 10:00"])).sentences[0]


def test_kinds_are_chosen_and_strange_ones_are_told(bare):
    found = WeekClock(kinds=("theft",)).examine(bare, small_incidents())
    assert found.tables[0].index == ("theft",)
    with pytest.raises(ParameterError, match=r"No incident is of the kind 'thefts'.*Did you mean 'theft'"):
        WeekClock(kinds=("thefts",)).examine(bare, small_incidents())


def windows(bare, how):
    """Return the finding on 20 incidents at 10:00 and 20 within 22:00 to 2:00, one within two weeks."""
    times = [*pd.date_range("2024-01-01 10:00", periods=20), *pd.date_range("2024-01-01 22:00", periods=21)]
    incidents = incidents_at(times)
    ends = pd.Series(pd.NaT, index=range(41), dtype="datetime64[us]")
    late = incidents.frame["time"].dt.hour == 22
    ends[late] = incidents.frame["time"][late] + pd.Timedelta(hours=4)
    ends[np.flatnonzero(late)[0]] = incidents.frame["time"][np.flatnonzero(late)[0]] + pd.Timedelta(days=14)
    windowed = dataclasses.replace(incidents, frame=incidents.frame.assign(time_end=ends))
    return WeekClock(windows=how).look(bare, windowed)


def test_windows_are_spread_and_told(bare):
    found = windows(bare, "spread")
    by_hour = np.array(found.chart("when").counts).reshape(7, 24).sum(axis=0)
    assert 15 <= by_hour[[22, 23, 0, 1]].sum() <= 21
    assert by_hour[22] <= 7
    told = "21 of them have a window of time, 1 of them longer than a week, which say nothing of an hour; each counts "
    assert any(sentence.startswith(told) for sentence in found.sentences)


def test_windows_may_count_where_they_begin(bare):
    found = windows(bare, "start")
    by_hour = np.array(found.chart("when").counts).reshape(7, 24).sum(axis=0)
    assert by_hour[[22, 23, 0, 1]].tolist() == [21, 0, 0, 0]
    assert "21 of them have a window of time and count in the hour in which it begins." in found.sentences


def test_without_windows_nothing_is_said_of_them(bare):
    spread, start = (WeekClock(windows=how).look(bare, small_incidents(weeks=30)) for how in ("spread", "start"))
    assert spread.sentences == start.sentences
    assert not any("window" in sentence for sentence in spread.sentences)

"""A finding that is silent on a tenth of its incidents or more says so before all else; of fewer, at its end."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import Case, Incidents, Severity, StreetSegments
from beatwright.examine import STEPS, Change, Hotspots, IncidentExaminer, Intensity, Randomness, Repeats, WeekClock
from beatwright.testing import small_problem

N = 200
# Of each examiner: the incidents on which it is silent, and what is said of several of them.
SILENT = [
    (Intensity(sigma=200.0), "outside", "lie outside the boundary of the city and are left out."),
    (Intensity(sigma=200.0), "hourless", "have no time of day and are on no map of hours."),
    (Randomness(simulations=19), "outside", "lie outside the boundary of the city and are left out."),
    (Hotspots(), "outside", "lie outside the boundary of the city and are left out."),
    (Hotspots(), "zoneless", "lie in no zone of the city and are set aside."),
    (Repeats(simulations=19), "outside", "lie outside the boundary of the city and are left out."),
    (Repeats(by="zone", simulations=19), "zoneless", "lie in no zone of the city and are set aside."),
    (Repeats(by="street", simulations=19), "far", "lie further than 50 m from every street and are set aside."),
    (WeekClock(), "hourless", "have no time of day and are in no clock."),
    (WeekClock(), "endless", "have a window of time longer than a week, which says nothing of an hour."),
    (Change(), "zoneless", "lie in no zone of the city and are set aside."),
]


@pytest.fixture(scope="module")
def case():
    """Return a case without plans, its city 3 by 2 km with streets in the lower half, 100 m apart."""
    problem = small_problem()
    lines = shapely.linestrings([[(0, y), (3000, y)] for y in range(0, 1001, 100)])
    city = problem.city.with_streets(StreetSegments(lines, [f"Street {number}" for number in range(len(lines))]))
    problem = replace(problem, city=city)
    return Case("Looked at", problem, problem)


def incidents_of(case, number, why):
    """Return two years of incidents near streets, of which the first `number` are what `why` says."""
    xy = np.random.default_rng(1).uniform((10, 60), (2990, 990), (N, 2))
    some, time = np.arange(N) < number, pd.date_range("2022-01-01", "2023-12-31", periods=N).floor("min")
    xy[some, 1] += {"outside": 9000, "far": 1000}.get(why, 0)
    frame = pd.DataFrame({"id": [str(k) for k in range(N)], "kind": "theft", "severity": 0, "x": xy[:, 0],
                          "y": xy[:, 1], "time": time, "zone": -1})  # fmt: skip
    if why == "hourless":
        frame = frame.assign(has_clock=~some, time=frame["time"].where(~some, frame["time"].dt.floor("D")))
    if why == "endless":
        frame = frame.assign(time_end=(frame["time"] + pd.Timedelta(days=9)).where(some))
    incidents = Incidents(frame, Severity.default(), zones=24, start="2022-01-01", end="2024-01-01")
    incidents = incidents.located(case.problem.city)
    if why == "zoneless":
        lost = incidents.frame["id"].isin([str(k) for k in range(number)])
        incidents = replace(incidents, frame=incidents.frame.assign(zone=incidents.frame["zone"].where(~lost, -1)))
    return incidents


@pytest.mark.parametrize(("examiner", "why", "words"), SILENT)
def test_many_are_told_first(case, examiner, why, words):
    first = examiner.examine(case, incidents_of(case, 100, why)).sentences[0].replace("\u00a0", " ")
    assert first.startswith(f"100 of 200 incidents (50.0 %) {words} ")
    assert "the others alone" in first


@pytest.mark.parametrize(("examiner", "why", "words"), [row for row in SILENT if row[1] != "endless"])
def test_few_are_told_last(case, examiner, why, words):
    told = [text.replace("\u00a0", " ") for text in examiner.examine(case, incidents_of(case, 19, why)).sentences]
    assert told[-1] == f"19 of 200 incidents (9.5 %) {words}"


def test_few_windows_without_end_stand_in_the_sentence_of_the_windows(case):
    told = WeekClock().examine(case, incidents_of(case, 19, "endless")).sentences
    assert "of 200 incidents" not in "".join(told)
    assert any("19 of them longer than a week, which say nothing of an hour" in text for text in told)


@pytest.mark.parametrize("examiner", [row[0] for row in SILENT])
def test_where_none_is_set_aside_nothing_is_told_of_it(case, examiner):
    told = examiner.examine(case, incidents_of(case, 0, "")).sentences
    assert not any("set aside" in text or "left out" in text or "in no clock" in text for text in told)


def test_every_examiner_of_an_exploration_is_here():
    known = {step for step in STEPS if issubclass(step, IncidentExaminer) and step.unasked}
    assert known == {type(examiner) for examiner, _, _ in SILENT}

"""The chapters on what is foreseen and on how it turned out: every sentence against the pages and the incidents."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.examine.foresight.demand_finding import demand_finding
from beatwright.examine.foresight.forecast_finding import forecast_finding
from beatwright.examine.foresight.period_words import period_words
from beatwright.examine.foresight.record_finding import record_finding
from beatwright.forecast import EmpiricalBayes, ForecastJournal, foresee
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city
ALL = small_incidents(weeks=30)
WEEKS = ["2023-04-03", "2023-04-10", "2023-05-01"]


def known(end, drop=()):
    end = pd.Timestamp(end)
    frame = ALL.frame[(ALL.frame["time"] < end) & ~ALL.frame["id"].isin(drop)]
    return replace(ALL, frame=frame, end=end)


def week(start):
    start = pd.Timestamp(start)
    rows = ALL.frame[(ALL.frame["time"] >= start) & (ALL.frame["time"] < start + pd.Timedelta(weeks=1))]
    return np.bincount(rows["zone"], minlength=24)


@pytest.fixture
def journal(tmp_path):
    journal = ForecastJournal.opened(tmp_path, CITY, period="week", share=0.2)
    for start in WEEKS:
        journal.add(foresee(EmpiricalBayes(), known(start), CITY, share=0.2, seed=1))
    return journal


def figures(sentence):
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\.?\d*", sentence.rstrip("."))]


def test_few_incidents_are_not_called_none(journal):
    few = replace(journal.entries()[-1], city_expected=0.0362, city_low=0.0, city_high=0.0)
    assert ": 0.036 incidents are expected in the city" in forecast_finding(few, CITY).sentences[0]


def test_what_is_foreseen_is_said(journal):
    entry = journal.entries()[-1]
    found = forecast_finding(entry, CITY)
    assert found.sentences[0].startswith("1 May 2023 to 7 May 2023: ")
    expected, percent, low, high = figures(found.sentences[0].split(": ")[1])
    assert expected == round(entry.expected.sum())
    assert (percent, low, high) == (90, entry.city_low, entry.city_high)
    zones, share, caught = figures(found.sentences[1])
    assert zones == entry.flagged.sum()
    assert share == pytest.approx(100 * 4 / 24, abs=0.05)
    assert caught == pytest.approx(100 * entry.expected[entry.flagged].sum() / entry.expected.sum(), abs=0.5)
    assert set(found.tables[0].index) == {entry.zones[zone] for zone in np.flatnonzero(entry.flagged)}
    assert [chart.name for chart in found.charts] == ["foreseen", "unsure"]


def test_the_record_is_that_of_the_incidents(journal):
    journal.score(known("2023-05-08"))
    found = record_finding(journal.entries(), journal.scores(), journal.late(), "week")
    entries = journal.entries()
    counts = np.array([week(start) for start in WEEKS])
    flagged = np.array([entry.flagged for entry in entries])
    flagged_last = np.array([entry.flagged_last for entry in entries])
    low, high = np.array([entry.low for entry in entries]), np.array([entry.high for entry in entries])
    assert found.sentences[0].startswith("3 weeks foreseen are over")
    assert figures(found.sentences[0])[1:] == [round(sum(entry.city_expected for entry in entries)), counts.sum()]
    caught, chance, last = figures(found.sentences[1])
    assert caught == pytest.approx(100 * counts[flagged].sum() / counts.sum(), abs=0.051)
    assert last == pytest.approx(100 * counts[flagged_last].sum() / counts.sum(), abs=0.051)
    assert chance == pytest.approx(100 * (flagged.mean(axis=1) @ counts.sum(axis=1)) / counts.sum(), abs=0.051)
    _, inside, of, zones = figures(found.sentences[2])
    within = [e.city_low <= c <= e.city_high for e, c in zip(entries, counts.sum(axis=1), strict=True)]
    assert (inside, of) == (sum(within), 3)
    assert zones == pytest.approx(100 * ((counts >= low) & (counts <= high)).mean(), abs=0.5)
    assert "2 weeks between" in found.sentences[3]
    assert len(found.sentences) == 4
    table = found.tables[0]
    assert list(table.index) == WEEKS
    np.testing.assert_array_equal(table["came"].values, counts.sum(axis=1))


def test_late_records_are_told_and_change_no_score(journal):
    held = list(ALL.frame["id"][(ALL.frame["time"] >= "2023-04-03") & (ALL.frame["time"] < "2023-04-10")][:3])
    journal.score(known("2023-05-08", drop=held))
    before = record_finding(journal.entries(), journal.scores(), journal.late(), "week")
    journal.score(known("2023-05-15"))
    after = record_finding(journal.entries(), journal.scores(), journal.late(), "week")
    assert after.sentences[:4] == before.sentences[:4]
    assert "+3 incidents in 1 of 3" in after.sentences[4]
    assert after.measures == before.measures


def test_nothing_over_yet(journal):
    found = record_finding(journal.entries(), [], [], "week")
    assert found.sentences == (
        "No week that was foreseen is over in these records yet. Run the command again with newer ones.",
    )


def test_a_record_without_incidents_has_no_share(journal):
    quiet = replace(known("2023-05-08"), frame=ALL.frame[ALL.frame["time"] < "2023-04-03"])
    journal.score(quiet)
    found = record_finding(journal.entries(), journal.scores(), journal.late(), "week")
    assert "and 0 came" in found.sentences[0]
    assert not any("caught" in sentence for sentence in found.sentences)


def test_demand_foreseen_beside_what_came():
    past, future = ALL.split("2023-05-01")
    forecast = EmpiricalBayes().fit(past, CITY).predict(weeks=52)
    found = demand_finding(forecast, CITY, future)
    calls, weeks, _, low, high = figures(found.sentences[0].split("expects")[1])
    assert (calls, weeks) == (round(forecast.mean.calls), 52)
    assert low == forecast.aggregate().quantile(0.05)
    assert high == forecast.aggregate().quantile(0.95)
    held, came, expected = figures(found.sentences[1])
    assert (held, came) == (round(future.hours / 168), len(future))
    assert expected == round(forecast.mean.calls * future.hours / (52 * 168))
    assert [chart.name for chart in found.charts] == ["demand_foreseen", "demand_unsure", "calibration"]
    assert len(demand_finding(forecast, CITY, None).charts) == 2
    values = found.chart("demand_foreseen").values
    assert sum(values) == pytest.approx(forecast.mean.calls * 8766 / (52 * 168))


@pytest.mark.parametrize(("kept", "said"), [(1.0, ""), (0.2, "fewer"), (3.0, "more")])
def test_what_came_outside_of_the_interval_is_said_to_be_so(kept, said):
    past, future = ALL.split("2023-05-01")
    weeks = round(future.hours / 168)
    forecast = EmpiricalBayes().fit(past, CITY).predict(weeks=weeks)
    rows = future.frame.sample(frac=kept, replace=kept > 1, random_state=1)
    came = replace(future, frame=rows.assign(id=[str(number) for number in range(len(rows))]))
    rest = demand_finding(forecast, CITY, came).sentences[2:]
    assert [text.split()[2] for text in rest] == ([said] if said else [])
    assert demand_finding(EmpiricalBayes().fit(past, CITY).predict(weeks=52), CITY, came).sentences[2:] == ()


def test_periods_are_said_as_people_do():
    assert period_words(pd.Timestamp("2024-12-30"), pd.Timestamp("2025-01-06")) == "30 December 2024 to 5 January 2025"
    assert period_words(pd.Timestamp("2024-01-01"), pd.Timestamp("2025-01-01")) == "1 January 2024 to 31 December 2024"

"""The mixture of forecasters: bounds on its losses, going on learning, and what it says."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.forecast import EmpiricalBayes, HistoricalMean
from beatwright.forecast.distribution.count_noise import fit_noise
from beatwright.forecast.mixture.online_mixture import OnlineMixture
from beatwright.forecast.series.count_series import count_series
from beatwright.forecast.series.period_edges import edges_before
from beatwright.forecast.series.zone_counts import zone_counts
from beatwright.testing import check_forecaster, small_incidents, small_problem

CHEAP = OnlineMixture(experts=(EmpiricalBayes(prior="moments"), HistoricalMean()), share=0.0)


@pytest.fixture(scope="module")
def city():
    return small_problem().city


@pytest.fixture(scope="module")
def parts():
    return small_incidents(weeks=60).split("2023-12-25")


@pytest.fixture(scope="module")
def fitted(city, parts):
    return CHEAP.fit(parts[0], city)


def test_it_is_a_forecaster(city, parts) -> None:
    check_forecaster(CHEAP, parts[0], city)


def test_it_loses_little_more_than_the_best(fitted, parts) -> None:
    losses = fitted.update(parts[1]).losses
    assert len(losses) == 17 + 9
    assert losses["mixture"].sum() <= losses[losses.columns[:2]].sum().min() + np.log(2)


def test_week_by_week_is_all_at_once(fitted, parts) -> None:
    by_week = fitted
    for weeks in range(1, 10):
        end = parts[0].end + np.timedelta64(7 * weeks, "D")
        rows = parts[1].frame
        by_week = by_week.update(replace(parts[1], frame=rows[rows["time"] < end], end=end))
    once = fitted.update(parts[1])
    assert by_week.until == once.until
    assert by_week.weights == pytest.approx(once.weights)
    assert by_week.losses.to_numpy() == pytest.approx(once.losses.to_numpy())
    assert by_week.drift == once.drift
    assert by_week.predict().expected == pytest.approx(once.predict().expected)


def test_the_forecast_is_the_weighted_mean(fitted, city, parts) -> None:
    means = [expert.fit(parts[0], city).predict().expected.sum(axis=1) for expert in CHEAP.experts]
    expected = np.array(list(fitted.weights.values())) @ np.array(means)
    assert fitted.predict().expected.sum(axis=1) == pytest.approx(expected, rel=1e-3)


def test_one_expert_has_all_the_weight(city, parts) -> None:
    alone = OnlineMixture(experts=(EmpiricalBayes(prior="moments"),)).fit(parts[0], city)
    assert list(alone.weights.values()) == [1.0]


def test_few_periods_leave_the_weights_even(city) -> None:
    young = CHEAP.fit(small_incidents(weeks=10), city)
    assert list(young.weights.values()) == [0.5, 0.5]
    assert len(young.losses) == 0


def test_its_noise_is_that_of_the_weeks_foreseen_again(fitted, city, parts) -> None:
    """The last 17 of 51 weeks, each foreseen by a mixture that was fitted without them and then updated."""
    past, came, foreseen = parts[0], [], []
    ends = [past.end - pd.Timedelta(weeks=weeks) for weeks in range(17, -1, -1)]
    young = CHEAP.fit(until(past, ends[0]), city)
    judged = young._with(young._known()._replace(state=CHEAP._fresh(series_of(until(past, ends[0])), city)))
    for start, end in pairwise(ends):
        foreseen.append(judged.predict().expected.sum(axis=1))
        came.append(zone_counts(past, start, end))
        judged = judged.update(until(past, end))
    found, noise = fitted._known().noise, fit_noise(np.array(came), np.array(foreseen))
    assert [found.dispersion, found.city, found.zone] == pytest.approx([noise.dispersion, noise.city, noise.zone])


def until(incidents, end):
    frame = incidents.frame
    return replace(incidents, frame=frame[frame["time"] < end], end=end)


def series_of(incidents):
    return count_series(incidents, edges_before(incidents.start, incidents.end, "week"), "week")


def test_a_rise_is_told(fitted, parts) -> None:
    frame = parts[1].frame
    again = frame.assign(id=frame["id"].astype(str) + "b")
    twice = replace(parts[1], frame=pd.concat([frame, again]))
    drift = fitted.update(twice).drift
    assert drift.more.alarm
    assert "Since 202" in drift.sentence


def test_what_is_wrong_is_said(parts) -> None:
    with pytest.raises(ParameterError) as error:
        OnlineMixture(members=("Oracle",), rate=2.0, share=-1.0, false_alarms=0.0)
    assert all(word in str(error.value) for word in ("members", "rate", "share", "false_alarms"))
    with pytest.raises(ParameterError, match="a list of forecasters"):
        OnlineMixture(members=())
    with pytest.raises(ParameterError, match="twice"):
        OnlineMixture(members=("EmpiricalBayes", "EmpiricalBayes"))
    with pytest.raises(ParameterError, match="twice"):
        OnlineMixture(experts=(EmpiricalBayes(), EmpiricalBayes()))
    with pytest.raises(ParameterError, match="one period"):
        OnlineMixture(experts=(EmpiricalBayes(period="day"),))
    with pytest.raises(ParameterError, match="must hold forecasters"):
        OnlineMixture(experts=("EmpiricalBayes",))
    with pytest.raises(ParameterError, match="learned nothing"):
        _ = OnlineMixture().weights

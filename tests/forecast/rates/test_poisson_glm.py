"""The regression on lagged counts: what it finds where the truth is known, and what it does where little is."""

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Incidents, ParameterError
from beatwright.forecast import EmpiricalBayes, Ewma, LastPeriod, PoissonGlm, SeasonalNaive
from beatwright.forecast.rates.city_season import fit_season
from beatwright.forecast.rates.lag_forecaster import LagForecaster
from beatwright.forecast.rates.lag_sample import AskedAt, Came, lag_sample

EVERY = (PoissonGlm, Ewma, LastPeriod, SeasonalNaive)
STATE_ONLY = (Ewma, LastPeriod, SeasonalNaive)


def drifting(periods, zones, seed, drift):
    """Return counts of zones whose log rates walk at random."""
    rng = np.random.default_rng(seed)
    log_rate = np.log(rng.gamma(0.7, 1.5, zones) + 0.02) + np.cumsum(rng.normal(0, drift, (periods, zones)), axis=0)
    return rng.poisson(np.exp(log_rate))


def log_score(forecaster, counts, series_of, city, last=30):
    """Return nats per incident over empirical Bayes, one period ahead, in the last periods."""
    series, first, gain = series_of(counts), len(counts) - last, 0.0
    states = {one: one._learn(series.part(0, first), city) for one in (forecaster, EmpiricalBayes())}
    for period in range(first, len(counts)):
        for sign, (one, state) in zip((1, -1), states.items(), strict=True):
            expected = one._expected(state, 1)
            gain += sign * float(counts[period] @ np.log(expected) - expected.sum())
            states[one] = one._advance(state, series.part(period, period + 1))
    return gain / counts[first:].sum()


def test_it_follows_zones_that_drift(series_of, city):
    assert log_score(PoissonGlm(), drifting(180, 24, 2, 0.06), series_of, city) > 0.03


def test_it_loses_little_where_nothing_moves(series_of, city):
    counts = drifting(180, 24, 2, 0.0)
    assert log_score(PoissonGlm(), counts, series_of, city) > -0.01


def test_stable_zones_give_the_weights_of_empirical_bayes(series_of, city):
    """Nothing but the longest memory tells: its weight is near 1, and a forecast is near empirical Bayes."""
    series = series_of(drifting(250, 24, 3, 0.0))
    glm, bayes = (one._expected(one._learn(series, city), 1) for one in (PoissonGlm(), EmpiricalBayes()))
    assert np.corrcoef(np.log(glm), np.log(bayes))[0, 1] > 0.99
    assert np.abs(np.log(glm / bayes)).max() < 0.4
    assert glm.sum() == pytest.approx(bayes.sum(), rel=0.1)


def test_the_order_of_zones_does_not_matter(series_of, city):
    counts, shuffle = drifting(120, 24, 5, 0.05), np.random.default_rng(0).permutation(24)

    class Shuffled:
        zones, zone_xy = city.zones.iloc[shuffle], city.zone_xy[shuffle]

    for forecaster in (PoissonGlm(), PoissonGlm(rows=900)):
        one = forecaster._expected(forecaster._learn(series_of(counts), city), 2)
        other = forecaster._expected(forecaster._learn(series_of(counts[:, shuffle]), Shuffled), 2)
        np.testing.assert_allclose(one[shuffle], other, rtol=1e-6)


def test_a_sample_of_the_rows_gives_nearly_the_same(series_of, city):
    series = series_of(drifting(200, 24, 6, 0.05))
    whole, part = (one._expected(one._learn(series, city), 1) for one in (PoissonGlm(), PoissonGlm(rows=1800)))
    assert np.abs(whole - part).sum() < 0.1 * whole.sum()


def test_a_sample_stands_for_all_rows(series_of, city):
    """Whatever rows are drawn, they stand for about as many expected incidents as all of them."""
    series = series_of(drifting(60, 24, 7, 0.05))
    came = Came(series, series.covered)
    lags = PoissonGlm()._lags(came, city)
    for most in (5, 11, 24):
        origins = [AskedAt(t, m) for t, m in enumerate(lags.remembering.walk(lags.remembering.nothing, *came), 1)][
            20:59
        ]
        sample = lag_sample(lags, origins, came, ((1,),), (most, np.random.default_rng(1)))
        centre = lags.prior.centre
        whole = sum(np.exp(lags.covariates(o.memory) @ centre).sum() for o in origins)
        assert sample.exposure[0] @ np.exp(sample.covariates @ centre) == pytest.approx(whole, rel=0.05)
        assert sample.incidents[0] == sum(series.counts[[o.period]].sum() for o in origins)


def test_months_ahead_rest_on_longer_memory(series_of, city):
    """Zones flare up for a fortnight and return to their level: the shortest memory tells of the next week only."""
    rng = np.random.default_rng(8)
    flare = np.repeat(rng.choice([0.5, 2.5], (120, 24), p=[0.75, 0.25]), 2, axis=0)
    counts = rng.poisson(flare * rng.gamma(2, 1.0, 24))
    forecaster = PoissonGlm()
    fitted = forecaster._learn(series_of(counts), city).fitted
    shortest = (
        1 + (1 + 2) + 2 * 1 + 5 - 1
    )  # the constant, three longest memories, two short ones around, five of its own
    assert fitted.over(1)[shortest] > 0.3
    assert fitted.over(26)[shortest] < 0.5 * fitted.over(1)[shortest]


def test_a_season_is_found_and_none_is_made_up(series_of):
    rng = np.random.default_rng(9)
    wave = 1 + 0.4 * np.cos(2 * np.pi * (np.arange(200) * 7 + 3.5) / 365.25)
    with_season = series_of(rng.poisson(np.outer(wave, np.full(24, 5.0))))
    found = fit_season(with_season).of(with_season.edges)
    assert np.corrcoef(found, wave)[0, 1] > 0.97
    assert np.ptp(found) == pytest.approx(0.8, abs=0.15)
    flat = series_of(rng.poisson(5.0, (200, 24)))
    assert np.ptp(fit_season(flat).of(flat.edges)) < 0.1
    short = series_of(rng.poisson(5.0, (80, 24)))
    np.testing.assert_array_equal(fit_season(short).of(short.edges), 1.0)


@pytest.mark.parametrize("step", STATE_ONLY)
def test_week_by_week_is_at_once(step, incidents_of, until, city):
    incidents = incidents_of(60)
    fitted = step().fit(until(incidents, "2024-01-01"), city)
    for end in ("2024-01-08", "2024-01-29", "2024-02-12"):
        known = until(incidents, end)
        fitted = fitted.update(known)
        at_once = step().fit(known, city)
        for periods in (1, 60):
            found, expected = fitted.predict(periods), at_once.predict(periods)
            np.testing.assert_allclose(found.expected, expected.expected, rtol=1e-9)


def test_an_update_keeps_weights_and_moves_memory_on(incidents_of, until, city):
    incidents = incidents_of(60)
    early = PoissonGlm().fit(until(incidents, "2024-01-01"), city)
    late = early.update(incidents)
    steps = early.update(until(incidents, "2024-01-15")).update(incidents)
    assert late._learned.state.fitted is early._learned.state.fitted
    np.testing.assert_allclose(late.predict(3).expected, steps.predict(3).expected, rtol=1e-9)
    assert np.abs(late.predict().expected - early.predict().expected).max() > 1e-3


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize("period", ["week", "month", "year"])
def test_five_incidents_are_enough_for_a_sensible_answer(step, period, incidents_of, city):
    incidents = incidents_of(60)
    few = Incidents(incidents.frame.iloc[::500], incidents.severity, 24, incidents.start, incidents.end)
    assert len(few) == 5
    for periods in (1, 12):
        expected = step(period=period).fit(few, city).predict(periods).expected
        assert np.isfinite(expected).all()
        assert (expected > 0).all()


@pytest.mark.parametrize("step", EVERY)
def test_zones_without_any_and_very_few_periods(step, incidents_of, city):
    busiest = int(incidents_of(9).frame["zone"].mode()[0])
    for weeks in (1, 2, 3, 9):
        expected = step().fit(incidents_of(weeks, zones_used=[busiest]), city).predict(1).expected
        assert np.isfinite(expected).all()
        assert (expected > 0).all()
        # One incident alone tells no zone from another: then all are alike, but for rounding.
        assert expected.sum(axis=1)[busiest] >= expected.sum(axis=1).max() * (1 - 1e-9)


@pytest.mark.parametrize("step", EVERY)
def test_a_year_that_is_missing_is_not_quiet(step, incidents_of, city):
    whole = incidents_of(160)
    gap = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-30"))
    frame = whole.frame[~whole.frame["time"].between(*gap, inclusive="left")]
    missing = Incidents(frame, whole.severity, 24, whole.start, whole.end, gaps=(gap,))
    with_gap, without = (step().fit(one, city).predict(4).expected.sum() for one in (missing, whole))
    assert with_gap == pytest.approx(without, rel=0.15)


def test_one_zone_points_and_uneven_areas(series_of, city):
    counts = drifting(60, 24, 11, 0.05)

    class Points:
        zones, zone_xy = city.zones.assign(area_km2=np.nan), city.zone_xy

    class Uneven:
        zones, zone_xy = city.zones.assign(area_km2=np.linspace(0.1, 3, 24)), city.zone_xy

    class One:
        zones, zone_xy = city.zones.iloc[:1], city.zone_xy[:1]

    for where, some in ((Points, counts), (Uneven, counts), (One, counts[:, :1])):
        expected = PoissonGlm()._expected(PoissonGlm()._learn(series_of(some), where), 1)
        assert np.isfinite(expected).all()
        assert (expected > 0).all()


def test_without_neighbours(series_of, city):
    lonely = PoissonGlm(scales=())
    expected = lonely._expected(lonely._learn(series_of(drifting(80, 24, 12, 0.05)), city), 1)
    assert (expected > 0).all()


@pytest.mark.parametrize("step", [PoissonGlm, Ewma])
@pytest.mark.parametrize(
    "given", [(), (0.0,), (-3.0,), (7.0, 7.0), ("a",), (True,), 7.0, (float("nan"),), (float("inf"),)]
)
def test_wrong_half_lives_are_told(step, given):
    with pytest.raises(ParameterError, match="half_lives"):
        step(half_lives=given)


def test_every_wrong_option_is_told_at_once():
    with pytest.raises(ParameterError, match=r"(?s)scales.*rows.*seed"):
        PoissonGlm(scales=(0.0,), rows=3, seed=-1)
    assert issubclass(PoissonGlm, LagForecaster)

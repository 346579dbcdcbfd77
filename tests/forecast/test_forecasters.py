"""The forecasters on incidents: counts, permutations, held-out years, and what they refuse."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import stats

import beatwright as bw
from beatwright.core import Incidents, ParameterError, Severity
from beatwright.data import generate_city
from beatwright.data.generate import BLOCK_GROUPS
from beatwright.forecast import STEPS, EmpiricalBayes, HistoricalMean
from beatwright.testing import check_forecaster, small_incidents, small_problem


@pytest.fixture(scope="module")
def held_out():
    """Return (city, past, future): two years to learn from, the third held out."""
    generated = generate_city(seed=5, size="small")
    city = generated.city("block groups")
    past, future = generated.incidents(city).split("2023-01-02")
    return city, past, future


def observed_counts(incidents):
    demand = bw.Demand.observed(incidents)
    return np.round(demand.expected * demand.hours)


@pytest.mark.parametrize("slots", [1, 168])
@pytest.mark.parametrize("step", STEPS)
def test_conforms(step, slots):
    check_forecaster(step(slots=slots), small_incidents(), small_problem().city)


def test_counts_of_zones_outside_are_ignored(held_out):
    city, past, _ = held_out
    frame = past.frame.copy()
    frame.loc[frame.index[::2], "zone"] = -1
    some = replace(past, frame=frame)
    kept = replace(past, frame=frame[frame["zone"] >= 0])
    assert EmpiricalBayes(168).fit(some, city).predict(4).mean == EmpiricalBayes(168).fit(kept, city).predict(4).mean


@pytest.mark.parametrize("slots", [1, 168])
@pytest.mark.parametrize("step", [EmpiricalBayes, HistoricalMean])
def test_calls_are_conserved(held_out, step, slots):
    city, past, _ = held_out
    mean = step(slots=slots).fit(past, city).predict(104).mean
    np.testing.assert_allclose((mean.expected * mean.hours).sum(axis=0), observed_counts(past).sum(axis=0), rtol=1e-5)


def test_raw_mean_is_what_was_recorded(held_out):
    city, past, _ = held_out
    for slots in (1, 168):
        mean = HistoricalMean(slots=slots).fit(past, city).predict(104).mean
        np.testing.assert_allclose(mean.expected, bw.Demand.observed(past).expected)


@pytest.mark.parametrize("prior", ["likelihood", "moments"])
@pytest.mark.parametrize("zones", [BLOCK_GROUPS, "400 m"])
def test_log_score_on_the_held_out_year_beats_simple_rates(zones, prior):
    """Learned from 13 weeks, so that chance matters; judged on the counts of the year after.

    The raw mean holds what it has not seen to be impossible and scores minus infinity, so it also competes with
    half an incident added to every count (Jeffreys), beside the city's mean for every zone.
    """
    generated = generate_city(seed=5, size="small")
    city = generated.city(zones)
    past, future = generated.incidents(city).split("2023-01-02")
    recent = past.split("2022-10-03")[1]
    seen, counts = observed_counts(future), observed_counts(recent)
    score = EmpiricalBayes(prior=prior).fit(recent, city).predict(52).log_probability(seen).sum()
    raw = HistoricalMean().fit(recent, city).predict(52).log_probability(seen).sum()
    jeffreys = stats.poisson.logpmf(seen, (counts + 0.5) * 4).sum()
    flat = stats.poisson.logpmf(seen, counts.mean(axis=0) * 4).sum()
    margin = 0.02 * seen.sum()
    assert score > max(raw, jeffreys, flat) + margin


def test_mean_lies_nearer_the_known_truth_than_raw_means():
    """Several cities: the distance of the rates from the truth that nobody sees.

    Square roots, because the variance of a count grows with its rate: else a single hot spot decides.
    """
    for seed in range(3):
        generated = generate_city(seed=seed, size=5, weeks=26)
        city = generated.city("400 m")
        truth = generated.truth.demand(city).expected
        past = generated.incidents(city)
        error = {
            step.label: np.square(np.sqrt(step.fit(past, city).predict(1).mean.expected) - np.sqrt(truth)).sum(0)
            for step in (EmpiricalBayes(), HistoricalMean())
        }
        assert (error["EmpiricalBayes"] < error["HistoricalMean"]).all()


def test_clock_lies_nearer_the_known_truth(held_out):
    city, past, _ = held_out
    generated = generate_city(seed=5, size="small")
    truth = generated.truth.rate(city).sum(axis=0)
    truth = truth / truth.sum(axis=0)
    one, raw = (step(slots=168).fit(past, city).predict(1).clock for step in (EmpiricalBayes, HistoricalMean))
    assert (np.square(one - truth).sum(axis=0) < np.square(raw - truth).sum(axis=0)).all()


def test_intervals_cover_the_held_out_year(held_out):
    """The 90 % interval holds between 75 % and 97 % of the zones: rates here are stable, but near repeats are not."""
    city, past, future = held_out
    forecast = EmpiricalBayes().fit(past, city).predict(52)
    seen = observed_counts(future)
    inside = (seen >= forecast.quantile(0.05)) & (seen <= forecast.quantile(0.95))
    assert 0.75 < inside.mean() < 0.97


def test_area_spreads_what_is_known_of_a_sliver():
    """Two zones of which one is a hundredth of the other, nothing counted in the small one."""
    import geopandas as gpd

    shapes = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 1010, 1000), shapely.box(0, 1000, 1000, 2000)]
    zones = gpd.GeoDataFrame(index=["a", "b", "c"], geometry=shapes, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(5, 5)], crs=32615)
    city = bw.City(shapely.union_all(shapes), zones, sites)
    rows = 60
    frame = pd.DataFrame(
        {
            "id": [str(n) for n in range(rows)],
            "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows) * 11, unit="h"),
            "kind": "theft",
            "severity": 0,
            "x": 1.0,
            "y": 1.0,
            "zone": [0] * 25 + [2] * 35,
        }
    )
    past = Incidents(frame, Severity.default(), 3)
    by_area = EmpiricalBayes(per="area").fit(past, city).predict(1).expected[:, 0]
    assert by_area[1] < 0.02 * by_area[0]
    assert EmpiricalBayes(per="zone").fit(past, city).predict(1).expected[1, 0] > by_area[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"slots": 24}, "The 'slots' parameter of EmpiricalBayes must be 1 or 168. Got 24."),
        ({"slots": True}, "'slots'"),
        ({"prior": "flat"}, "'prior' parameter of EmpiricalBayes must be one of 'likelihood', 'moments'. Got 'flat'"),
        ({"per": "head"}, "'per' parameter"),
        ({"slots": 2, "per": 3}, "Several things are wrong"),
    ],
)
def test_wrong_options_are_told(options, said):
    with pytest.raises(ParameterError, match=said):
        EmpiricalBayes(**options)


def test_wrong_incidents_are_told(held_out):
    city, past, _ = held_out
    with pytest.raises(ParameterError, match="Locate them first"):
        EmpiricalBayes().fit(replace(past, zones=len(city.zones) + 1), city)
    with pytest.raises(ParameterError, match="none lies in a zone"):
        HistoricalMean().fit(replace(past, frame=past.frame.assign(zone=-1)), city)
    with pytest.raises(ParameterError, match=r"recorded by month.*Use slots=1"):
        EmpiricalBayes(slots=168).fit(replace(past, precision="month"), city)
    day = past.frame[past.frame["time"] < "2021-01-06"]
    with pytest.raises(ParameterError, match="at least one week"):
        EmpiricalBayes(slots=168).fit(replace(past, frame=day, end=pd.Timestamp("2021-01-06")), city)
    points = replace(city, zones=city.zones.assign(area_km2=np.nan))
    with pytest.raises(ParameterError, match="zones with an area"):
        EmpiricalBayes(per="area").fit(past, points)
    with pytest.raises(ParameterError, match=r"'periods' parameter of EmpiricalBayes must be an integer in \[1"):
        EmpiricalBayes().fit(past, city).predict(0)
    with pytest.raises(ParameterError, match="has learned nothing yet"):
        EmpiricalBayes().predict(1)

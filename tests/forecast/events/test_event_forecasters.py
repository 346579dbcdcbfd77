"""What Kde, ProspectiveHotspot and Sepp foresee, on cities of any shape and with next to no incidents."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.stats import norm

from beatwright.core import City, Incidents, ParameterError, Severity
from beatwright.forecast import Kde, ProspectiveHotspot, Sepp
from beatwright.forecast.events.sepp_simulation import Triggering, simulate_sepp
from beatwright.forecast.events.zone_lattice import zone_lattice
from beatwright.testing import small_incidents, small_problem

EVENTS = [Kde, ProspectiveHotspot, Sepp]
SMALL = small_problem().city


def city_of(shapes, boundary=None):
    zones = gpd.GeoDataFrame(index=[f"z{n:03d}" for n in range(len(shapes))], geometry=list(shapes), crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(5, 5)], crs=32615)
    return City(shapely.union_all(shapes) if boundary is None else boundary, zones, sites)


def incidents_at(xy, days, city, *, length=70, precision="minute"):
    xy = np.asarray(xy, dtype=float)
    start = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "id": [str(n) for n in range(len(xy))],
            "time": start + pd.to_timedelta(np.asarray(days, dtype=float), unit="D"),
            "kind": "theft",
            "severity": 0,
            "x": xy[:, 0],
            "y": xy[:, 1],
            "zone": city.locate(xy[:, 0], xy[:, 1]),
        }
    )
    end = start + pd.Timedelta(days=length)
    return Incidents(frame, Severity.default(), len(city.zones), start=start, end=end, precision=precision)


GRID = city_of([shapely.box(x, y, x + 300, y + 300) for x in range(0, 3000, 300) for y in range(0, 3000, 300)])


@pytest.mark.parametrize("step", EVENTS)
@pytest.mark.parametrize("zones", ["ragged", "points", "one", "slivers"])
def test_zones_of_any_shape(step, zones):
    """A hundred incidents in the south west, and the zones there get most of what is foreseen."""
    random = np.random.default_rng(3)
    frame = shapely.box(0, 0, 3000, 3000)
    shapes = {
        "ragged": shapely.get_parts(
            shapely.voronoi_polygons(shapely.multipoints(random.uniform(0, 3000, (40, 2))), extend_to=frame)
        ),
        "points": shapely.points(random.uniform(0, 3000, (40, 2))),
        "one": [frame],
        "slivers": [shapely.box(0, 0, 3000, 2990), shapely.box(0, 2990, 3000, 3000)],
    }[zones]
    if zones == "ragged":
        shapes = shapely.intersection(shapes, frame)
    city = city_of(shapes, frame)
    past = incidents_at(random.uniform(100, 900, (100, 2)), np.sort(random.uniform(0, 70, 100)), city)
    expected = step().fit(past, city).predict(2).expected.sum(axis=1)
    assert np.isfinite(expected).all()
    assert (expected > 0).all()
    near = np.hypot(*(city.zone_xy - 500).T) < 700
    if near.any():
        assert expected[near].sum() > 0.6 * expected.sum()
    assert expected.sum() == pytest.approx(20, rel=0.3)


@pytest.mark.parametrize("step", EVENTS)
@pytest.mark.parametrize("city", [GRID, city_of([shapely.box(0, 0, 3000, 3000)])], ids=["grid", "one zone"])
@pytest.mark.parametrize("number", [1, 5, 60])
def test_all_at_one_place(step, city, number):
    past = incidents_at([[450, 450]] * number, np.linspace(69, 0, number), city)
    fitted = step().fit(past, city)
    for expected in (fitted.predict().expected, fitted.predict(8).expected):
        assert np.isfinite(expected).all()
        assert (expected.sum(axis=1) > 0).all()
        assert expected.sum(axis=1).argmax() == city.locate([450], [450])[0]


@pytest.mark.parametrize("step", EVENTS)
@pytest.mark.parametrize("hour", [0, 12])
def test_days_without_a_clock(step, hour):
    random = np.random.default_rng(0)
    days = np.sort(random.integers(0, 140, 300)) + hour / 24
    past = incidents_at(random.uniform(0, 3000, (300, 2)), days, GRID, length=140, precision="day")
    fitted = step(period="day").fit(past, GRID)
    assert np.isfinite(fitted.predict(7).expected).all()
    assert fitted.predict(7).expected.sum() == pytest.approx(15, rel=0.4)


@pytest.mark.parametrize("step", [Kde(sigma=200.0), Kde(sigma=200.0, half_life=None), Kde(half_life=90)])
def test_updates_are_a_fit_but_for_what_was_chosen(step):
    """The same state, where the same width and even share were chosen."""
    whole = small_incidents(weeks=30)
    end = pd.Timestamp("2023-03-27")
    early = replace(whole, frame=whole.frame[whole.frame["time"] < end], end=end)
    updated, fitted = step.fit(early, SMALL).update(whole), step.fit(whole, SMALL)
    one, other = updated._learned.state, fitted._learned.state
    np.testing.assert_allclose(one.counts.by_cell, other.counts.by_cell, atol=1e-9)
    assert one.incidents / one.periods == pytest.approx(other.incidents / other.periods)


def test_hotspots_after_updates_are_those_of_a_fit():
    whole = small_incidents(weeks=30)
    end = pd.Timestamp("2023-03-27")
    early = replace(whole, frame=whole.frame[whole.frame["time"] < end], end=end)
    step = ProspectiveHotspot()
    one, other = step.fit(early, SMALL).update(whole)._learned.state, step.fit(whole, SMALL)._learned.state
    np.testing.assert_array_equal(one.cell, other.cell)
    np.testing.assert_allclose(one.age, other.age)
    np.testing.assert_allclose(one.recent, other.recent)


def test_density_is_that_of_the_gaussian():
    """Incidents at the middle of a cell of the lattice: the masses of squares are products of normal probabilities."""
    past = incidents_at([[1375, 1375]] * 30, np.linspace(0, 69, 30), GRID)
    fitted = Kde(sigma=200.0, half_life=None).fit(past, GRID)
    even = fitted._learned.state.smoothing.even
    along = np.diff(norm.cdf((np.arange(0, 3001, 300) - 1375) / 200.0))
    truth = (1 - even) * np.outer(along, along).ravel() + even / 100
    found = fitted.predict().expected.sum(axis=1)
    np.testing.assert_allclose(found / found.sum(), truth, atol=0.002)


def test_what_is_kept_of_one_width_is_not_taken_for_another():
    lattice, wide, narrow = zone_lattice(GRID), 400.0, 100.0
    for sigma in (wide, narrow, wide, wide):
        np.testing.assert_array_equal(lattice.mass(sigma), zone_lattice(GRID).mass(sigma))


def test_bowers_weights_by_hand():
    """Two incidents, 0 and 30 days old, a kilometre apart: the older weighs a fifth, and so do the zones around it."""
    past = incidents_at([[450, 450], [2250, 2250]], [39.5, 69.5], GRID)
    fitted = ProspectiveHotspot(reach=100.0).fit(past, GRID)
    state = fitted._learned.state
    shares = ProspectiveHotspot(reach=100.0)._shares(state)
    old, new = GRID.locate([450.0, 2250.0], [450.0, 2250.0])
    assert shares[old] / shares[new] == pytest.approx(1 / 5)
    assert shares[old] + shares[new] == pytest.approx(1)


def test_a_recent_burst_is_followed_by_more():
    """Triggering of two kinds of zones alike in the long run: the one with the burst last week expects more."""
    drawn = simulate_sepp(5.0, Triggering(0.5, 5.0, 60.0), box=(0, 0, 3000, 3000), days=700, seed=1)
    past = incidents_at(drawn.xy, drawn.time, GRID, length=700)
    fitted = Sepp().fit(past, GRID)
    known = fitted._learned.state
    assert known.triggering.offspring == pytest.approx(0.5, rel=0.15)
    assert known.triggering.days == pytest.approx(5.0, rel=0.15)
    last = past.frame[(past.frame["time"] > past.end - pd.Timedelta(days=5)) & (past.frame["zone"] >= 0)]
    burst = last["zone"].value_counts()
    assert burst.iloc[0] >= 3
    mean = Kde().fit(past, GRID).predict().expected.sum(axis=1)
    assert fitted.predict().expected.sum(axis=1)[burst.index[0]] > 1.3 * mean[burst.index[0]]


@pytest.mark.parametrize(
    ("step", "options", "said"),
    [
        (Kde, {"sigma": 0}, "'sigma' parameter of Kde"),
        (Kde, {"method": "eye", "half_life": -1}, "Several things are wrong"),
        (ProspectiveHotspot, {"reach": -1.0, "memory": 0, "cell": None}, "Several things are wrong"),
        (Sepp, {"reach": 0, "width": -3.0}, "Several things are wrong"),
        (Sepp, {"least_sigma": 0}, "'least_sigma'"),
    ],
)
def test_wrong_options_are_told(step, options, said):
    with pytest.raises(ParameterError, match=said):
        step(**options)


def test_a_method_that_cannot_choose_says_so():
    past = incidents_at([[450, 450]] * 5, np.linspace(0, 69, 5), GRID)
    with pytest.raises(ParameterError, match="all lie at one place"):
        Kde(method="ppl").fit(past, GRID)


def test_a_gap_in_the_records_triggers_nothing():
    """Incidents that come by themselves, half the time without records: the forecast is their mean."""
    rng = np.random.default_rng(5)
    days = np.sort(rng.uniform(0, 700, 2400))
    early, late = pd.Timestamp("2024-01-01") + pd.to_timedelta([210, 560], unit="D")
    past = incidents_at(rng.uniform(0, 3000, (2400, 2)), days, GRID, length=700)
    seen = (past.frame["time"] < early) | (past.frame["time"] >= late)
    fitted = Sepp().fit(replace(past, frame=past.frame[seen], gaps=((early, late),)), GRID)
    assert fitted._learned.state.triggering.offspring < 0.1
    assert fitted.predict().expected.sum() == pytest.approx(seen.sum() / 50, rel=0.05)

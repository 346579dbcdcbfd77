"""Every forecaster on records that are few, lopsided, broken off or all at once: sensible numbers, or a clear error."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import City, Incidents, ParameterError, Severity
from beatwright.forecast import STEPS, OnlineMixture, PoissonGlm
from beatwright.forecast.mixture.members import MEMBERS
from beatwright.testing import small_problem

SMALL = small_problem().city
WEEKS = 20


def squares(across, up, side=250.0):
    """Return a city of square zones."""
    shapes = [shapely.box(side * i, side * j, side * (i + 1), side * (j + 1)) for j in range(up) for i in range(across)]
    zones = gpd.GeoDataFrame(index=[f"z{number}" for number in range(len(shapes))], geometry=shapes, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(1, 1)], crs=32615)
    return City(shapely.box(0, 0, side * across, side * up), zones, sites)


ONE_ZONE, MANY_ZONES = squares(1, 1), squares(60, 50)


def records(times, zone, city=SMALL, **more):
    """Return incidents at these times in the middles of zones."""
    zone, columns = np.asarray(zone), {"kind": "theft", "severity": 0}
    columns |= {name: more.pop(name) for name in ("severity", "has_clock") if name in more}
    xy = city.zone_xy[zone]
    place = {"x": xy[:, 0], "y": xy[:, 1], "zone": zone}
    frame = pd.DataFrame(
        {"id": [f"i{row}" for row in range(len(zone))], "time": pd.to_datetime(times), **place, **columns}
    )
    return Incidents(frame, Severity.default(), zones=len(city.zones), **more)


def drawn(n, city=SMALL, days=WEEKS * 7, start="2024-01-01"):
    """Return times and zones by chance."""
    rng = np.random.default_rng(4)
    times = pd.Timestamp(start) + pd.to_timedelta(np.sort(rng.integers(0, days * 1440, n)), unit="min")
    return times, rng.integers(0, len(city.zones), n)


def with_gap():
    times, zone = drawn(200)
    return records(times.where(times < "2024-03-01", times + pd.Timedelta(days=366)), zone)


def bursting():
    times, zone = drawn(200)
    return records([*times, *[times.max()] * 1500], [*zone, *[0] * 1500])


INSTANT = [pd.Timestamp("2024-02-29 13:00")]
CASES = {
    "five incidents": lambda: (SMALL, records(*[part[::40] for part in drawn(200)])),
    "one incident": lambda: (SMALL, records(INSTANT, [3])),
    "zones without any": lambda: (SMALL, records(drawn(200)[0], drawn(200)[1] % 5)),
    "all in one zone": lambda: (SMALL, records(drawn(200)[0], np.full(200, 7))),
    "a year missing": lambda: (SMALL, with_gap()),
    "a year missing and named": lambda: (
        SMALL, replace(with_gap(), gaps=((pd.Timestamp("2024-03-01"), pd.Timestamp("2025-03-01")),)),
    ),
    "all at midnight": lambda: (SMALL, records(drawn(200)[0].normalize(), drawn(200)[1])),
    "days without a time": lambda: (SMALL, records(drawn(200)[0].normalize(), drawn(200)[1], has_clock=False)),
    "all at one instant": lambda: (SMALL, records(INSTANT * 50, drawn(50)[1])),
    "one week": lambda: (SMALL, records(*drawn(30, days=7))),
    "nothing in the last years": lambda: (SMALL, records(*drawn(200), end=pd.Timestamp("2026-01-01"))),
    "nothing in the first years": lambda: (SMALL, records(*drawn(200), start=pd.Timestamp("2021-01-01"))),
    "rows three times": lambda: (SMALL, records(*[np.repeat(part, 3) for part in drawn(100)])),
    "one zone": lambda: (ONE_ZONE, records(*drawn(200, ONE_ZONE), city=ONE_ZONE)),
    "3,000 zones": lambda: (MANY_ZONES, records(*drawn(20, MANY_ZONES), city=MANY_ZONES)),
    "a burst at the end": lambda: (SMALL, bursting()),
}  # fmt: skip


def need_sense(forecast, again):
    """Assert that a forecast is finite, that quantiles rise and sums agree, and that scenarios come again."""
    whole, apart = forecast.aggregate(), forecast.totals
    assert np.isfinite(forecast.expected).all()
    assert (forecast.expected >= 0).all()
    assert whole.expected == pytest.approx(forecast.expected.sum())
    for one in (forecast, apart, whole):
        low, middle, high = (one.quantile(q) for q in (0.05, 0.5, 0.95))
        assert np.isfinite(high).all()
        assert ((low <= middle) & (middle <= high)).all()
    draws = forecast.scenarios(4, seed=1)
    assert np.isfinite(draws.rate).all()
    assert draws == again.scenarios(4, seed=1)


QUICK = ("five incidents", "zones without any", "days without a time", "one zone", "one week")
SOME = [case if case in QUICK else pytest.param(case, marks=pytest.mark.slow) for case in CASES]


@pytest.mark.parametrize("case", SOME)
@pytest.mark.parametrize("step", STEPS)
def test_what_is_foreseen_of_any_city_makes_sense(step, case):
    city, incidents = CASES[case]()
    fitted = step().fit(incidents, city)
    need_sense(fitted.predict(), fitted.predict())
    assert fitted.update(incidents).until == fitted.until
    # Nobody expects more of a week than all of them three times, had they come as fast in all of it.
    assert fitted.predict().expected.sum() < 3 * len(incidents) * max(168 / incidents.hours, 1)


@pytest.mark.parametrize(
    "period", ["day", "month", *(pytest.param(p, marks=pytest.mark.slow) for p in ("hour", "year"))]
)
@pytest.mark.parametrize("step", STEPS)
def test_periods_of_every_length_and_a_day_that_only_leap_years_have(step, period):
    days = {"hour": 3, "day": 40}.get(period, 500)
    times, zone = drawn(60, days=days, start="2024-02-29")
    incidents = records(times, zone, end=pd.Timestamp("2024-02-29") + pd.Timedelta(days=days))
    fitted = step(period=period).fit(incidents, SMALL)
    need_sense(fitted.predict(2), fitted.predict(2))


@pytest.mark.parametrize("step", STEPS)
def test_a_profile_of_the_week_where_the_clocks_change_and_where_no_hours_are_known(step):
    times, zone = drawn(150, days=35, start="2024-02-26")
    skipping = step(slots=168, timezone="America/Chicago", country="US")
    fitted = skipping.fit(records(times, zone), SMALL)
    need_sense(fitted.predict(), fitted.predict())
    assert fitted.predict().clock.sum(axis=0) == pytest.approx(np.ones(3))
    with pytest.raises(ParameterError, match=r"are recorded by day.*Use slots=1"):
        step(slots=168).fit(records(times.normalize(), zone, has_clock=False), SMALL)


def test_no_expert_that_expected_nothing_is_lost_for_good():
    early = records(*drawn(200), start=pd.Timestamp("2021-01-01"))
    fitted = OnlineMixture(members=tuple(MEMBERS)).fit(early, SMALL)
    need_sense(fitted.predict(), fitted.predict())


def test_a_burst_is_not_carried_on_beyond_itself():
    times, zone = drawn(600, days=400)
    burst = records([*times, *[times.max()] * 3000], [*zone, *[0] * 3000])
    for period in ("week", "month", "year"):
        assert PoissonGlm(period=period).fit(burst, SMALL).predict().expected.sum() < 10 * len(burst)

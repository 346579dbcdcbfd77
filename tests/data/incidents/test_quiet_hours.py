"""Times in UTC that nothing marks as such show by the hours in which the city is quiet."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import read_incidents

N = 1500
# Calls by hour of the local day, as many cities have them: least around 4 and 5.
SHAPE = np.array([40, 32, 25, 18, 12, 12, 16, 24, 34, 40, 43, 46, 50, 50, 52, 56, 58, 60, 58, 55, 52, 50, 48, 45])
CITIES = {
    "America/Chicago": (41.88, -87.63), "America/Los_Angeles": (34.05, -118.24), "America/New_York": (40.7, -74.0),
    "America/Denver": (39.74, -104.99), "Asia/Tokyo": (35.68, 139.69), "Australia/Sydney": (-33.87, 151.2),
    "America/Sao_Paulo": (-23.55, -46.63), "Asia/Kolkata": (19.08, 72.88), "America/Toronto": (43.65, -79.38),
    "Pacific/Auckland": (-36.85, 174.76), "America/Mexico_City": (20.67, -103.35),
}  # fmt: skip
EAST = {"Europe/London": (51.5, -0.12), "Europe/Berlin": (52.5, 13.4), "Africa/Lagos": (6.5, 3.4)}


def local(seed=0):
    rng = np.random.default_rng(seed)
    hour = rng.choice(24, N, p=SHAPE / SHAPE.sum())
    minutes = rng.integers(0, 364, N) * 1440 + hour * 60 + rng.integers(0, 60, N)
    return pd.DatetimeIndex(pd.Timestamp("2023-01-02") + pd.to_timedelta(minutes, unit="m"))


def warnings(folder, times, place, **options):
    lat, lon = place
    rows = pd.DataFrame({"when": times, "lat": lat + np.arange(N) / 1e5, "lon": lon, "offense": "THEFT"})
    rows.to_csv(folder / "rows.csv", index=False)
    incidents = read_incidents(folder / "rows.csv", mapping={"time": "when"}, **options)
    return incidents, [said for said in incidents.report.warnings if "quietest" in said]


def in_utc(times, zone):
    there = times.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return there.tz_convert("UTC").tz_localize(None)


@pytest.mark.parametrize("zone", list(CITIES))
def test_times_in_utc_are_told_and_mended(zone, tmp_path):
    truth = local()
    incidents, (said,) = warnings(tmp_path, in_utc(truth, zone), CITIES[zone])
    assert "'when'" in said
    assert "utc = true" in said
    mended, none = warnings(tmp_path, in_utc(truth, zone), CITIES[zone], utc=True, timezone=zone)
    assert not none
    assert len(mended) == len(incidents) == N


@pytest.mark.parametrize("zone", list(CITIES | EAST))
@pytest.mark.parametrize("seed", range(3))
def test_local_times_are_not_doubted(zone, seed, tmp_path):
    assert not warnings(tmp_path, local(seed), (CITIES | EAST)[zone])[1]


@pytest.mark.parametrize("shape", ["even", "daytime", "nightlife"])
@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo", "America/Los_Angeles"])
def test_other_rhythms_are_not_doubted(shape, zone, tmp_path):
    rng = np.random.default_rng(1)
    hours = {"even": range(24), "daytime": range(8, 19), "nightlife": (20, 21, 22, 23, 0, 1, 2, 3)}[shape]
    minutes = rng.integers(0, 364, N) * 1440 + rng.choice(list(hours), N) * 60 + rng.integers(0, 60, N)
    times = pd.Timestamp("2023-01-02") + pd.to_timedelta(minutes, unit="m")
    said = warnings(tmp_path, times, CITIES[zone])[1]
    assert not said or shape == "nightlife"

"""Counts and cities made for the tests of forecasters on counts."""

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Incidents
from beatwright.core.incident_arrays import IncidentArrays
from beatwright.forecast.series.count_series import CountSeries
from beatwright.testing import small_incidents, small_problem


@pytest.fixture(scope="session")
def city():
    """Return a city of 24 zones of one size."""
    return small_problem().city


@pytest.fixture(scope="session")
def series_of():
    """Return what makes a series."""
    return _series_of


@pytest.fixture(scope="session")
def incidents_of():
    """Return what makes incidents in the city."""
    return _incidents_of


@pytest.fixture(scope="session")
def until():
    """Return what cuts incidents off at a date."""
    return _until


def _series_of(counts, covered=None, days=7):
    """Return a series of these counts, shape (periods, zones), in weeks (or periods of so many days)."""
    counts = np.asarray(counts)
    period, zone = np.nonzero(counts)
    times = counts[period, zone]
    period, zone = np.repeat(period, times), np.repeat(zone, times)
    step = np.timedelta64(days, "D").astype("timedelta64[us]")
    nothing = np.zeros(len(zone))
    edges = np.datetime64("2020-01-01", "us") + np.arange(len(counts) + 1) * step
    return CountSeries(
        edges=edges,
        covered=np.ones(len(counts)) if covered is None else np.asarray(covered, dtype=float),
        period=period,
        incidents=IncidentArrays(edges[period] + step // 2, zone, nothing.astype(np.int8), nothing, nothing, True),
        zones=counts.shape[1],
        classes=1,
        hours=24.0 * days,
    )


def _incidents_of(weeks, zones_used=None, every=1):
    """Return incidents of so many weeks in the zones of the city: only every n-th, only in some zones."""
    incidents = small_incidents(weeks=weeks)
    frame = incidents.frame.iloc[::every]
    if zones_used is not None:
        frame = frame[frame["zone"].isin(zones_used)]
    return Incidents(frame, incidents.severity, incidents.zones, incidents.start, incidents.end)


def _until(incidents, end):
    """Return the incidents of before `end`, which is when their records end."""
    end = pd.Timestamp(end)
    frame = incidents.frame[incidents.frame["time"] < end]
    return Incidents(frame, incidents.severity, incidents.zones, incidents.start, end, gaps=incidents.gaps)

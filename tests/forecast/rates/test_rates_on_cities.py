"""The regression on records of two cities: St. Louis week by week, Portland under the rules of the challenge."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core.incident_arrays import IncidentArrays
from beatwright.forecast import EmpiricalBayes, PoissonGlm
from beatwright.forecast.series.count_series import CountSeries

FOOT = 0.3048
MILE = 5280.0


class SquareCells:
    """Square cells whose middles lie inside a boundary, from its lower left corner on."""

    def __init__(self, boundary, side):
        west, south, east, north = boundary.bounds
        self.corner, self.side = np.array([west, south]), side
        self.shape = (int(np.ceil((east - west) / side)), int(np.ceil((north - south) / side)))
        column, row = (at.ravel() for at in np.meshgrid(*map(np.arange, self.shape), indexing="ij"))
        middle = self.corner + (np.column_stack((column, row)) + 0.5) * side
        shapely.prepare(boundary)
        inside = shapely.contains_xy(boundary, middle)
        self.position = np.where(inside, np.cumsum(inside) - 1, -1)
        self.zone_xy, self.zones = middle[inside], pd.DataFrame({"area_km2": np.full(inside.sum(), 1.0)})

    def locate(self, xy):
        column, row = np.floor((xy - self.corner) / self.side).astype(int).T
        known = (column >= 0) & (row >= 0) & (column < self.shape[0]) & (row < self.shape[1])
        return np.where(known, self.position[np.where(known, column * self.shape[1] + row, 0)], -1)

    def in_metres(self, unit):
        """Return the cells with their middles and areas in metres, whatever unit they were made in."""
        self.zone_xy = self.zone_xy * unit
        self.zones["area_km2"] = (self.side * unit / 1000) ** 2
        return self


def series_between(times, zone, edges, hours, zones):
    order = np.argsort(times, kind="stable")
    times, zone = times[order], zone[order]
    inside = (times >= edges[0]) & (times < edges[-1]) & (zone >= 0)
    nothing = np.zeros(inside.sum())
    return CountSeries(
        edges=edges,
        covered=np.diff(edges) / np.timedelta64(1, "h") / hours,
        period=np.searchsorted(edges, times[inside], side="right") - 1,
        incidents=IncidentArrays(times[inside], zone[inside], nothing.astype(np.int8), nothing, nothing, True),
        zones=zones,
        classes=1,
        hours=hours,
    )


def hits(expected, counts, flagged):
    return counts[np.argsort(-expected, kind="stable")[:flagged]].sum()


@pytest.mark.data
@pytest.mark.slow
def test_st_louis_property_crime_week_by_week(data_folder):
    frame = pd.read_parquet(data_folder / "stlouis" / "incidents.parquet")
    kept = frame["flag_crime"] & (frame["count"] == 1) & frame["coord_ok"] & frame["ucr_group"].isin([5, 6, 7])
    frame = frame[kept & (frame["occurred"] >= "2015-01-01") & (frame["occurred"] < "2020-01-01")]
    places = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326).to_crs(26915)
    boundary = gpd.read_parquet(data_folder / "stlouis" / "city_boundary.parquet").to_crs(26915).union_all()
    cells = SquareCells(boundary, 250.0)
    zone = cells.locate(shapely.get_coordinates(places.to_numpy()))
    cells.in_metres(1.0)
    edges = np.datetime64("2020-01-01", "us") - np.arange(260, -1, -1) * np.timedelta64(7, "D")
    series = series_between(frame["occurred"].to_numpy().astype("datetime64[us]"), zone, edges, 168.0, len(cells.zones))
    gain, caught, flagged = 0.0, 0.0, int(0.05 * len(cells.zones))
    states = {one: one._learn(series.part(0, 208), cells) for one in (PoissonGlm(), EmpiricalBayes())}
    for period in range(208, 260):
        counts = series.counts[[period]].toarray().ravel()
        for sign, (one, state) in zip((1, -1), states.items(), strict=True):
            expected = one._expected(state, 1)
            gain += sign * float(counts @ np.log(expected) - expected.sum())
            caught += hits(expected, counts, flagged) if sign == 1 else 0.0
            states[one] = one._advance(state, series.part(period, period + 1))
    came = series.counts[208:].sum()
    assert gain / came > 0.015
    assert caught / came / (flagged / len(cells.zones)) > 4.5


@pytest.fixture(scope="module")
def portland(data_folder):
    frame = pd.read_csv(data_folder / "portland" / "incidents.csv", parse_dates=["occ_date"])
    return frame, gpd.read_parquet(data_folder / "portland" / "boundary.parquet").union_all()


# In cells of 250 feet a count of the same cell with a half-life of 730 days reaches 40.0 and, for burglary, 15.6: the
# regression does not. One incident more or less is .2 there, and .3 for burglary.
CHALLENGE = [
    ("theft of auto", 250, 0.25, 1, 38.9),
    ("theft of auto", 600, 0.75, 2, 15.4),
    ("burglary", 250, 0.25, 1, 12.0),
]


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "feet", "square_miles", "months", "floor"), CHALLENGE)
def test_portland_under_the_rules_of_the_challenge(portland, kind, feet, square_miles, months, floor):
    """Mean PAI of 22 monthly origins."""
    frame, boundary = portland
    frame, cells = frame[frame["kind"] == kind], SquareCells(boundary, float(feet))
    zone = cells.locate(frame[["x_ft", "y_ft"]].to_numpy(dtype=float))
    cells.in_metres(FOOT)
    times, flagged = frame["occ_date"].to_numpy().astype("datetime64[us]"), int(square_miles * MILE**2 // feet**2)
    found = []
    for origin in pd.date_range("2015-03-01", "2016-12-01", freq="MS"):
        edges = pd.date_range("2012-03-01", origin, freq="MS").to_numpy().astype("datetime64[us]")
        glm = PoissonGlm(period="month")
        state = glm._learn(series_between(times, zone, edges, 730.5, len(cells.zones)), cells)
        ahead = (times >= edges[-1]) & (times < np.datetime64(origin + pd.DateOffset(months=months), "us"))
        counts = np.bincount(zone[ahead & (zone >= 0)], minlength=len(cells.zones))
        share = flagged * feet**2 / MILE**2 / 147.7037
        found.append(hits(glm._expected(state, months), counts, flagged) / ahead.sum() / share)
    assert np.mean(found) > floor

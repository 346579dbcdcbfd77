"""Incidents have one order; demand conserves their calls; a report accounts for every row."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Demand, Incidents, ParameterError, ReadReport, Severity
from beatwright.core.incidents import COLUMNS

QUICK = settings(max_examples=50, deadline=None)
SIZES = {"rows": st.integers(1, 60), "seed": st.integers(0, 999)}


@QUICK
@given(**SIZES, shuffle=st.integers(0, 999))
def test_the_order_of_rows_does_not_matter(rows: int, seed: int, shuffle: int, made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(rows, seed)
    mixed = incidents.frame.sample(frac=1.0, random_state=shuffle)
    other = replace(incidents, frame=mixed)
    assert other == incidents
    assert other.frame["id"].tolist() == incidents.frame["id"].tolist()
    assert other.frame["time"].is_monotonic_increasing


@QUICK
@given(**SIZES)
def test_how_kinds_are_stored_does_not_matter(rows: int, seed: int, made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(rows, seed)
    backward = pd.CategoricalDtype(["zoo", "theft", "assault", "arson"])
    other = replace(incidents, frame=incidents.frame.assign(kind=incidents.frame["kind"].astype(str).astype(backward)))
    assert other == incidents


@QUICK
@given(**SIZES, slots=st.sampled_from([1, 168]))
def test_observed_demand_conserves_calls(rows: int, seed: int, slots: int, made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(rows, seed)
    demand = Demand.observed(incidents, slots=slots)
    placed = incidents.frame[incidents.frame["zone"] >= 0]
    assert demand.calls == pytest.approx(len(placed), abs=1e-9)
    assert demand.rate.shape == (1, incidents.zones, slots, 3)
    counts = placed.groupby(["zone", "severity"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=range(incidents.zones), columns=range(3), fill_value=0)
    np.testing.assert_allclose(demand.expected * demand.hours, counts, atol=1e-9)


@QUICK
@given(**SIZES)
def test_calls_are_in_their_hour_of_the_week(rows: int, seed: int, made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(rows, seed)
    demand = Demand.observed(incidents, slots=168)
    placed = incidents.frame[incidents.frame["zone"] >= 0]
    monday = pd.Timestamp("2024-01-01")
    hour = ((placed["time"] - monday) // pd.Timedelta(hours=1)) % 168
    expected = np.bincount(hour, minlength=168)
    np.testing.assert_allclose(demand.rate[0].sum(axis=(0, 2)) * demand.hours / 168, expected, atol=1e-9)


@QUICK
@given(**SIZES, day=st.integers(1, 39))
def test_splitting_parts_the_incidents(rows: int, seed: int, day: int, made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(rows, seed)
    date = pd.Timestamp("2024-01-01") + pd.Timedelta(days=day)
    if not (incidents.frame["time"] < date).any() or (incidents.frame["time"] < date).all():
        with pytest.raises(ParameterError, match="leaves one side empty"):
            incidents.split(date)
        return
    past, future = incidents.split(date)
    assert len(past) + len(future) == len(incidents)
    assert past.hours + future.hours == incidents.hours
    assert past.frame["time"].max() < date <= future.frame["time"].min()


def test_selecting_keeps_the_period(made: SimpleNamespace) -> None:
    incidents: Incidents = made.incidents(60, 1)
    thefts = incidents.select(kinds=["theft"], severity=["low", "high"], zones=[0, 1], hours=range(100))
    frame = incidents.frame
    keep = (
        (frame["kind"] == "theft")
        & frame["severity"].isin([0, 2])
        & frame["zone"].isin([0, 1])
        & (incidents.hour_of_week < 100)
    )
    assert thefts.frame["id"].tolist() == frame.loc[keep, "id"].tolist()
    assert thefts.hours == incidents.hours
    with pytest.raises(ParameterError, match="Did you mean 'high'"):
        incidents.select(severity=["hihg"])


def test_missing_columns_are_named(made: SimpleNamespace) -> None:
    frame = made.incidents(3, 1).frame
    with pytest.raises(ParameterError, match="Missing: kind, zone"):
        Incidents(frame.drop(columns=["kind", "zone"]), Severity.default(), 5)
    assert list(frame.columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "same", "ids must be unique"),
        ("time", pd.NaT, "must have a time"),
        ("x", np.inf, "must have x and y"),
        ("severity", 7, "Severity must be a position"),
        ("severity", 256, "Severity must be a position"),
        ("zone", 99, "Zone must be a position"),
    ],
)
def test_incidents_that_cannot_be_say_why(column: str, value: object, said: str, made: SimpleNamespace) -> None:
    frame = made.incidents(4, 1).frame.assign(**{column: value})
    with pytest.raises(ParameterError, match=said):
        Incidents(frame, Severity.default(), 5)


def test_times_with_a_zone_are_a_clear_error(made: SimpleNamespace) -> None:
    incidents = made.incidents(4, 1)
    with pytest.raises(ParameterError, match="local wall time"):
        replace(incidents, frame=incidents.frame.assign(time=incidents.frame["time"].dt.tz_localize("UTC")))
    with pytest.raises(ParameterError, match="local wall time"):
        replace(incidents, frame=incidents.frame.assign(time="2024-01-01"))


def test_hours_of_incidents_recorded_by_month_are_refused(made: SimpleNamespace) -> None:
    with pytest.raises(ParameterError, match="no hour of the week"):
        Demand.observed(replace(made.incidents(4, 1), precision="month"), slots=168)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate": np.zeros((2, 2))}, "must be an array"),
        ({"rate": np.full((1, 2, 1, 1), -1.0)}, "at least 0"),
        ({"rate": np.full((1, 2, 1, 1), np.nan)}, "finite"),
        ({"rate": np.zeros((1, 2, 24, 1))}, "one slot or 168"),
        ({"rate": np.zeros((1, 2, 1, 3))}, "3 severity classes but 1 names"),
        ({"weight": [1.0, 2.0]}, "must be 1 values"),
        ({"weight": [0.0]}, "not all 0"),
        ({"hours": 0.0}, "must be a number in"),
    ],
)
def test_demand_that_cannot_be_says_why(change: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Demand(**{"rate": np.ones((1, 2, 1, 1)), "severity": ("any",), **change})


def test_demand_cannot_be_changed() -> None:
    given = np.ones((1, 2, 1, 1))
    demand = Demand(given, severity=("any",))
    given[:] = 5
    assert demand.rate.max() == 1
    with pytest.raises(ValueError, match="read-only"):
        demand.rate[:] = 3


def test_a_report_accounts_for_every_row() -> None:
    two = pd.DataFrame({"row": [1, 2]})
    ReadReport("f.csv", 10, 8, {"no place": 1, "no time": 1}, two)
    for read, kept, reasons, dropped in [
        (10, 9, {"no place": 2}, two),
        (10, 8, {"no place": 1}, two),
        (10, 8, {"no place": 2}, two.iloc[:1]),
        (10, 8, {}, two),
    ]:
        with pytest.raises(ParameterError, match="account for every row"):
            ReadReport("f.csv", read, kept, reasons, dropped)
    text = ReadReport("f.csv", 0, 0, warnings=("heap at noon",)).text
    assert "0 rows read" in text
    assert "heap at noon" in text


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2023-01-02", "2024-01-01", "2023-01-02 to 2023-12-31"),  # the end is not part of the period
        ("2023-01-02", "2023-01-03", "2023-01-02 to 2023-01-02"),
        ("2024-02-01", "2024-03-01", "2024-02-01 to 2024-02-29"),
        ("2023-01-02", "2023-03-01 06:00", "2023-01-02 to 2023-03-01"),
        ("2023-01-02", "2023-03-01 00:00:01", "2023-01-02 to 2023-03-01"),
    ],
)
def test_the_period_names_its_last_day(start: str, end: str, said: str, made: SimpleNamespace) -> None:
    frame = made.incidents(5, 1).frame.assign(time=pd.Timestamp(start))
    incidents = Incidents(frame, Severity.default(), 5, start=pd.Timestamp(start), end=pd.Timestamp(end))
    assert incidents.period == said
    assert Demand.observed(incidents).source == f"recorded {said}"
    assert repr(incidents) == f"Incidents(5 from {said})"

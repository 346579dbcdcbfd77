"""Columns of a dispatch system are recognised, kept with the incidents, and told as medians."""

import numpy as np
import pandas as pd
import pytest

from beatwright.core.incidents import STAGES
from beatwright.data import check_incidents, read_incidents
from beatwright.data.incidents.times.dispatch_stages import HEADINGS

MINUTES = {"received": 0, "dispatched": 3, "enroute": 4, "on_scene": 11, "cleared": 40}


def calls(headings, form="%Y-%m-%d %H:%M:%S", n=50):
    rng = np.random.default_rng(3)
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.sort(rng.choice(300 * 1440, n, replace=False)), unit="min")
    table = pd.DataFrame({"Call No": np.arange(n), "Call Date": start.strftime("%Y-%m-%d %H:%M"), "Nature": "ALARM"})
    for stage, heading in headings.items():
        table[heading] = (start + pd.Timedelta(minutes=MINUTES[stage])).strftime(form)
    return start, table.assign(lon=-90.2 + rng.normal(0, 0.01, n), lat=38.6 + rng.normal(0, 0.01, n))


def test_the_stages_have_one_list_of_names():
    assert tuple(HEADINGS) == STAGES


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%H:%M:%S", "%H:%M"])
@pytest.mark.parametrize(
    "headings",
    [
        ("Received", "Dispatched", "En Route", "On Scene", "Cleared"),
        ("TimeCreate", "TimeDispatch", "TimeEnroute", "TimeArrive", "TimeClosed"),
        ("Call Received Time", "Dispatch Time", "Enroute Time", "Arrival Time", "Clear Time"),
        ("PhonePickup", "First Dispatched", "First Enroute", "First Arrived", "Last Unit Cleared"),
        ("Received DateTime", "Dispatched DateTime", "EnRoute DateTime", "OnScene DateTime", "Cleared DateTime"),
    ],
)
def test_stages_are_kept(tmp_path, headings, form):
    start, table = calls(dict(zip(STAGES, headings, strict=True)), form)
    table.to_csv(tmp_path / "calls.csv", index=False)
    incidents = read_incidents(tmp_path / "calls.csv", mapping={"time": "Call Date"})
    assert len(incidents) == len(table)
    for stage, minutes in MINUTES.items():
        expected = start + pd.Timedelta(minutes=minutes)
        assert (incidents.frame[stage] == expected).all()
    fact = incidents.report.facts["stages of calls"]
    assert "received to dispatched 3.0 min, dispatched to en route 1.0 min, en route to on scene 7.0 min" in fact
    assert "on scene to cleared 29.0 min (medians of 50 calls)" in fact
    early, late = incidents.split("2023-06-01")
    assert "on_scene" in early.frame
    assert "on_scene" in late.frame


def test_some_stages_and_some_rows_are_missing(tmp_path):
    start, table = calls({"dispatched": "Dispatch Time", "on_scene": "Arrived"})
    table.loc[::5, "Arrived"] = ""
    table.loc[3, "Arrived"] = (start[3] - pd.Timedelta(days=3)).strftime("%Y-%m-%d %H:%M:%S")
    table.to_csv(tmp_path / "calls.csv", index=False)
    report = check_incidents(tmp_path / "calls.csv")
    assert report.facts["stages of calls"] == (
        "dispatched to on scene 8.0 min (medians of 39 calls); 1 stages before the one before them, or over a day "
        "after, do not count"
    )


def test_a_file_of_records_has_no_stages(tmp_path):
    _, table = calls({"received": "Received"})
    table.to_csv(tmp_path / "calls.csv", index=False)
    incidents = read_incidents(tmp_path / "calls.csv")
    assert "stages of calls" not in incidents.report.facts
    assert "received" not in incidents.frame

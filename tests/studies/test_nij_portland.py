"""The crime forecasting challenge: its grid and its scores by hand, and the floor in Portland to the digit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.base.progress import Clock, Silent
from beatwright.forecast import EmpiricalBayes, HistoricalMean
from beatwright.studies.nij_portland import CHALLENGES, Challenge, Dates, reproduce_nij_portland
from beatwright.studies.nij_portland.challenge_grid import challenge_grid
from beatwright.studies.nij_portland.decayed_count import DecayedCount, decayed_scores
from beatwright.studies.nij_portland.entries import Entries
from beatwright.studies.nij_portland.place import Place, portland
from beatwright.studies.nij_portland.published import METRES_PER_FOOT, SQUARE_MILE
from beatwright.studies.nij_portland.study import examine

# Mean PAI and PEI of the 22 months from March 2015, by side of the cell in feet.
FLOOR = {
    (1, 0.25): {250: (39.98, 0.108), 350: (32.68, 0.158), 450: (29.00, 0.214), 600: (27.01, 0.285)},
    (2, 0.25): {250: (40.32, 0.198), 350: (32.10, 0.254), 450: (28.46, 0.297), 600: (26.26, 0.369)},
    (2, 0.75): {350: (18.73, 0.185), 450: (15.70, 0.230), 600: (15.05, 0.314)},
}
SIDE = 600 * METRES_PER_FOOT


@pytest.fixture(scope="module")
def bureau(data_folder: Path) -> Place:
    found = portland(data_folder)
    if found is None:
        pytest.skip("the files of Portland are absent")
    return found


@pytest.mark.data
@pytest.mark.parametrize("feet", [250, 350, 450, 600])
def test_the_floor_in_portland_is_as_it_was_measured(bureau: Place, feet: int) -> None:
    grid = challenge_grid(bureau.boundary, feet)
    assert grid.area / SQUARE_MILE == pytest.approx(147.7037, abs=5e-5)
    records = bureau.of_kind("theft of auto")
    for (months, miles), by_feet in FLOOR.items():
        if feet in by_feet:
            challenge = Challenge("theft of auto", feet, miles, "month", months)
            scores = decayed_scores(DecayedCount(), challenge, records, grid)
            assert (round(scores["pai"].mean(), 2), round(scores["pei"].mean(), 3)) == by_feet[feet]


@pytest.mark.data
def test_a_forecaster_is_scored_by_the_rules_too(bureau: Place) -> None:
    """A raw mean of equal exposure ranks as a count that never forgets does; ties apart."""
    challenge = Challenge("theft of auto", 600, 0.75, "month", 2)
    found = examine(bureau, [challenge], Clock(Silent()), entries=Entries([HistoricalMean(period="month")]))
    table = found.tables[challenge]
    records, grid = bureau.of_kind("theft of auto"), challenge_grid(bureau.boundary, 600)
    endless = decayed_scores(DecayedCount(half_life=1e9), challenge, records, grid)
    assert table.loc["HistoricalMean", "PAI"] == pytest.approx(endless["pai"].mean(), rel=0.02)
    assert table.loc["HistoricalMean", "PEI"] == pytest.approx(endless["pei"].mean(), rel=0.02)


def strip() -> Place:
    """Return five cells in a row: 40 months of one theft a month in the first, and every other month in the last."""
    months = [pd.Timestamp("2012-01-15") + pd.DateOffset(months=k) for k in range(40)]
    often = pd.DataFrame({"time": months, "x": 10.0, "y": 10.0})
    rare = pd.DataFrame({"time": months[::2], "x": 4.5 * SIDE, "y": 10.0})
    outside = pd.DataFrame({"time": [months[-1] + pd.Timedelta(days=1)], "x": -50.0, "y": 10.0})
    records = pd.concat([often, rare, outside]).assign(kind="theft of auto")
    records = records.sort_values("time", ignore_index=True).astype({"time": "datetime64[us]"})
    return Place("strip", shapely.box(0, 0, 5 * SIDE, SIDE), records, "EPSG:2838")


def test_scores_by_hand() -> None:
    place = strip()
    grid = challenge_grid(place.boundary, 600)
    assert grid.cells == 5
    one_cell = SIDE**2 / SQUARE_MILE
    challenge = Challenge("theft of auto", 600, one_cell * 1.5)
    scores = decayed_scores(DecayedCount(), challenge, place.records, grid, first="2015-03-01", count=2)
    # March 2015: one in the first, one in the last; April: one in the first, one outside.
    assert scores["pai"].tolist() == pytest.approx([0.5 / 0.2, 0.5 / 0.2])
    assert scores["pei"].tolist() == [1.0, 1.0]


def test_a_recent_theft_weighs_more_than_old_ones() -> None:
    grid = challenge_grid(shapely.box(0, 0, 2 * SIDE, SIDE), 600)
    cell, days = np.array([0, 0, 0, 1]), np.array([1460.0, 1460.0, 1460.0, 0.0])
    assert DecayedCount().density(cell, days, grid).tolist() == [0.75, 1.0]
    smoothed = DecayedCount(neighbours=True).density(np.array([0, -1]), np.zeros(2), grid)
    assert smoothed[0] > 0.5 > smoothed[1] > 0


def test_the_forecasters_of_the_strip_are_judged() -> None:
    challenge = Challenge("theft of auto", 600, SIDE**2 / SQUARE_MILE * 1.5)
    # February 2015: one in the first cell; March: one in the first, one in the last.
    dates = Dates("2015-02-01", 2)
    found = examine(
        strip(), [challenge], Clock(Silent()), entries=Entries([EmpiricalBayes(period="month")]), dates=dates
    )
    table = found.tables[challenge]
    assert table["PAI"].tolist() == pytest.approx([3.75, 3.75, 3.75])
    assert table["PEI"].tolist() == [1.0, 1.0, 1.0]
    assert "2 months from 2015-02-01" in found.text


def test_months_of_the_challenge_itself_are_judged_where_the_records_reach() -> None:
    place = strip()
    late = place.records.assign(time=place.records["time"] + (pd.Timestamp("2017-04-17") - place.end))
    challenge = Challenge("theft of auto", 600, SIDE**2 / SQUARE_MILE * 1.5)
    longer = replace(challenge, number=2)
    moved = replace(place, records=late.astype({"time": "datetime64[us]"}))
    mean = HistoricalMean(period="month")
    found = examine(moved, [challenge, longer], Clock(Silent()), entries=Entries([mean]), dates=Dates("2016-12-01", 1))
    assert list(found.own) == [challenge]
    assert "from 2017-03-01 on" in found.text
    assert found.to_dict()["own_months"][0]["horizon"] == "1 month"


def test_every_entry_keeps_the_rules() -> None:
    for challenge in CHALLENGES:
        assert 62_500 <= challenge.feet**2 <= 360_000
        assert 0.25 <= challenge.square_miles <= 0.75


def test_a_generated_city_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEATWRIGHT_DATA", raising=False)
    chosen = [Challenge("burglary", 600, 0.25, "month", 3)]
    found = reproduce_nij_portland(
        tmp_path / "out",
        challenges=chosen,
        forecasters=[HistoricalMean(period="month")],
        dates=Dates("2016-09-01", 3),
    )
    assert "Portland was left out" in found.text
    assert "<svg" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert [kept.name for kept in tmp_path.iterdir()] == ["out"]  # what was kept to go on from is gone
    figures = json.loads((tmp_path / "out" / "reproduce.json").read_text(encoding="utf-8"))
    assert len(figures["challenges"][0]["scores"]) == 4


def test_a_folder_of_that_name_keeps_what_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEATWRIGHT_DATA", raising=False)
    theirs = {
        "notes.txt": "mine",
        "a.json": '{"digest": "x", "scores": "[]"}',
        "b.json": "[]",
        "c.json": "{",
        "d.csv": "",
    }
    folder = tmp_path / "out.scores"
    (folder / "deeper.json").mkdir(parents=True)
    for name, text in theirs.items():
        (folder / name).write_text(text, encoding="utf-8")
    reproduce_nij_portland(
        tmp_path / "out",
        challenges=[Challenge("burglary", 600, 0.25, "month", 3)],
        forecasters=[HistoricalMean(period="month")],
        dates=Dates("2016-09-01", 3),
    )
    assert {path.name for path in folder.iterdir()} == {*theirs, "deeper.json"}
    assert {name: (folder / name).read_text(encoding="utf-8") for name in theirs} == theirs


def test_files_of_another_form_are_an_error(tmp_path: Path) -> None:
    assert portland(tmp_path) is None
    (tmp_path / "incidents.csv").write_text("day,x\n", encoding="utf-8")
    (tmp_path / "boundary.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="occ_date, x_ft, y_ft, kind"):
        portland(tmp_path)

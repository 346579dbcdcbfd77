"""The backtest: what forecasters are given, what they score, and how it goes on after a stop."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self

import geopandas as gpd
import joblib
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.core import City, Incidents, Step
from beatwright.forecast import (
    EmpiricalBayes,
    FlaggedArea,
    HistoricalMean,
    RollingOrigins,
    backtest,
    compare_cells,
    crps,
    flag_zones,
    log_score,
    pai,
    pei,
    rri,
)
from beatwright.forecast.rolling.paired_error import mean_and_error, ratio_and_error
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city
RECORDS = small_incidents(weeks=30)
MEAN = HistoricalMean()


@dataclass(frozen=True)
class Spy(Step):
    """Foresees as `HistoricalMean` does, and notes what it is given."""

    option: int = 0
    inner: Any = None
    seen: ClassVar[list[tuple[str, Incidents]]] = []

    @property
    def label(self) -> str:
        return f"Spy({self.option})"

    def __repr__(self) -> str:
        return self.label

    def fit(self, incidents: Incidents, city: City) -> Self:
        self.seen.append(("fit", incidents))
        return replace(self, inner=MEAN.fit(incidents, city))

    def update(self, incidents: Incidents) -> Self:
        self.seen.append(("update", incidents))
        return replace(self, inner=self.inner.update(incidents))

    def predict(self, periods: int | None = None, *, weeks: int | None = None) -> Any:
        return self.inner.predict(periods, weeks=weeks)


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    Spy.seen.clear()


def run(forecasters: Any = (), **options: Any) -> Any:
    return backtest(forecasters, RECORDS, CITY, **{"baselines": (MEAN,), "origins": 6, **options})


def same_scores(one: Any, other: Any) -> bool:
    left, right = (found.to_frame().drop(columns="cpu_seconds") for found in (one, other))
    pd.testing.assert_frame_equal(left, right)
    return True


def test_a_forecaster_is_given_what_was_known_and_no_other() -> None:
    run((Spy(),), origins=RollingOrigins(6, refit_every=4))
    assert [what for what, _ in Spy.seen] == ["fit", "update", "update", "update", "fit", "update"]
    ends = [given.end for _, given in Spy.seen]
    assert ends == [RECORDS.end - pd.Timedelta(weeks=6 - k) for k in range(6)]
    for _, given in Spy.seen:
        assert given.frame["time"].max() < given.end
    whole = RECORDS.frame[RECORDS.frame["time"] < ends[4]]
    assert Spy.seen[4][1].frame["id"].tolist() == whole["id"].tolist()


def test_records_come_late_by_the_lag() -> None:
    run((Spy(),), origins=RollingOrigins(3, lag_days=10))
    assert [given.end for _, given in Spy.seen] == [RECORDS.end - pd.Timedelta(days=7 * k + 10) for k in (3, 2, 1)]


def test_records_made_later_are_not_known() -> None:
    late = RECORDS.frame["id"].iloc[:40]
    recorded = pd.Series(RECORDS.end, index=late)
    run((Spy(),), origins=RollingOrigins(2, recorded=recorded))
    assert not set(late) & set(Spy.seen[0][1].frame["id"])
    assert len(Spy.seen[0][1]) == (RECORDS.frame["time"] < Spy.seen[0][1].end).sum() - 40


def test_a_step_that_is_no_whole_number_of_periods_is_fitted_anew() -> None:
    found = run((Spy(),), origins=RollingOrigins(3, period="month"))
    assert [what for what, _ in Spy.seen] == ["fit"] * 3
    hours = (found.to_frame()["end"] - found.to_frame()["origin"]).iloc[:3] / pd.Timedelta(hours=168)
    expected = found.scores("Spy(0)", "expected")
    per_week = [len(given.frame) / (given.hours / 168) for _, given in Spy.seen]
    assert expected == pytest.approx(np.array(per_week) * hours.to_numpy())


def test_scores_are_those_of_the_functions() -> None:
    origins = RollingOrigins(2, periods=2)
    found = run((EmpiricalBayes(),), origins=origins, flagged=(0.25, FlaggedArea(1.0)), seed=3)
    start = RECORDS.end - pd.Timedelta(weeks=2)
    past, future = RECORDS.split(start)
    forecast = EmpiricalBayes().fit(past, CITY).predict(2).totals
    raw = MEAN.fit(past, CITY).predict(2).totals.expected
    came = np.bincount(future.frame["zone"], minlength=24)
    row = found.to_frame().set_index(["forecaster", "origin"]).loc[("EmpiricalBayes", start)]
    # Fitted a week before, and updated since.
    assert row["expected"] == pytest.approx(forecast.expected.sum(), rel=0.02)
    early, _ = RECORDS.split(start - pd.Timedelta(weeks=1))
    forecast = EmpiricalBayes().fit(early, CITY).update(past).predict(2).totals
    flags = flag_zones(forecast.expected, 0.25, share=0.25)
    assert row["PAI at 25 %"] == pytest.approx(pai(flags, came, 0.25))
    assert row["PEI at 25 %"] == pytest.approx(pei(flags, came, 0.25))
    assert row["RRI at 25 %"] == pytest.approx(rri(flags, forecast.expected, came))
    assert row["PAI at 1 km2"] == pytest.approx(pai(flag_zones(forecast.expected, 0.25, flagged_area=1.0), came, 0.25))
    assert row["crps"] == pytest.approx(crps(came, forecast.expected, forecast.variance).mean())
    assert row["events"] == came.sum()
    raw = MEAN.fit(early, CITY).update(past).predict(2).totals.expected
    nats = found.scores("EmpiricalBayes", "log_likelihood") - found.scores("HistoricalMean", "log_likelihood")
    assert nats[1] / came.sum() == pytest.approx(log_score(came, forecast.expected, raw))


def test_the_table_holds_means_and_paired_errors() -> None:
    found = run((EmpiricalBayes(),), origins=8)
    table = found.table.frame
    assert list(table.index) == ["EmpiricalBayes", "HistoricalMean"]
    difference = found.scores("EmpiricalBayes", "PAI at 10 %") - found.scores("HistoricalMean", "PAI at 10 %")
    error = difference.std(ddof=1) / math.sqrt(8)
    assert table.loc["EmpiricalBayes", "PAI at 10 %, se to HistoricalMean"] == pytest.approx(error)
    assert table.loc["HistoricalMean", "nats per event over HistoricalMean"] == 0
    assert table.loc["EmpiricalBayes", "CPU time"] == pytest.approx(found.scores("EmpiricalBayes", "cpu_seconds").sum())


def test_calibration_adds_up() -> None:
    found = run((EmpiricalBayes(),))
    tenths, sides = found.calibration("EmpiricalBayes"), found.calibration("EmpiricalBayes", CITY.zones["parent"])
    assert tenths["zones"].sum() == sides["zones"].sum() * 6 == 24 * 6
    for column in ("expected", "came"):
        assert tenths[column].sum() == pytest.approx(sides[column].sum())
    assert tenths["came"].sum() == found.scores("EmpiricalBayes", "events").sum()


def test_a_date_without_incidents_has_no_pai_and_is_left_out_of_the_mean() -> None:
    quiet = RECORDS.frame["time"] < RECORDS.end - pd.Timedelta(weeks=1)
    found = backtest([], replace(RECORDS, frame=RECORDS.frame[quiet]), CITY, origins=3, baselines=(MEAN,))
    values = found.scores("HistoricalMean", "PAI at 10 %")
    assert np.isnan(values).tolist() == [False, False, True]
    assert found.table["PAI at 10 %"].values[0] == pytest.approx(values[:2].mean())
    assert found.scores("HistoricalMean", "events")[2] == 0


def test_the_answer_is_the_same_on_any_number_of_jobs() -> None:
    origins = RollingOrigins(6, refit_every=2)
    alone = run((EmpiricalBayes(),), origins=origins)
    with joblib.parallel_config(backend="threading"):
        assert same_scores(alone, run((EmpiricalBayes(),), origins=origins, jobs=3))
    assert same_scores(alone, run((EmpiricalBayes(),), origins=origins))


@pytest.mark.slow
def test_the_answer_is_the_same_in_processes() -> None:
    assert same_scores(run((EmpiricalBayes(),)), run((EmpiricalBayes(),), jobs=2))


def test_an_interrupted_backtest_goes_on_where_it_stopped(tmp_path: Path) -> None:
    origins = RollingOrigins(6, refit_every=2)
    whole = run((Spy(),), origins=origins)
    Spy.seen.clear()

    def stop(done: int, total: int, text: str) -> None:
        assert (total, text) == (6, "backtest: Spy(0)")
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run((Spy(),), origins=origins, keep=tmp_path, progress=stop)
    assert len(Spy.seen) in (4, 6)
    Spy.seen.clear()
    assert same_scores(whole, run((Spy(),), origins=origins, keep=tmp_path))
    assert len(Spy.seen) in (0, 2)
    Spy.seen.clear()
    again = run((Spy(),), origins=origins, keep=tmp_path)
    assert Spy.seen == []
    assert same_scores(whole, again)
    assert (again.scores("Spy(0)", "cpu_seconds") > 0).all()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"digest": "0", "scores": "{}"}', b"\xff\xfe", b"[]"])
def test_a_damaged_file_is_done_again(tmp_path: Path, damage: bytes) -> None:
    whole = run((Spy(),), keep=tmp_path)
    for path in tmp_path.glob("*.json"):
        path.write_bytes(damage)
    Spy.seen.clear()
    assert same_scores(whole, run((Spy(),), keep=tmp_path))
    assert len(Spy.seen) == 6
    Spy.seen.clear()
    run((Spy(),), keep=tmp_path)
    assert Spy.seen == []


def test_other_settings_are_not_taken_from_the_folder(tmp_path: Path) -> None:
    run((Spy(),), keep=tmp_path)
    others: list[dict[str, Any]] = [
        {"seed": 1},
        {"flagged": (0.2,)},
        {"origins": 5},
        {"origins": RollingOrigins(6, lag_days=1)},
    ]
    for other in others:
        Spy.seen.clear()
        run((Spy(),), keep=tmp_path, **other)
        assert Spy.seen
    Spy.seen.clear()
    run((Spy(1),), keep=tmp_path)
    assert Spy.seen


def test_stretches_that_touch_a_gap_are_left_out() -> None:
    gap = (RECORDS.end - pd.Timedelta(days=17), RECORDS.end - pd.Timedelta(days=15))
    inside = (RECORDS.frame["time"] >= gap[0]) & (RECORDS.frame["time"] < gap[1])
    gappy = replace(RECORDS, frame=RECORDS.frame[~inside], gaps=(gap,))
    found = backtest([Spy()], gappy, CITY, origins=4, baselines=(MEAN,))
    days = [(RECORDS.end - origin).days for origin in found.to_frame()["origin"].iloc[:3]]
    assert days == [28, 14, 7]
    assert Spy.seen[1][1].gaps == (gap,)
    with pytest.raises(ParameterError, match="Every one of the 1 stretches"):
        RollingOrigins(1, first=str(gap[0])).of(gappy)


def test_one_forecaster_and_one_area_need_no_list() -> None:
    alone = run(EmpiricalBayes(), flagged=0.05, baselines=MEAN)
    listed = run((EmpiricalBayes(),), flagged=(0.05,), baselines=(MEAN,))
    assert same_scores(alone, listed)


def test_ties_are_broken_alike_for_all_forecasters_and_otherwise_by_another_seed() -> None:
    found = run((Spy(), Spy(1)), flagged=(0.05, 0.1))
    np.testing.assert_array_equal(found.scores("Spy(0)", "PAI at 5 %"), found.scores("Spy(1)", "PAI at 5 %"))


def test_faults_are_told_before_anything_is_fitted() -> None:
    with pytest.raises(ParameterError, match=r"(?s)24 zones.*has 1.*'flagged'"):
        backtest((Spy(),), RECORDS, one_zone(), flagged=(2.0,), origins=2)
    with pytest.raises(ParameterError, match="Two forecasters"):
        run((Spy(0, inner=1), Spy(0, inner=2)))
    with pytest.raises(ParameterError, match="fit, update and predict"):
        run((object(),))
    with pytest.raises(ParameterError, match=r"fit, update and predict. Got <class"):
        run((HistoricalMean,))
    with pytest.raises(ParameterError, match=r"(?s)'flagged'.*'jobs'.*processes.*Got 0.*'seed'"):
        run((Spy(),), jobs=0, flagged=-1, seed=-1)
    with pytest.raises(ParameterError, match=r"'jobs'.*Got '2'"):
        run((Spy(),), jobs="2")
    with pytest.raises(ParameterError, match=r"'count'.*Got 'ten'"):
        run((Spy(),), origins="ten")
    with pytest.raises(ParameterError, match="baselines"):
        run(baselines=())
    with pytest.raises(ParameterError, match="No record is known on the first date"):
        run((Spy(),), origins=200)
    with pytest.raises(ParameterError, match="records end on"):
        run((Spy(),), origins=RollingOrigins(2, first=str(RECORDS.end.date())))
    with pytest.raises(ParameterError, match=r"(?s)'count'.*'period'.*'first'"):
        RollingOrigins(0, period="fortnight", first="soon")
    with pytest.raises(ParameterError, match="no score 'PAI'"):
        run().scores("HistoricalMean", "PAI")
    assert Spy.seen == []


def one_zone() -> City:
    zones = gpd.GeoDataFrame(index=["all"], geometry=[CITY.boundary], crs=CITY.crs)
    return replace(CITY, zones=zones, travel=None, parents=None)  # type: ignore[arg-type]


def test_the_log_score_of_densities_does_not_see_an_arbitrary_cut() -> None:
    """Half of every zone without an incident of its own halves the area: ln 2 nats; an even cut changes nothing."""
    frame = RECORDS.frame.assign(x=RECORDS.frame["x"] // 500 * 500 + 125.0)
    records = replace(RECORDS, frame=frame)
    table = compare_cells(MEAN, records, {"whole": CITY, "halves": halves(), "one": one_zone()}, origins=4)
    assert table["zones"].values == (24, 48, 1)
    assert table["nats per event over the first"].values[1] == pytest.approx(math.log(2))
    assert table["nats per event over an even spread"].values[2] == pytest.approx(0.0)
    whole, half = table["nats per event over an even spread"].values[:2]
    assert half - whole == pytest.approx(math.log(2))


def halves() -> City:
    boxes = [shapely.box(x, y, x + 250, y + 500) for y in range(0, 2000, 500) for x in range(0, 3000, 250)]
    zones = gpd.GeoDataFrame(index=[f"h{k}" for k in range(48)], geometry=boxes, crs=CITY.crs)
    return replace(CITY, zones=zones, travel=None, parents=None)  # type: ignore[arg-type]


def test_cells_need_an_area() -> None:
    zones = CITY.zones.set_geometry(CITY.zones.centroid).drop(columns="area_km2")
    points = replace(CITY, zones=zones, travel=None)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="have no area"):
        compare_cells(MEAN, RECORDS, {"points": points})
    with pytest.raises(ParameterError, match="at least one city"):
        compare_cells(MEAN, RECORDS, {})


def test_paired_errors() -> None:
    differences = np.array([1.0, 2.0, 4.0, math.nan])
    assert mean_and_error(differences) == pytest.approx((7 / 3, np.std([1, 2, 4], ddof=1) / math.sqrt(3)))
    # Every value twice in a row is worth half as many: the overlap tells.
    rng = np.random.default_rng(0)
    values = np.repeat(rng.normal(size=400), 2)
    assert mean_and_error(values, overlap=1)[1] / mean_and_error(values)[1] == pytest.approx(math.sqrt(1.5), rel=0.05)
    events = np.array([10.0, 20.0, 30.0])
    ratio, error = ratio_and_error(np.array([1.0, 2.0, 6.0]), events)
    left = np.array([1.0, 2.0, 6.0]) - 0.15 * events
    assert (ratio, error) == pytest.approx((0.15, math.sqrt((left @ left) * 1.5) / 60))
    assert math.isnan(ratio_and_error(np.zeros(2), np.zeros(2))[0])
    assert math.isnan(mean_and_error(np.array([math.nan]))[0])
    minus_infinity, unsure = ratio_and_error(np.array([-math.inf, 1.0]), np.ones(2))
    assert minus_infinity == -math.inf
    assert math.isnan(unsure)

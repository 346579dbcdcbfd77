"""The yearly demand is right whatever stray dates and holes a file has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core.demand import Demand
from beatwright.core.incidents import Incidents
from beatwright.core.severity import Severity
from beatwright.data.incidents.dates.date_steps import later
from beatwright.data.incidents.incident_source import IncidentSource, check_incidents
from beatwright.data.incidents.times.dense_period import dense_period
from beatwright.data.incidents.times.period_report import OUTSIDE, chart
from beatwright.planning.officers.bootstrap_weeks import bootstrap_weeks

Times = pd.DatetimeIndex


def _even(begin: str, end: str, rows: int) -> Times:
    """Return times spread evenly over a period."""
    return pd.date_range(begin, end, periods=rows + 1, inclusive="left").floor("min")


def _stray(begin: int, rows: int) -> Times:
    return pd.DatetimeIndex([f"{begin + i % 40}-0{1 + i % 9}-1{i % 10} 08:30" for i in range(rows)])


def _write(path: Path, times: Times) -> Path:
    rng = np.random.default_rng(0)
    lat, lon = 38.63 + rng.normal(0, 0.01, len(times)), -90.2 + rng.normal(0, 0.01, len(times))
    table = pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M"), "kind": "ROBBERY", "lat": lat, "lon": lon})
    table.to_csv(path, index=False)
    return path


def _per_year(incidents: Incidents) -> float:
    return len(incidents) / incidents.hours * 8766


def _growth() -> Times:
    """Return eight years, each with twice the rows of the one before: 16 to 2,048."""
    parts = [_even(f"{2015 + i}-01-01", f"{2016 + i}-01-01", 16 * 2**i) for i in range(8)]
    return parts[0].append(parts[1:])


_BODY = _even("2020-01-01", "2024-01-01", 4000)
_HOLE = _even("2018-01-01", "2020-01-01", 2000).append(_even("2021-01-01", "2023-01-01", 2000))
_LATE = _even("2018-01-01", "2019-01-01", 4).append([_even("2019-01-01", "2020-01-01", 30), _BODY])

# Name -> times, rows kept, rows in a year.
_CASES: dict[str, tuple[Callable[[], Times], int, float]] = {
    "clean": (lambda: _BODY, 4000, 1000),
    "stray rows at the head": (lambda: _stray(1966, 90).append(_BODY), 4000, 1000),
    "one row in 1900": (lambda: pd.DatetimeIndex(["1900-01-01"]).append(_BODY), 4000, 1000),
    "future dates": (lambda: _BODY.append(pd.DatetimeIndex(["2031-05-05 10:00", "2099-12-31 23:59"])), 4000, 1000),
    "both ends": (lambda: _stray(1970, 60).append([_BODY, _stray(2030, 50)]), 4000, 1000),
    "late reports": (lambda: _LATE, 4000, 1000),
    "a missing year": (lambda: _HOLE, 4000, 1000),
    "a missing year with a row in it": (lambda: _HOLE.append(pd.DatetimeIndex(["2020-06-06 06:06"])), 4000, 1000),
    "a missing June in one year": (
        lambda: _even("2023-01-01", "2023-06-01", 1510).append(_even("2023-07-01", "2024-01-01", 1840)),
        3350,
        3652.5,
    ),
    "real growth": (_growth, 16 * 255, 16 * 255 / 8),
    "ten rows in ten years": (lambda: _even("2014-01-01", "2024-01-01", 10), 10, 1.1),
    "one month": (lambda: _even("2024-01-01", "2024-02-01", 310), 310, 3652.5),
    "one month and a stray": (lambda: _even("2024-01-01", "2024-02-01", 310).append(_stray(1980, 1)), 310, 3652.5),
    "begins on the last of a month": (lambda: _even("2022-12-31", "2024-01-01", 3660), 3660, 3652.5),
    "ends on the first of a month": (lambda: _even("2023-01-01", "2024-01-02", 3660), 3660, 3652.5),
    "weekly": (lambda: pd.date_range("2021-01-04", "2023-12-25", freq="W-MON").repeat(10), 1560, 523),
    "weekly and a stray": (
        lambda: pd.date_range("2021-01-04", "2023-12-25", freq="W-MON").repeat(10).append(_stray(1970, 3)),
        1560,
        523,
    ),
    "monthly": (lambda: pd.date_range("2021-01-01", "2023-12-01", freq="MS").repeat(50), 1800, 600),
    "monthly with a missing year": (
        lambda: (
            pd.date_range("2020-01-01", "2020-12-01", freq="MS")
            .repeat(50)
            .append(pd.date_range("2022-01-01", "2022-12-01", freq="MS").repeat(50))
        ),
        1200,
        600,
    ),
    "quarterly": (lambda: pd.date_range("2016-01-01", "2023-10-01", freq="QS").repeat(50), 1600, 206),
    "yearly": (lambda: pd.date_range("2014-01-01", "2023-01-01", freq="YS").repeat(50), 500, 55.5),
    "summers alone": (
        lambda: _even("2021-05-01", "2021-09-01", 900).append(
            [_even("2022-05-01", "2022-09-01", 900), _even("2023-05-01", "2023-09-01", 900)]
        ),
        2700,
        1156,
    ),
    "a small town and a stray": (lambda: _even("2023-01-01", "2024-01-01", 60).append(_stray(1999, 1)), 60, 60),
    "a quiet half is no hole": (
        lambda: _even("2020-01-01", "2021-01-01", 1200).append(_even("2021-01-01", "2022-01-01", 300)),
        1500,
        750,
    ),
}


@pytest.mark.parametrize("name", _CASES)
def test_the_yearly_demand(tmp_path: Path, name: str) -> None:
    make, kept, per_year = _CASES[name]
    times = make()
    incidents = IncidentSource(str(_write(tmp_path / "calls.csv", times))).read()
    assert len(incidents) == kept
    assert _per_year(incidents) == pytest.approx(per_year, rel=0.02)
    assert incidents.report is not None
    assert incidents.report.reasons.get(OUTSIDE, 0) == len(times) - kept
    assert bool(incidents.report.warnings) or kept == len(times)


def test_the_demand_and_the_forecast_count_covered_time_alone() -> None:
    frame = pd.DataFrame({"time": _HOLE, "id": [str(i) for i in range(len(_HOLE))], "kind": "x", "severity": 0})
    frame[["x", "y", "zone"]] = 0
    hole = (pd.Timestamp("2020-01-01"), pd.Timestamp("2021-01-01"))
    incidents = Incidents(frame, Severity.default(), 1, gaps=(hole,))
    assert Demand.observed(incidents).rate.sum() * 8766 == pytest.approx(1000, rel=0.01)
    drawn = bootstrap_weeks(incidents, 20, weeks=52, slots=1)
    assert drawn.calls == pytest.approx(1000, rel=0.03)
    early, late = incidents.split("2020-06-01")
    assert early.gaps == ((hole[0], pd.Timestamp("2020-06-01")),)
    assert late.gaps == ((pd.Timestamp("2020-06-01"), hole[1]),)
    assert early.hours + late.hours == incidents.hours
    assert incidents != Incidents(frame, Severity.default(), 1)


def test_a_gap_holds_no_incident() -> None:
    frame = pd.DataFrame({"time": _BODY[:9], "id": list("abcdefghi"), "kind": "x", "severity": 0})
    frame[["x", "y", "zone"]] = 0
    with pytest.raises(ParameterError, match="9 incidents lie in the gap 2020-01-01 to"):
        Incidents(frame, Severity.default(), 1, gaps=((pd.Timestamp("2019-01-01"), pd.Timestamp("2020-01-05")),))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (_stray(1966, 90).append(_BODY), "90 rows lie before 2020-01-01, where there are far fewer"),
        (_stray(1966, 90).append(_BODY), "Give since = 2020-01-01"),
        (_BODY.append(_stray(2030, 1)), "1 row lies from 2024-01-01"),
        (_BODY.append(_stray(2030, 1)), "until = 2024-01-01"),
        (_HOLE, "no records in 2020-01-01 to 2020-12-31: this time does not count as covered"),
        (_BODY.append(_even("2024-01-01", "2024-02-01", 30)), "The last month, 2024-01, has 30 rows where 82"),
    ],
)
def test_check_says_what_mends_it(tmp_path: Path, times: Times, words: str) -> None:
    report = check_incidents(str(_write(tmp_path / "calls.csv", times)))
    assert words in report.text


def test_a_limit_that_is_given_is_kept_to(tmp_path: Path) -> None:
    path = _write(tmp_path / "calls.csv", _stray(1966, 90).append(_BODY))
    kept = IncidentSource(str(path), since="1960-01-01").read()
    assert len(kept) == 4090
    assert kept.report is not None
    assert any("kept, because since was given" in warning for warning in kept.report.warnings)
    mended = IncidentSource(str(path), since="2020-01-01").read()
    assert (len(mended), _per_year(mended)) == (4000, pytest.approx(1000, rel=0.01))
    assert mended.report is not None
    assert not mended.report.warnings


def test_the_chart_shows_the_rows_by_year(tmp_path: Path) -> None:
    text = check_incidents(str(_write(tmp_path / "calls.csv", _stray(1966, 2).append(_BODY)))).text
    assert "period: 1966-01-10 to 2023-12-31" in text
    assert "    1966-2019 2\n" in text
    assert "    2021 999 ####" in text


def test_a_short_period_is_shown_by_month() -> None:
    shown = chart(_even("2024-01-01", "2024-04-01", 91).to_numpy())
    assert [line.split()[:2] for line in shown["rows by month"].splitlines()] == [
        ["2024-01", "31"],
        ["2024-02", "29"],
        ["2024-03", "31"],
    ]


@pytest.mark.parametrize("seed", range(20))
def test_random_cities_with_strays(seed: int) -> None:
    """Poisson counts over three years with a seasonal swing, up to 5 % of strays over decades on both sides."""
    rng = np.random.default_rng(seed)
    days = np.arange("2019-01-01", "2022-01-01", dtype="datetime64[D]")
    rate = rng.uniform(0.3, 60) * (1 + 0.4 * np.sin(2 * np.pi * np.arange(len(days)) / 365))
    body = np.repeat(days, rng.poisson(rate))
    strays = int(rng.uniform(0, 0.05) * len(body))
    far = np.datetime64("1960-01-01") + rng.integers(0, 365 * 50, strays)
    found = dense_period(np.concatenate([body, far, np.datetime64("2040-01-01") + rng.integers(0, 999, strays // 9)]))
    assert found.start == body[0]
    assert found.end == later(body[-1], 1)
    assert (found.before, found.after, found.gaps) == (strays, strays // 9, ())

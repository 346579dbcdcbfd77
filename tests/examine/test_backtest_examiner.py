"""The examiner that judges forecasters: its sentences agree with its table, and few records are said to be few."""

from __future__ import annotations

import dataclasses

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Case
from beatwright.examine import Backtest
from beatwright.forecast import backtest
from beatwright.testing import check_examiner, small_incidents, small_problem

PROBLEM = small_problem()
CASE = Case("small", PROBLEM, PROBLEM)
RECORDS = small_incidents(weeks=30)


def test_it_conforms() -> None:
    check_examiner(Backtest(dates=4), CASE, RECORDS)


def test_it_says_what_the_backtest_found() -> None:
    finding = Backtest((), dates=6, flagged=(0.1, 0.25)).examine(CASE, RECORDS)
    found = backtest([], RECORDS, PROBLEM.city, origins=6, flagged=(0.1, 0.25))
    shown = finding.table("forecasters")
    assert shown["PAI at 25 %"].values == found.table["PAI at 25 %"].values
    text = " ".join(finding.sentences)
    best = "EmpiricalBayes" if found.nats("LastPeriod", "EmpiricalBayes")[0] <= 0 else "LastPeriod"
    assert f"{best} was the best" in text
    assert f"{found.table.frame.loc[best, 'PEI at 25 %']:.0%} of the most" in text
    assert f"{int(found.came.sum())} incidents came" in text
    line = finding.chart("calibration").panels[0].lines[0]  # type: ignore[attr-defined]
    table = found.calibration("EmpiricalBayes")
    assert line.y == pytest.approx((table["came"] / table["expected"]).tolist(), nan_ok=True)


def test_few_records_are_said_to_be_few() -> None:
    finding = Backtest().examine(CASE, small_incidents(weeks=5))
    assert finding.sentences == ("The records cover 5 weeks: too few to foretell 4 of them from as many before.",)
    nothing = dataclasses.replace(RECORDS, frame=RECORDS.frame.iloc[:0])
    assert "too few" in Backtest().examine(CASE, nothing).sentences[0]


def test_shorter_records_are_judged_on_their_second_half() -> None:
    finding = Backtest(()).examine(CASE, small_incidents(weeks=20))
    assert "foretold 10 weeks" in finding.sentences[0]


def test_areas_smaller_than_a_zone_are_said_to_be() -> None:
    finding = Backtest((), dates=4, flagged=(0.01,)).examine(CASE, RECORDS)
    assert any("No zone is so small" in sentence for sentence in finding.sentences)


def test_wrong_options_are_told_at_once() -> None:
    with pytest.raises(ParameterError, match=r"(?s)'forecasters'.*'period'.*'flagged'"):
        Backtest(forecasters=("Oracle",), period="year", flagged=(0.0,))
    with pytest.raises(ParameterError, match="at least one forecaster"):
        Backtest(baselines=())

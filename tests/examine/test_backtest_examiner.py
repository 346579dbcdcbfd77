"""The examiner that judges forecasters: its sentences agree with its table, and few records are said to be few."""

from __future__ import annotations

import dataclasses

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Case
from beatwright.examine import Backtest
from beatwright.examine.backtest_words import backtest_sentences, best_of
from beatwright.forecast import backtest
from beatwright.testing import check_examiner, small_incidents, small_problem

PROBLEM = small_problem()
CASE = Case("small", PROBLEM, PROBLEM)
RECORDS = small_incidents(weeks=30)


def test_it_conforms() -> None:
    check_examiner(Backtest(dates=4), CASE, RECORDS)


def test_it_says_which_forecast_the_plan_stands_on() -> None:
    found = backtest([], RECORDS, PROBLEM.city, origins=6)
    best = best_of(found)
    other = next(label for label in found.labels if label != best)
    nats, error = found.nats(best, other)
    told = {
        None: [],
        "": ["The plan stands on the incidents as they were recorded, not on a forecast."],
        best: [f"The plan stands on the forecast of {best}, the best of them."],
        "Oracle": ["The plan stands on the forecast of Oracle, which was not judged here."],
        other: [
            f"The plan stands on the forecast of {other}, which lies {nats:.3f} nats per event behind {best} "
            f"(standard error {error:.3f}), more than chance explains."
        ],
    }
    for stands_on, sentences in told.items():
        said = backtest_sentences(found, "week", stands_on)
        assert [text for text in said if text.startswith("The plan")] == sentences


def test_sentence_and_picture_of_calibration_go_one_way() -> None:
    finding = Backtest((), dates=6).examine(CASE, RECORDS)
    text = next(sentence for sentence in finding.sentences if "for each that came" in sentence)
    best = finding.measures[0].name.split(":")[0]
    panel = finding.chart("calibration").panels[0]
    drawn = next(line.y for line in panel.lines if line.name == best)
    assert panel.name == "expected for each that came"
    assert f"expected {drawn[0]:.2g} incidents" in text
    assert text.endswith(f"most {drawn[-1]:.2g}.")


def test_it_says_what_the_backtest_found() -> None:
    finding = Backtest((), dates=6, flagged=(0.1, 0.25)).examine(CASE, RECORDS)
    found = backtest([], RECORDS, PROBLEM.city, origins=6, flagged=(0.1, 0.25))
    shown = finding.table("forecasters")
    assert shown["PAI at 25 %"].values == found.table["PAI at 25 %"].values
    text = " ".join(finding.sentences)
    best = "EmpiricalBayes" if found.nats("LastPeriod", "EmpiricalBayes")[0] <= 0 else "LastPeriod"
    assert f"{best} was the best" in text
    assert f"{100 * found.table.frame.loc[best, 'PEI at 25 %']:.0f}\u00a0% of the most" in text
    assert f"{int(found.came.sum())} incidents came" in text
    line = finding.chart("calibration").panels[0].lines[0]  # type: ignore[attr-defined]
    table = found.calibration("EmpiricalBayes")
    assert line.y == pytest.approx((table["expected"] / table["came"]).tolist(), nan_ok=True)


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

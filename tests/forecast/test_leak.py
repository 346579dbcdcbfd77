"""A forecaster that sees the future is caught, however it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import pytest

from beatwright.core import City, Incidents, Step
from beatwright.forecast import STEPS, CountForecast, HistoricalMean, backtest
from beatwright.testing import check_no_leak, small_incidents, small_problem

CITY = small_problem().city
RECORDS = small_incidents()


@dataclass(frozen=True)
class Prophet(Step):
    """Holds all records, and foretells what they say will come.

    Parameters
    ----------
    records : Incidents
        All of them.
    """

    records: Incidents
    past: Incidents | None = None

    label = "Prophet"

    def fit(self, incidents: Incidents, city: City) -> Self:
        return replace(self, past=incidents)

    def update(self, incidents: Incidents) -> Self:
        return replace(self, past=incidents)

    def predict(self, periods: int | None = None, *, weeks: int | None = None) -> Any:
        assert self.past is not None
        length = np.timedelta64(7 * (weeks or periods or 1), "D")
        times, zone = self.records.frame["time"], self.records.frame["zone"]
        come = zone[(times >= self.past.end) & (times < self.past.end + length)]
        expected = np.bincount(come, minlength=24)[:, None] * np.array([[0.8, 0.1, 0.1]]) + 0.01
        return CountForecast(expected, hours=float(length / np.timedelta64(1, "h")), severity=("a", "b", "c"))


class Hoarder(HistoricalMean):
    """Keeps the longest record that anybody gave to any copy."""

    hoard: ClassVar[list[Incidents]] = []

    def fit(self, incidents: Incidents, city: City) -> Self:
        self.hoard.append(incidents)
        return super().fit(max(self.hoard, key=len), city)


class Sharer(HistoricalMean):
    """Learns in place, so that every copy learns with it."""

    def update(self, incidents: Incidents) -> Self:
        object.__setattr__(self, "_learned", super().update(incidents)._learned)
        return self


def test_one_that_holds_the_records_is_caught() -> None:
    with pytest.raises(AssertionError, match="records of later that it holds"):
        check_no_leak(Prophet(RECORDS), RECORDS, CITY)
    with pytest.raises(AssertionError, match="records of later that it holds"):
        check_no_leak(lambda records: Prophet(records=records), RECORDS, CITY)


def test_the_backtest_would_have_believed_it() -> None:
    found = backtest([Prophet(RECORDS)], RECORDS, CITY, origins=4, baselines=(HistoricalMean(),), flagged=(0.25,))
    assert found.table["PEI at 25 %"].values[0] == 1.0


def test_one_that_keeps_what_others_were_given_is_caught() -> None:
    with pytest.raises(AssertionError, match="once it was given later records"):
        check_no_leak(Hoarder(), RECORDS, CITY)


def test_one_that_learns_in_place_is_caught() -> None:
    with pytest.raises(AssertionError, match="when another is given later records"):
        check_no_leak(Sharer(), RECORDS, CITY)


@pytest.mark.parametrize("step", STEPS)
def test_ours_see_no_future(step: Any) -> None:
    check_no_leak(step, RECORDS, CITY)

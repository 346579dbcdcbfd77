"""The watch: how often chance alone raises an alarm, and how soon a change does."""

import numpy as np
import pandas as pd
import pytest

from beatwright.forecast.mixture.drift_watch import DriftWatch

START = pd.Timestamp("2018-01-01")
RATES = np.random.default_rng(0).gamma(1.0, 1.0, 40)


def watched(watch: DriftWatch, counts: np.ndarray, expected: np.ndarray) -> list[DriftWatch]:
    found = []
    for week, row in enumerate(counts):
        watch = watch.after(START + pd.Timedelta(weeks=week), row, expected)
        found.append(watch)
    return found


def alarms(runs: int, weeks: int, seed: int) -> float:
    """Return new alarms a year where everything comes as foreseen."""
    rng, raised = np.random.default_rng(seed), 0
    for _ in range(runs):
        states = watched(DriftWatch.begin(52.0, 0.5), rng.poisson(RATES, (weeks, len(RATES))), RATES)
        for name in ("more", "fewer", "elsewhere"):
            standing = np.array([getattr(state, name).alarm for state in states])
            raised += int((standing[1:] & ~standing[:-1]).sum())
    return raised / (runs * weeks / 52)


def test_chance_alone_raises_as_few_alarms_as_asked() -> None:
    assert 0.25 < alarms(10, 520, seed=1) < 0.7


@pytest.mark.slow
def test_chance_alone_raises_as_few_alarms_as_asked_over_many_years() -> None:
    assert 0.38 < alarms(200, 520, seed=2) < 0.55


def test_what_comes_as_foreseen_raises_none() -> None:
    counts = np.random.default_rng(3).poisson(RATES, (60, len(RATES)))
    last = watched(DriftWatch.begin(52.0, 0.5), counts, RATES)[-1]
    assert not last.alarm
    assert last.sentence == "The records behave as foreseen."


def test_half_as_many_again_are_told_with_their_date() -> None:
    rng = np.random.default_rng(4)
    counts = np.vstack([rng.poisson(RATES, (60, 40)), rng.poisson(1.5 * RATES, (6, 40))])
    last = watched(DriftWatch.begin(52.0, 0.5), counts, RATES)[-1]
    assert last.more.alarm
    assert not last.fewer.alarm
    assert abs(last.more.since - (START + pd.Timedelta(weeks=60))) <= pd.Timedelta(weeks=2)
    assert "do not behave as foreseen" in last.sentence
    assert f"{last.more.came:,.0f} incidents came where {last.more.foreseen:,.0f} were foreseen" in last.sentence
    assert "once in 2 years" in last.sentence


def test_other_places_are_told_though_as_many_come() -> None:
    rng = np.random.default_rng(5)
    counts = np.vstack([rng.poisson(RATES, (60, 40)), rng.poisson(RATES[::-1], (5, 40))])
    last = watched(DriftWatch.begin(52.0, 0.5), counts, RATES)[-1]
    assert last.elsewhere.alarm
    assert "places that were held less likely" in last.sentence


def test_an_alarm_stands_until_the_sum_is_back_at_0() -> None:
    watch = DriftWatch.begin(52.0, 0.5)
    quiet, busy = (watch.more.after(z, 4.0, (START, 1.0, 1.0)) for z in (0.2, 6.0))
    assert quiet.total == 0
    assert busy.alarm
    assert busy.after(-3.0, 4.0, (START, 1.0, 1.0)).alarm
    assert not busy.after(-9.0, 4.0, (START, 1.0, 1.0)).alarm


def test_one_zone_and_no_incidents_are_no_surprise_of_place() -> None:
    watch = DriftWatch.begin(52.0, 0.5)
    assert watch.after(START, np.array([3.0]), np.array([2.0])).place.last == 0
    assert watch.after(START, np.zeros(2), np.array([2.0, 1.0])).place.last == 0
    assert watch.after(START, np.zeros(2), np.zeros(2)).number.last == 0

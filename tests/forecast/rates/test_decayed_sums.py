"""Faded counts against the sums that they stand for, term by term."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.forecast import Ewma
from beatwright.forecast.rates.decayed_sums import DecayedSums, decay_of
from beatwright.forecast.rates.neighbour_shares import ZoneSurroundings
from beatwright.forecast.rates.zone_memory import Remembering

HALF_LIVES = (1e12, 365.0, 10.0)


def by_hand(counts, covered, half_life, days=7):
    """Return the sums as they are defined: every period fades by its age at the end."""
    last = len(counts) - 1
    left = [0.5 ** (days * (last - period) / half_life) for period in range(len(counts))]
    return sum(w * y for w, y in zip(left, counts, strict=True)), sum(w * e for w, e in zip(left, covered, strict=True))


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), periods=st.integers(1, 12))
def test_sums_are_those_by_hand(series_of, city, seed, periods):
    rng = np.random.default_rng(seed)
    counts, covered = rng.poisson(0.5, (periods, 24)), rng.choice([0.0, 0.5, 1.0], periods)
    counts[covered == 0] = 0
    series = series_of(counts, covered)
    rows = zip(decay_of(series, HALF_LIVES), counts, covered, strict=True)
    sums = DecayedSums.nothing(len(HALF_LIVES), 24)
    for decay, came, share in rows:
        sums = sums.after(decay, came.astype(float), share)
    at_once = Ewma(half_lives=HALF_LIVES)._learn(series, city).sums
    for place, half_life in enumerate(HALF_LIVES):
        count, time = by_hand(counts, covered, half_life)
        for found in (sums, at_once):
            np.testing.assert_allclose(found.counts[place], count, rtol=1e-12)
            assert found.periods[place] == pytest.approx(time, rel=1e-12)


def spread_over_others(city, scale):
    """Return who gets how much of what lies in each zone, shape (zones, zones): by area and a Gaussian of distance."""
    apart = np.hypot(*(city.zone_xy[:, None] - city.zone_xy).T)
    weight = city.zones["area_km2"].to_numpy()[:, None] * np.exp(-0.5 * (apart / scale) ** 2)
    weight[(apart > 3 * scale) | (apart == 0)] = 0.0
    return weight / weight.sum(axis=0)


def test_neighbours_are_lent_what_a_gaussian_spreads_over_others(series_of, city):
    counts = np.random.default_rng(3).poisson(0.3, (8, 24))
    where = ZoneSurroundings.of(city.zone_xy, city.zones["area_km2"].to_numpy())
    remembering = Remembering((float("inf"),), (float("inf"), 20.0), (300.0, 700.0), where)
    *_, last = remembering.walk(remembering.nothing, series_of(counts), np.ones(8))
    for scale, found in zip((300.0, 700.0), last.near, strict=True):
        smoother = spread_over_others(city, scale)
        for place, half_life in enumerate((float("inf"), 20.0)):
            np.testing.assert_allclose(
                found.counts[place], smoother @ by_hand(counts, np.ones(8), half_life)[0], atol=1e-6
            )


def test_a_gap_fades_what_is_known_and_says_nothing(series_of, city):
    """A quarter without records: the rate of one half-life stays as it was, since its counts and its time both fade."""
    counts = np.zeros((25, 24), dtype=int)
    counts[:12] = np.arange(24) % 3
    gap = Ewma()._learn(series_of(counts, np.r_[np.ones(12), np.zeros(13)]), city).sums
    before = Ewma()._learn(series_of(counts[:12]), city).sums
    np.testing.assert_allclose(gap.counts / gap.periods, before.counts / before.periods)
    assert gap.periods[0] < before.periods[0]

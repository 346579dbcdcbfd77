"""Variances of factors from pairs of residuals, on counts drawn with known ones."""

import numpy as np
import pytest

from beatwright.forecast.distribution.count_noise import CountNoise, fit_noise


def drawn(seed, periods, zones, *, dispersion, city, zone, correlation):
    """Return counts and means; the city's factor is a lognormal AR(1)."""
    rng = np.random.default_rng(seed)
    mu = np.broadcast_to(rng.gamma(1.0, 6.0, zones), (periods, zones))
    factor = rng.gamma(1 / dispersion, dispersion, (periods, zones)) if dispersion else np.ones((periods, zones))
    sd = np.sqrt(np.log1p(city))
    normal = np.empty(periods)
    normal[0] = rng.standard_normal()
    for t in range(1, periods):
        normal[t] = correlation * normal[t - 1] + np.sqrt(1 - correlation**2) * rng.standard_normal()
    factor = factor * np.exp(sd * normal - sd**2 / 2)[:, None]
    zone_sd = np.sqrt(np.log1p(zone))
    factor = factor * np.exp(zone_sd * rng.standard_normal(zones) - zone_sd**2 / 2)
    return rng.poisson(mu * factor), mu


@pytest.mark.parametrize(
    "truth",
    [
        {"dispersion": 0.4, "city": 0.02, "zone": 0.05, "correlation": 0.3},
        {"dispersion": 0.0, "city": 0.0, "zone": 0.0, "correlation": 0.0},
        {"dispersion": 0.0, "city": 0.0, "zone": 0.1, "correlation": 0.0},
        {"dispersion": 0.2, "city": 0.05, "zone": 0.0, "correlation": 0.0},
    ],
)
def test_the_factors_that_counts_were_drawn_with_are_found(truth):
    found = [fit_noise(*drawn(seed, 52, 400, **truth)) for seed in range(20)]
    for name in ("dispersion", "city", "zone"):
        mean = np.mean([getattr(one, name) for one in found])
        assert mean == pytest.approx(truth[name], rel=0.2, abs=0.004)
    if truth["correlation"]:
        assert np.mean([one.correlation for one in found]) == pytest.approx(0.3, abs=0.12)


def test_pairs_are_those_of_the_formula():
    rng = np.random.default_rng(0)
    y, mu = rng.poisson(4.0, (5, 4)) * 3.0, rng.gamma(4.0, 1.0, (5, 4))
    e = y - mu
    same_time = [(t, a, b) for t in range(5) for a in range(4) for b in range(4) if a != b]
    city = sum(e[t, a] * e[t, b] for t, a, b in same_time) / sum(mu[t, a] * mu[t, b] for t, a, b in same_time)
    same_zone = [(z, a, b) for z in range(4) for a in range(5) for b in range(5) if a != b]
    zone = sum(e[a, z] * e[b, z] for z, a, b in same_zone) / sum(mu[a, z] * mu[b, z] for z, a, b in same_zone)
    found = fit_noise(y, mu)
    assert found.city == pytest.approx(max(city, 0))
    assert found.zone == pytest.approx(max(zone, 0))


def test_a_longer_time_is_surer_by_what_is_drawn_anew():
    noise = CountNoise(dispersion=0.5, city=0.04, zone=0.03, correlation=0.4)
    year = noise.over(52)
    assert year.dispersion == pytest.approx(0.5 / 52)
    assert year.zone_sd == noise.over(1).zone_sd
    rng = np.random.default_rng(1)
    steps = np.empty((4000, 52))
    steps[:, 0] = rng.standard_normal(4000)
    for t in range(1, 52):
        steps[:, t] = 0.4 * steps[:, t - 1] + np.sqrt(1 - 0.16) * rng.standard_normal(4000)
    assert year.city == pytest.approx(0.04 * steps.mean(axis=1).var(), rel=0.1)
    assert noise.over(1).city == pytest.approx(0.04)


def test_nothing_to_see_is_no_noise():
    assert fit_noise(np.zeros((9, 3)), np.zeros((9, 3))) == CountNoise()
    assert fit_noise(np.full((9, 1), 4.0), np.full((9, 1), 4.0)).city == 0

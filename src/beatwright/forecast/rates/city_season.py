"""The season of a city: how much more or less than its level each part of the year brings.

Weekly, daily or monthly totals are Poisson with a level that moves slowly and a season of two harmonics of the year,

    log mu_t = level(t) + sum_j a_j cos(2 pi j u_t) + b_j sin(2 pi j u_t),        u_t the part of the year that is over.

The level is a broken line with a knot every half a year. Harmonics are shrunk as far as the totals stray from the fit:
each wave's pair of estimates c, with variances s² in all, keeps the share max(0, 1 - s² / |c|²) (James and Stein 1961).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.forecast.rates.penalised_poisson import Exposures, NormalPrior, penalised_poisson
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["CitySeason", "fit_season"]

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]

_HARMONICS = 2
_DAYS_OF_YEAR = 365.25
# A season is what comes back: it is looked for in two years at least.
_FEWEST_YEARS = 2.0
_KNOT_YEARS = 0.5
# Periods that are longer than a quarter show no season.
_LONGEST_DAYS = 92.0
# Standard deviation of the prior of harmonics and knots: it only keeps the equations regular.
_BARELY_HELD = 10.0


@dataclass(frozen=True, eq=False)
class CitySeason:
    """Harmonics of the year.

    Parameters
    ----------
    weights : array, shape (4,)
        Of the cosine and sine of one and of two waves a year.
    """

    weights: Floats

    def of(self, edges: Times) -> Floats:
        """Return what each period between `edges` brings over the level, shape (periods,), 1 over the year."""
        return np.asarray(np.exp(_waves(_middles(edges)) @ self.weights))


def fit_season(series: CountSeries) -> CitySeason:
    """Return the season of the city's totals; none where less than two years are covered."""
    none = CitySeason(np.zeros(2 * _HARMONICS))
    seen = series.covered > 0
    years = float(series.covered.sum()) * series.hours / 24 / _DAYS_OF_YEAR
    longest = float(np.diff(series.edges).max() / np.timedelta64(1, "D"))
    if years < _FEWEST_YEARS or longest > _LONGEST_DAYS or not len(series):
        return none
    totals = np.bincount(series.period, minlength=series.periods).astype(np.float64)[seen]
    at = _middles(series.edges)[seen]
    covariates = np.column_stack((_waves(at), _level(at)))
    rows = Exposures(covariates, np.full(len(at), np.log(totals.sum() / series.covered.sum())), series.covered[seen])
    free = NormalPrior(np.zeros(covariates.shape[1]), np.full(covariates.shape[1], _BARELY_HELD))
    weights = penalised_poisson(rows, totals @ covariates, free)
    return CitySeason(_shrunk(rows, totals, weights))


def _shrunk(rows: Exposures, totals: Floats, weights: Floats) -> Floats:
    expected = rows.exposure * np.exp(rows.offset + rows.covariates @ weights)
    freedom = max(len(totals) - len(weights), 1)
    dispersion = max(float(((totals - expected) ** 2 / expected).sum()) / freedom, 1.0)
    curvature = (rows.covariates * expected[:, None]).T @ rows.covariates + np.eye(len(weights)) / _BARELY_HELD**2
    variance = np.diag(np.linalg.inv(curvature)) * dispersion
    waves = weights[: 2 * _HARMONICS].reshape(_HARMONICS, 2)
    doubt = variance[: 2 * _HARMONICS].reshape(_HARMONICS, 2).sum(axis=1)
    power = np.maximum((waves**2).sum(axis=1), 1e-300)
    return np.asarray((waves * np.maximum(1 - doubt / power, 0.0)[:, None]).ravel())


def _middles(edges: Times) -> Floats:
    """Return the middles of the periods, years since 2000."""
    days = (edges - np.datetime64("2000-01-01", "us")) / np.timedelta64(1, "D")
    return np.asarray((days[:-1] + days[1:]) / 2 / _DAYS_OF_YEAR)


def _waves(years: Floats) -> Floats:
    angle = 2 * np.pi * years[:, None] * np.arange(1, _HARMONICS + 1)
    return np.stack((np.cos(angle), np.sin(angle)), axis=2).reshape(len(years), -1)


def _level(years: Floats) -> Floats:
    """Return the hats of a broken line over the time, but the first, and the constant."""
    knots = np.linspace(years[0], years[-1], max(round((years[-1] - years[0]) / _KNOT_YEARS), 1) + 1)
    width = knots[1] - knots[0]
    return np.asarray(np.maximum(1 - np.abs(years[:, None] - knots) / width, 0.0))

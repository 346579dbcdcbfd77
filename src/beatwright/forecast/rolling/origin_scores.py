"""The scores of one forecast on what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core.protocols import Sums
from beatwright.forecast.rolling.flagged_area import FlaggedArea, area_name, flags_for
from beatwright.forecast.scores.calibration import equal_bins
from beatwright.forecast.scores.interval_coverage import both_coverages
from beatwright.forecast.scores.log_score import log_likelihood
from beatwright.forecast.scores.predictive_accuracy import pai, pei, rri
from beatwright.forecast.scores.ranked_probability import crps

__all__ = ["BINS", "Foretold", "binned", "scores_of"]

Floats = npt.NDArray[np.float64]

BINS = 10  # tenths of the zones, by what is expected


@dataclass(frozen=True, eq=False)
class Foretold:
    """Expected counts and their variances.

    Parameters
    ----------
    expected, variance : array, shape (n,)
        Of zones, or of the city as one.
    """

    expected: Floats
    variance: Floats

    @classmethod
    def of(cls, sums: Sums, ratio: float) -> Foretold:
        """Return what `sums` foretell, for `ratio` times as long: chance grows with that, doubt with its square."""
        mean, variance = np.asarray(sums.expected), np.asarray(sums.variance)
        return cls(mean * ratio, mean * ratio + np.maximum(variance - mean, 0.0) * ratio**2)


def scores_of(
    zones: Foretold,
    city: Foretold,
    counts: Floats,
    area: Floats,
    *,
    flagged: Sequence[float | FlaggedArea],
    seed: np.random.Generator,
) -> dict[str, float]:
    """Return the scores by name.

    Parameters
    ----------
    zones, city : Foretold
        Of every zone, and of the city as one.
    counts : array, shape (zones,)
        What came.
    area : array, shape (zones,)
        Square kilometres.
    flagged : sequence of float or FlaggedArea
        How much is flagged.
    seed : Generator
        Breaks ties.
    """
    mu, total = zones.expected, np.array([counts.sum()])
    with np.errstate(divide="ignore"):
        density = counts[counts > 0] @ np.log(area[counts > 0])
    coverage = both_coverages(counts, mu, zones.variance)
    city_coverage = both_coverages(total, city.expected, city.variance)
    return {
        "events": float(total[0]),
        "expected": float(city.expected[0]),
        "log_likelihood": float(log_likelihood(counts, mu)),
        "log_density": float(log_likelihood(counts, mu) - density),
        "crps": float(crps(counts, mu, zones.variance).mean()),
        "city_crps": float(crps(total, city.expected, city.variance)[0]),
        "coverage": coverage[0],
        "pit_coverage": coverage[1],
        "city_coverage": city_coverage[0],
        "city_pit_coverage": city_coverage[1],
        **dict(_hits(mu, counts, area, flagged, seed=seed)),
    }


def _hits(
    expected: Floats,
    counts: Floats,
    area: Floats,
    flagged: Sequence[float | FlaggedArea],
    *,
    seed: np.random.Generator,
) -> Iterator[tuple[str, float]]:
    for much in flagged:
        flags, name = flags_for(much, expected, area, seed), area_name(much)
        yield f"PAI at {name}", pai(flags, counts, area)
        yield f"PEI at {name}", pei(flags, counts, area)
        yield f"RRI at {name}", rri(flags, expected, counts)


def binned(expected: Floats, counts: Floats) -> Floats:
    """Return what was expected and what came by tenths of the zones, shape (2, 10)."""
    place = equal_bins(expected, BINS)
    return np.stack([np.bincount(place, weights=values, minlength=BINS) for values in (expected, counts)])

"""The scores of one forecast on what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core.protocols import Sums
from beatwright.forecast.distribution.negative_binomial import count_quantile
from beatwright.forecast.rolling.flagged_area import FlaggedArea, area_name, flags_for
from beatwright.forecast.scores.calibration import equal_bins
from beatwright.forecast.scores.interval_coverage import interval_coverage, pit_coverage
from beatwright.forecast.scores.log_score import log_likelihood
from beatwright.forecast.scores.predictive_accuracy import pai, pei, rri
from beatwright.forecast.scores.ranked_probability import crps

__all__ = ["BINS", "Foretold", "binned", "scores_of"]

Floats = npt.NDArray[np.float64]

BINS = 10  # tenths of the zones, by what is expected
_LOW, _HIGH = 0.05, 0.95  # ends of the 90 % interval


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

    def coverage(self, counts: Floats) -> float:
        """Return the share of `counts` in the 90 % interval."""
        low, high = (count_quantile(q, self.expected, self.variance) for q in (_LOW, _HIGH))
        return interval_coverage(counts, low, high)


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
    return {
        "events": float(total[0]),
        "expected": float(city.expected[0]),
        "log_likelihood": float(log_likelihood(counts, mu)),
        "log_density": float(log_likelihood(counts, mu) - density),
        "crps": float(crps(counts, mu, zones.variance).mean()),
        "city_crps": float(crps(total, city.expected, city.variance)[0]),
        "coverage": zones.coverage(counts),
        "pit_coverage": pit_coverage(counts, mu, zones.variance),
        "city_coverage": city.coverage(total),
        "city_pit_coverage": pit_coverage(total, city.expected, city.variance),
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

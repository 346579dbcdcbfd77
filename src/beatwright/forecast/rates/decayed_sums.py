"""Counts that fade: a decayed sum for every zone and half-life, and as much of the time covered.

After a period of length d with counts y and covered time e,

    S <- S 2^(-d / half-life) + y,        E <- E 2^(-d / half-life) + e,

so S / E is the exponentially weighted mean rate. An infinite half-life forgets nothing. Time without records fades what
is known and adds nothing to E: it is not held to have been quiet. R. G. Brown, "Statistical forecasting for inventory
control" (1959); the discounted likelihood of a Poisson rate of J. Q. Smith (1979, JRSS B 41(3):375-387).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.forecast.series.count_series import CountSeries

__all__ = ["DecayedSums", "decay_of"]

Floats = npt.NDArray[np.float64]

_HOURS_OF_DAY = 24.0


class DecayedSums(NamedTuple):
    """What is left of the past.

    Parameters
    ----------
    counts : array, shape (half-lives, zones)
        Incidents, the older the less.
    periods : array, shape (half-lives,)
        Standard periods covered, the older the less.
    """

    counts: Floats
    periods: Floats

    @classmethod
    def nothing(cls, half_lives: int, zones: int) -> DecayedSums:
        """Return the sums before anything is counted."""
        return cls(np.zeros((half_lives, zones)), np.zeros(half_lives))

    def after(self, decay: Floats, counts: Floats, periods: float) -> DecayedSums:
        """Return the sums after a period.

        Parameters
        ----------
        decay : array, shape (half-lives,)
            Share that is left after it.
        counts : array, shape (zones,)
            What was counted in it.
        periods : float
            How much of a standard period it covers.

        Examples
        --------
        >>> sums = DecayedSums.nothing(1, 2).after(np.array([0.5]), np.array([4.0, 0.0]), 1.0)
        >>> sums.after(np.array([0.5]), np.array([0.0, 1.0]), 1.0)
        DecayedSums(counts=array([[2., 1.]]), periods=array([1.5]))
        """
        return DecayedSums(self.counts * decay[:, None] + counts, self.periods * decay + periods)


def decay_of(series: CountSeries, half_lives: tuple[float, ...]) -> Floats:
    """Return the share that is left of a count after each period, shape (periods, half-lives).

    Parameters
    ----------
    series : CountSeries
        Its edges say how long each period is.
    half_lives : tuple of float
        Days; infinity for no decay.
    """
    days = np.diff(series.edges) / np.timedelta64(1, "h") / _HOURS_OF_DAY
    return np.asarray(0.5 ** (days[:, None] / np.asarray(half_lives)))

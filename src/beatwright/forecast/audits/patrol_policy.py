"""Where patrols go, given what is expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core.step import Step
from beatwright.forecast.scores.flag_zones import flag_zones

__all__ = ["HotspotPatrols", "PatrolPolicy", "ProportionalPatrols"]

Floats = npt.NDArray[np.float64]


@runtime_checkable
class PatrolPolicy(Protocol):
    """Decides with what probability each zone is patrolled in a week."""

    def sent(self, expected: Floats, area: Floats, rng: np.random.Generator) -> Floats:
        """Return the probability that each zone is patrolled, shape (zones,), given the incidents expected there."""
        ...


@dataclass(frozen=True)
class HotspotPatrols(Step):
    """Patrol the zones where most is expected, and a few others.

    Parameters
    ----------
    share : float, default 0.05
        Share of the area that is patrolled, in (0, 1].
    elsewhere : float, default 0
        Part of the patrols that go to zones drawn at random, whatever is expected, in [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> HotspotPatrols(share=0.5, elsewhere=0.2).sent(np.array([4.0, 1.0]), np.ones(2), np.random.default_rng(0))
    array([0.9, 0.1])
    """

    share: float = 0.05
    elsewhere: float = 0.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.number("HotspotPatrols", "share", self.share, 0, 1, open_low=True)
        yield check.number("HotspotPatrols", "elsewhere", self.elsewhere, 0, 1)

    def sent(self, expected: Floats, area: Floats, rng: np.random.Generator) -> Floats:
        """Return the probability that each zone is patrolled."""
        flagged = flag_zones(expected, area, share=self.share, seed=rng)
        return np.asarray((1 - self.elsewhere) * flagged + self.elsewhere * self.share)


@dataclass(frozen=True)
class ProportionalPatrols(Step):
    """Patrol every zone as often as its share of the expected incidents says, and evenly besides.

    Parameters
    ----------
    share : float, default 0.05
        Share of the zones that can be patrolled in a week, in (0, 1].
    elsewhere : float, default 0.1
        Part of the patrols that is spread evenly, in [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> patrols = ProportionalPatrols(share=0.5, elsewhere=0.0)
    >>> patrols.sent(np.array([6.0, 2.0, 1.0, 1.0]), np.ones(4), np.random.default_rng(0))
    array([1.  , 0.5 , 0.25, 0.25])
    """

    share: float = 0.05
    elsewhere: float = 0.1

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.number("ProportionalPatrols", "share", self.share, 0, 1, open_low=True)
        yield check.number("ProportionalPatrols", "elsewhere", self.elsewhere, 0, 1)

    def sent(self, expected: Floats, area: Floats, rng: np.random.Generator) -> Floats:
        """Return the probability that each zone is patrolled: no more than 1, what is over goes to the others."""
        zones = len(expected)
        weight = (1 - self.elsewhere) * expected / expected.sum() + self.elsewhere / zones
        probability = np.zeros(zones)
        full = np.zeros(zones, dtype=bool)
        for _ in range(zones):
            left = self.share * zones - full.sum()
            rest = np.where(full, 0.0, weight)
            probability = np.where(full, 1.0, rest * left / (rest.sum() or 1.0))
            over = probability > 1
            if not over.any():
                break
            full |= over
        return probability

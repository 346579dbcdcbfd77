"""What splitting on each site has done to the bound so far: pseudo-costs.

The rise of the bound per unit by which a split moves a site's share, averaged over the splits seen, for each site and
both directions; the score of a site is the product of the two rises expected (Achterberg, Koch and Martin 2005).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.location.engine.lagrangian import Ints
from beatwright.solver.location.engine.neighbour_lists import Floats

_LEAST = 1e-6  # weighted cost: a rise expected of one side only still ranks sites by it


class Branching(NamedTuple):
    """A site, the state that it is given (1 open, -1 closed), and bound and share before that."""

    site: int
    value: int
    bound: float  # weighted cost
    share: float  # posts that the relaxation puts on the site, 0 to 1


class PseudoCosts:
    """Mean rise of the bound per unit of share, for each site and each direction.

    References
    ----------
    Achterberg, T., Koch, T. and Martin, A. (2005). Branching rules revisited. Operations Research Letters 33, 42-54.

    Examples
    --------
    >>> gains = PseudoCosts(2)
    >>> gains.learn(Branching(0, 1, bound=10.0, share=0.5), 12.0)
    >>> gains.known(np.array([0, 1]))
    array([False, False])
    """

    def __init__(self, sites: int) -> None:
        self._sum = np.zeros((2, sites))  # rises per unit of share: row 0 closed, row 1 open
        self._times = np.zeros((2, sites))  # splits seen

    def learn(self, split: Branching, bound: float) -> None:
        """Remember what a split did to the bound."""
        row = int(split.value > 0)
        distance = 1.0 - split.share if split.value > 0 else split.share
        # A share next to the value that it is given moves next to nothing: 0.05 keeps its rate from exploding.
        self._sum[row, split.site] += max(bound - split.bound, 0.0) / max(distance, 0.05)
        self._times[row, split.site] += 1

    def known(self, sites: Ints) -> NDArray[np.bool_]:
        """Whether both directions of each site have been seen."""
        return np.asarray((self._times[:, sites] > 0).all(axis=0))

    def score(self, sites: Ints, share: Floats) -> Floats:
        """Product of the rises expected in the two directions; sites never seen count as the mean."""
        times = self._times[:, sites]
        seen = self._times > 0
        mean = (self._sum[seen] / self._times[seen]).mean() if seen.any() else 1.0
        rate = np.where(times > 0, self._sum[:, sites] / np.maximum(times, 1), mean)
        product: Floats = np.maximum(rate[0] * share, _LEAST) * np.maximum(rate[1] * (1.0 - share), _LEAST)
        return product

"""How many cars are busy, whichever they are: M/M/N with a line, or M/M/N/N where calls are lost.

The layers of a hypercube, states with k cars busy, have these masses where every car has one mean service time.

Erlang, A. K. (1917); Kleinrock, L. (1975). Queueing Systems 1, sections 3.4 and 3.6. Wiley.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

__all__ = ["busy_masses"]


def busy_masses(cars: int, load: float, *, line: bool) -> npt.NDArray[np.float64]:
    """Return the probabilities that 0, 1, ..., `cars` cars are busy and nobody waits, shape (cars + 1,).

    What a line adds to their sum, up to 1, is the probability that somebody waits.

    Parameters
    ----------
    cars : int
        At least 1.
    load : float
        Calls per hour times hours of a call, above 0; below `cars` with a line.
    line : bool
        Whether calls wait while every car is busy, or are lost.

    Examples
    --------
    >>> busy_masses(2, 1.0, line=False)
    array([0.4, 0.4, 0.2])
    >>> busy_masses(2, 1.0, line=True).sum().round(6)
    np.float64(0.833333)
    """
    k = np.arange(cars + 1)
    logs = k * np.log(load) - gammaln(k + 1)
    masses = np.exp(logs - logs.max())
    waiting = masses[-1] * load / (cars - load) if line else 0.0
    return np.asarray(masses / (masses.sum() + waiting))

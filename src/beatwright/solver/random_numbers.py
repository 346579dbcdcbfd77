"""Random numbers with an explicit state, the same on every machine and thread (splitmix64).

A counter of 64 bits grows by a constant and is mixed by shifts and products: a few operations a number, and one word
of state that the caller owns, so that a search is repeated by its seed whatever else draws numbers. numba's own
generator is global to a thread.

References
----------
Steele, G. L., Lea, D. and Flood, C. H. (2014). Fast splittable pseudorandom number generators. OOPSLA.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import inner

Seeds = NDArray[np.uint64]  # (1,) the state, changed in place by every draw


@inner
def next_word(state: Seeds) -> np.uint64:
    """Advance the state and return 64 random bits.

    References
    ----------
    Steele, G. L., Lea, D. and Flood, C. H. (2014). Fast splittable pseudorandom number generators. OOPSLA.
    """
    # The step is 2^64 over the golden ratio, which spreads the counter evenly; the rest mixes its bits (splitmix64).
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(z ^ (z >> np.uint64(31)))


@inner
def uniform(state: Seeds) -> float:
    """Return a number in [0, 1), one of the 2^53 multiples of 2^-53: all that a float64 tells apart evenly."""
    return float(next_word(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inner
def below(state: Seeds, limit: int) -> int:
    """Return a whole number in [0, limit), by a product in place of a division.

    The upper 32 bits times the limit, shifted down; numbers differ in probability by 2^-32 at most, which no search
    notices.
    """
    return int(np.int64(((next_word(state) >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32)))

"""Random numbers of calls: one stream for each purpose, so that what is added for one moves nothing of another.

Stream number i is the Philox generator of the i-th child of ``numpy.random.SeedSequence(seed)``. A child depends on the
seed and its number alone, so the list below may grow at its end and every call drawn before stays as it was; its order
must not change.
"""

from __future__ import annotations

import numpy as np

__all__ = ["PURPOSES", "call_stream"]

PURPOSES = ("scenario", "arrival", "minute", "zone", "class", "cars", "service", "extra", "clock", "copies", "work")


def call_stream(seed: int, purpose: str) -> np.random.Generator:
    """Return the stream of one purpose.

    Parameters
    ----------
    seed : int
        At least 0.
    purpose : str
        One of `PURPOSES`.

    Examples
    --------
    >>> one, again, other = (call_stream(1, purpose).random() for purpose in ("zone", "zone", "class"))
    >>> one == again, one == other
    (True, False)
    """
    child = np.random.SeedSequence(seed, spawn_key=(PURPOSES.index(purpose),))
    return np.random.Generator(np.random.Philox(child))

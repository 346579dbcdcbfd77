"""The last look at patrol beats: k of them, in one piece, each with its post inside, loads within the limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.division_scores import loads_of
from beatwright.solver.districting.verify_districts import in_pieces, refuse

__all__ = ["need_beats"]

Ints = NDArray[np.int64]


_ROUNDING = 1e-9  # of a load: sums of many shares, added up in another order than the engine did


def need_beats(instance: MedianInstance, districts: Ints, posts: Ints) -> None:
    """Refuse beats that break a rule: k of them, in one piece, each with its post inside, loads within the limits.

    Raises
    ------
    ParameterError
        A fault of the search, never of the arguments.
    """
    load = loads_of(instance.share, districts, instance.k)
    slack = 2.0 * _ROUNDING * np.maximum(1.0, load)
    refuse(
        "median_districts",
        {
            "a beat is empty": np.unique(districts).size != instance.k,
            "a beat is in pieces": in_pieces(instance.edges, districts, np.ones(instance.n, dtype=bool)),
            "a post is outside its beat": bool((districts[instance.home[posts]] != np.arange(instance.k)).any()),
            "a load is outside the limits": bool(
                ((load > instance.high + slack) | (load < instance.low - slack)).any()
            ),
        },
    )

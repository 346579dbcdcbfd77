"""What the Cambridge study printed: its model's figures, and what it reports of six policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = [
    "CLUSTERS",
    "LATE_2024",
    "NODES_PER_CLUSTER",
    "OFFICERS",
    "POLICIES",
    "PUBLISHED_GAP",
    "PUBLISHED_MODEL",
    "PUBLISHED_VSS",
    "SITES_PER_CLUSTER",
    "TIME_LIMIT",
    "TRAVEL_COST",
    "menu",
]

OFFICERS = 281
# Ten cents a metre for a pair of officers.
TRAVEL_COST = 0.10 / 2
CLUSTERS, NODES_PER_CLUSTER, SITES_PER_CLUSTER = 20, 45, 3
_LARGE_REACH, _SMALL_REACH, _LEAST = 2000.0, 1000.0, 40
_LARGE_LEAST = {2: 141, 3: 100}

POLICIES = ("random", "busiest nodes", "K-means", "present day + random", "deterministic", "adaptive")
# Late crimes in January to May 2024 with k = 3, as printed.
LATE_2024 = dict(zip(POLICIES, (1242, 827, 635, 836, 513, 234), strict=True))


@dataclass(frozen=True)
class PublishedModel:
    """Size of the integer program as printed."""

    rows: int
    columns: int


PUBLISHED_MODEL = PublishedModel(710_463, 380_880)
# The value of the stochastic solution as printed, and the gap and the time limit of the run that it was compared with.
PUBLISHED_VSS, PUBLISHED_GAP, TIME_LIMIT = 0.487, 0.801, 300


def menu(k: int) -> tuple[dict[str, Any], ...]:
    """Return the sizes of `k` stations: k - 1 large and 1 small.

    A large one reaches 2,000 m and has at least P officers, a small one 1,000 m and from 40 to P - 1. The study has
    P = 141 for two stations and 100 for three; for others it is taken as the largest that leaves 40 for the small one,
    but no more than 100.

    Examples
    --------
    >>> [(size["name"], size["count"], size["least"], size.get("most")) for size in menu(3)]
    [('large', 2, 100, None), ('small', 1, 40, 99)]
    """
    least = _LARGE_LEAST.get(k, min(100, (OFFICERS - _LEAST) // max(k - 1, 1)))
    large = {"name": "large", "reach": _LARGE_REACH, "count": k - 1, "least": least}
    small = {"name": "small", "reach": _SMALL_REACH, "count": 1, "least": min(_LEAST, least - 1), "most": least - 1}
    return large, small

"""Queues of calls for service: numbers in, numbers out."""

from beatwright.queueing.hypercube_model import (
    CrossBeat,
    HypercubeResult,
    MeanTravel,
    cross_beat,
    hypercube,
    hypercube_approximate,
    mean_travel,
    nearest_first,
)

__all__ = [
    "CrossBeat",
    "HypercubeResult",
    "MeanTravel",
    "cross_beat",
    "hypercube",
    "hypercube_approximate",
    "mean_travel",
    "nearest_first",
]

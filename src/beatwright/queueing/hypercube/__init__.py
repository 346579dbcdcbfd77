"""The hypercube queueing model: which car answers which call, when any of them may be busy."""

from beatwright.queueing.hypercube.cross_beat import CrossBeat, cross_beat
from beatwright.queueing.hypercube.exact_hypercube import hypercube
from beatwright.queueing.hypercube.hypercube_result import HypercubeResult
from beatwright.queueing.hypercube.larson_approximation import hypercube_approximate
from beatwright.queueing.hypercube.mean_travel import MeanTravel, mean_travel
from beatwright.queueing.hypercube.preference_lists import nearest_first

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

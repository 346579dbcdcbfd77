"""The hypercube queueing model: which car answers which call, when any of them may be busy."""

from beatwright.queueing.hypercube_model.cross_beat import CrossBeat, cross_beat
from beatwright.queueing.hypercube_model.exact_hypercube import hypercube
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult
from beatwright.queueing.hypercube_model.larson_approximation import hypercube_approximate
from beatwright.queueing.hypercube_model.mean_travel import MeanTravel, mean_travel
from beatwright.queueing.hypercube_model.preference_lists import nearest_first

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

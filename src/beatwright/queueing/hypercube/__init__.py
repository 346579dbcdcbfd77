"""The hypercube queueing model: which car answers which call, when any of them may be busy."""

from beatwright.queueing.hypercube.exact_hypercube import hypercube
from beatwright.queueing.hypercube.hypercube_result import HypercubeResult

__all__ = ["HypercubeResult", "hypercube"]

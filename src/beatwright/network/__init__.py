"""Street graphs, and the metres and minutes that they give."""

from beatwright.network.graph import RoadGraph
from beatwright.network.road_source import RoadSource

__all__ = ["RoadGraph", "RoadSource"]

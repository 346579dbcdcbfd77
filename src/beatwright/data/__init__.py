"""Files to nouns, with an account of what was dropped and why; generated cities."""

from beatwright.data.city import (
    CitySource,
    Frame,
    Layer,
    apportion,
    assign_parents,
    busiest_of_clusters,
    grid_zones,
    node_zones,
    point_sites,
    polygon_zones,
    read_city,
    read_layer,
    with_current,
    zone_sites,
)
from beatwright.data.generate import CitySize, Dirt, GeneratedCity, Truth, generate_city

__all__ = [
    "CitySize",
    "CitySource",
    "Dirt",
    "Frame",
    "GeneratedCity",
    "Layer",
    "Truth",
    "apportion",
    "assign_parents",
    "busiest_of_clusters",
    "generate_city",
    "grid_zones",
    "node_zones",
    "point_sites",
    "polygon_zones",
    "read_city",
    "read_layer",
    "with_current",
    "zone_sites",
]

"""Files of geometries to a City: zones, candidate sites, parent districts, people."""

from beatwright.data.city.boundary_hull import hull_of
from beatwright.data.city.city_source import CitySource
from beatwright.data.city.extent import Frame, frame_of
from beatwright.data.city.layer import Layer, read_layer, utm_of
from beatwright.data.city.place_names import name_sites
from beatwright.data.city.read import read_city
from beatwright.data.city.sites import busiest_of_clusters, point_sites, with_current, zone_sites
from beatwright.data.city.zones.apportion import apportion
from beatwright.data.city.zones.grid_zones import grid_zones
from beatwright.data.city.zones.node_zones import node_zones
from beatwright.data.city.zones.parent_districts import assign_parents
from beatwright.data.city.zones.point_clusters import cluster_points
from beatwright.data.city.zones.polygon_zones import polygon_zones

__all__ = [
    "CitySource",
    "Frame",
    "Layer",
    "apportion",
    "assign_parents",
    "busiest_of_clusters",
    "cluster_points",
    "frame_of",
    "grid_zones",
    "hull_of",
    "name_sites",
    "node_zones",
    "point_sites",
    "polygon_zones",
    "read_city",
    "read_layer",
    "utm_of",
    "with_current",
    "zone_sites",
]

"""Zones of a city: a grid, road nodes, or polygons, with their people and parent districts."""

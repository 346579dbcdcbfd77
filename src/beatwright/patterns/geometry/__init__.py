"""Geometry of windows and of points in them: distances to the nearest event and to the border, areas."""

"""Pairs of points: how they are found, counted by distance, and weighted for the edge of the window."""

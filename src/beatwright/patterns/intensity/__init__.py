"""Intensity: how many events a unit of area has, from place to place."""

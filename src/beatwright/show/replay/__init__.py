"""A day of a dispatch simulation as an animation: one file, nothing from a network."""

"""Point patterns on streets: distances, K and intensity along a network rather than as the crow flies."""

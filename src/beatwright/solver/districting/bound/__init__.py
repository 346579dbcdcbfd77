"""Bounds on the division of a map: water-filling, set partition, and the pricing of districts."""

"""What geometries have to do with each other: overlaps, gaps, distances. Numbers and shapes in and out."""

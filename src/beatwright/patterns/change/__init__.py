"""Change: counts of two periods, of many, and hotspots that come and go."""

"""Officers who assist their neighbours: search, bounds, and proofs."""

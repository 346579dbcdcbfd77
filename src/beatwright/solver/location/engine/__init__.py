"""The p-median engine: bounds, cuts and branching over sites for every search that sums distances."""

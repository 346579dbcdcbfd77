"""The search for a division: annealing, region repair, and polish."""

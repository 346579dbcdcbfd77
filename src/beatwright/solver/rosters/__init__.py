"""Shifts, days off, rotations, bids, leave and named rosters: numbers in, numbers out."""

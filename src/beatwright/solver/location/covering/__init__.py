"""Cuts for covering programs, and the integer program of maximal covering."""

"""Compiled kernels of the proofs: listing by branch and bound, pricing nearby, exact cover."""

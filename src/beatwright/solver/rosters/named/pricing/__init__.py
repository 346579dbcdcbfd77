"""Cheapest lines by dynamic programming."""

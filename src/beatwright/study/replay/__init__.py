"""Simulate the dispatch of the plans of a case again: what is kept for it, what is checked, what is shown."""

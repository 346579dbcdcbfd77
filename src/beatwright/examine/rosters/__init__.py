"""Examiners of rosters: cover against need, and who works when."""

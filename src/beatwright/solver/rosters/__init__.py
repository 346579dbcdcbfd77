"""Rosters: who works when. Numbers in, numbers out."""

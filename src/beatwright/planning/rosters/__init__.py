"""Planners of shifts and rosters: who works when."""

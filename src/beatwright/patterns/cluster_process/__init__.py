"""Cluster processes: closed forms, exact simulation, and fits by minimum contrast."""

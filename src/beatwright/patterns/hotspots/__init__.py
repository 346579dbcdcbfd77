"""Hotspots: clusters of events, and zones that stand out from the others."""

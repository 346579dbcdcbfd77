"""Serve the planner: its pages, the place it listens at, its folders, and how it begins and ends."""

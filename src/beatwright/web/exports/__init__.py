"""Plans as files: what leaves the planner, each with the notice that goes with it."""

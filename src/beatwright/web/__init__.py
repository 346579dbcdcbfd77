"""The web planner: stores, checks and shows what the library judges, solves and writes."""

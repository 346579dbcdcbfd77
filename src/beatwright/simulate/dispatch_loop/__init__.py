"""The compiled loop of events, and the tables that it reads and writes."""

"""The cases that are open: read once, judged often."""

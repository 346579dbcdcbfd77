"""The study file: read, checked and completed before anything runs."""

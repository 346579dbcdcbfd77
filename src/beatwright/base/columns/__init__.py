"""Columns of text -> numbers, angles and points."""

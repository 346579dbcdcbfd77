"""Forecasters that look at single incidents, their places and times, before they count by zone."""

"""Examiners of whom forecasts fall on, and of what they feed on."""

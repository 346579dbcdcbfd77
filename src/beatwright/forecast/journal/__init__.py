"""A journal of forecasts: what was foreseen, written down before it came, and how it turned out."""

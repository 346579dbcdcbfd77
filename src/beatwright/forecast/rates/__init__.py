"""Rates of zones from the counts of earlier periods: the last ones, decayed sums of them, and what weighs these."""

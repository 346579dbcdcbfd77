"""Texts and numbers that stand for days -> dates."""

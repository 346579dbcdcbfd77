"""Tests of complete spatial randomness: whether the events could lie as they do by chance."""

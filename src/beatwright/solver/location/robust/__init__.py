"""The engine of the robust p-median: a game between plans and mixtures of weights."""

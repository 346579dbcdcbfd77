"""The dispatch simulation once more, in plain Python that reads as the rules do: the twin of the compiled loop."""

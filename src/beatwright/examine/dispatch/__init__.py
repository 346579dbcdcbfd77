"""Charts of a dispatch simulation."""

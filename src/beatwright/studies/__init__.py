"""The published studies that beatwright reproduces, each a small room over the public functions."""

"""Summary functions: how many events lie within a distance of each other, and how that differs from pure chance."""

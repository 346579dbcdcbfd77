"""Several forecasters as one, weighted by how they fared; and an alarm where none of them is right any more."""

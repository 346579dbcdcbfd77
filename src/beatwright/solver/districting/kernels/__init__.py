"""The compiled part of the districting engine: it assumes that everything has been checked."""

"""The routes: each parses a request, calls the library or the store, and answers."""

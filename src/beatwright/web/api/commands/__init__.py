"""From a request to a command of a draft, and what becomes of it."""

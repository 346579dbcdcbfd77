"""Work in the background: child processes, and what they do; nothing here imports the server."""

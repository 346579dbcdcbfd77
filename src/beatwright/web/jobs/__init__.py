"""The server's side of work in the background: the queue, the children, and who hears of it."""

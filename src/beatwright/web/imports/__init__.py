"""Files that somebody gives: kept under names of ours, read apart from the server, led to a study."""

"""What forecasters answer with: the counts to come, and how unsure they are."""

"""Drafts of plans: commands, the log that they are folded from, undo and redo, conflicts between people."""

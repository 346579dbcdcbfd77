"""What a case says, as tables."""

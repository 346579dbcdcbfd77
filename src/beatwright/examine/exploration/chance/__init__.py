"""Whether incidents cluster more than chance has it, more than other kinds do, and more than people live there."""

"""What is foreseen, and how earlier forecasts turned out, in words, tables and pictures."""

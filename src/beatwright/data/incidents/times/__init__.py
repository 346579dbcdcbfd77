"""The columns of the time -> the times of a file, its period, and what is left out."""

"""The linear relaxation of the p-median to its optimum, by Benders cuts, and what is made of it."""

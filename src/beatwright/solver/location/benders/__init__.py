"""The linear relaxation of the p-median to its optimum, by Benders cuts."""

"""The columns of the place -> metres in the city's CRS, and what is wrong with the rest."""

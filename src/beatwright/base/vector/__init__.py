"""Files of geometries, whatever their format, and the coordinate reference systems that they name."""

"""Maps and curves of a case, as figures that belong to no window."""

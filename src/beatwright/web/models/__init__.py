"""What goes over the wire; the only source of the description of the API."""

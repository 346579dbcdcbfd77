"""Files of incidents -> a raw table, whatever the format."""

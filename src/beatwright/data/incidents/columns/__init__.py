"""Which column of a table holds what: headings, contents, the user's word."""

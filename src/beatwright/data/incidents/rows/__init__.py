"""Which rows become incidents, with what id and kind, and the account of the others."""

"""Looking back on what was held out: which differences between plans chance could explain."""

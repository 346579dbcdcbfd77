"""What officers may work: contracts, rules, windows, and where lines break them."""

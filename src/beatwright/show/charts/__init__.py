"""Charts that findings declare, drawn."""

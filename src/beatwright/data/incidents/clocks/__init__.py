"""Times of day, time zones, and what a clock may have done to them."""

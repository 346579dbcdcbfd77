"""Rolling-origin evaluation: forecasters judged on what came after each of many dates."""

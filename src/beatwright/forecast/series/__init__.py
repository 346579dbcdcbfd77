"""What forecasters learn from: incidents counted by period and zone."""

"""Whether forecasts feed on what they caused, and whom they fall on."""

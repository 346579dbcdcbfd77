"""Calls that need several cars at once (Green's multiple-car dispatch): steady, by number of cars, by the clock."""

from beatwright.queueing.multiple_dispatch.multi_car import MultiCarDelay, multi_car_capacity, multi_car_delay
from beatwright.queueing.multiple_dispatch.multi_car_by_hour import MultiCarHours, multi_car_delay_by_hour

__all__ = ["MultiCarDelay", "MultiCarHours", "multi_car_capacity", "multi_car_delay", "multi_car_delay_by_hour"]

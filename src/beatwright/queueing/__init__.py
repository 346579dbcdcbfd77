"""Queues of calls for cars: Erlang's formulas, priorities, the line by the clock. Numbers in, numbers out."""

from beatwright.queueing.delay_by_hour import HourlyDelay, delay_by_hour
from beatwright.queueing.erlang import cars_needed, erlang_b, erlang_c, largest_load
from beatwright.queueing.finite_queue import FiniteQueue, finite_queue
from beatwright.queueing.hypercube_model import (
    CrossBeat,
    HypercubeResult,
    MeanTravel,
    cross_beat,
    hypercube,
    hypercube_approximate,
    mean_travel,
    nearest_first,
)
from beatwright.queueing.multiple_dispatch import (
    MultiCarDelay,
    MultiCarHours,
    multi_car_capacity,
    multi_car_delay,
    multi_car_delay_by_hour,
)
from beatwright.queueing.nearest_distance import expected_travel_distance, nearest_distance
from beatwright.queueing.offered_load import OfferedLoad, offered_load
from beatwright.queueing.patrol import chance_seen, effective_cars, patrol_hours_per_crime, patrol_passes
from beatwright.queueing.priorities import PriorityWaits, waits
from beatwright.queueing.staffing_by_hour import STAFFING_RULES, HourlyStaffing, hourly_cars
from beatwright.queueing.wait_by_hour import wait_by_hour
from beatwright.queueing.waiting_line import mean_line, mean_wait, wait_exceeds
from beatwright.queueing.workload import relief_factor, workload_hours, workload_officers

__all__ = [
    "STAFFING_RULES",
    "CrossBeat",
    "FiniteQueue",
    "HourlyDelay",
    "HourlyStaffing",
    "HypercubeResult",
    "MeanTravel",
    "MultiCarDelay",
    "MultiCarHours",
    "OfferedLoad",
    "PriorityWaits",
    "cars_needed",
    "chance_seen",
    "cross_beat",
    "delay_by_hour",
    "effective_cars",
    "erlang_b",
    "erlang_c",
    "expected_travel_distance",
    "finite_queue",
    "hourly_cars",
    "hypercube",
    "hypercube_approximate",
    "largest_load",
    "mean_line",
    "mean_travel",
    "mean_wait",
    "multi_car_capacity",
    "multi_car_delay",
    "multi_car_delay_by_hour",
    "nearest_distance",
    "nearest_first",
    "offered_load",
    "patrol_hours_per_crime",
    "patrol_passes",
    "relief_factor",
    "wait_by_hour",
    "wait_exceeds",
    "waits",
    "workload_hours",
    "workload_officers",
]

"""Queues of calls for cars: Erlang's formulas, priorities, the line by the clock. Numbers in, numbers out."""

from beatwright.queueing.erlang import cars_needed, erlang_b, erlang_c, largest_load
from beatwright.queueing.finite_queue import FiniteQueue, finite_queue
from beatwright.queueing.multi_car import MultiCarDelay, multi_car_capacity, multi_car_delay
from beatwright.queueing.priorities import PriorityWaits, waits
from beatwright.queueing.waiting_line import mean_line, mean_wait, wait_exceeds

__all__ = [
    "FiniteQueue",
    "MultiCarDelay",
    "PriorityWaits",
    "cars_needed",
    "erlang_b",
    "erlang_c",
    "finite_queue",
    "largest_load",
    "mean_line",
    "mean_wait",
    "multi_car_capacity",
    "multi_car_delay",
    "wait_exceeds",
    "waits",
]

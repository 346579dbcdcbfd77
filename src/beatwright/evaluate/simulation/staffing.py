"""Whether there are ever as many cars as a call needs."""

from __future__ import annotations

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.words import count_of
from beatwright.core import Calls
from beatwright.evaluate.simulation.cars_on_duty import CarsOnDuty
from beatwright.simulate import Policy

__all__ = ["staffing_complaint"]


def staffing_complaint(calls: Calls, cars: CarsOnDuty, policy: Policy, plan: str) -> str | None:
    """Say which class needs more cars at once than any hour has, unless its first car may go alone."""
    most = int(cars.on.sum(axis=0).max())
    if policy.start == "first" or not len(calls) or int(calls.cars.max()) <= most:
        return None
    worst = int(np.argmax(calls.cars))
    name = calls.severity[::-1][int(calls.priority[worst])]
    return (
        f"A call of class '{name}' needs {count_of(int(calls.cars[worst]), 'car')} at once, but no hour of the plan "
        f"'{clean(plan, 60)}' has more than {count_of(most, 'car')} on duty, so it would wait for ever. Give more "
        "cars, or start = 'first'."
    )

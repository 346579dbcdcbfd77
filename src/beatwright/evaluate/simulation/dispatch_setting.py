"""What is simulated: the problem with the minutes of the records, and what the simulation needs of a plan."""

from __future__ import annotations

from typing import NamedTuple

from beatwright.core import Calibration, Plan, Problem
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs

__all__ = ["DispatchSetting"]


class DispatchSetting(NamedTuple):
    """A problem, a plan and what follows from them.

    Parameters
    ----------
    problem : Problem
        With the minutes of the calibration, where there is one.
    plan : Plan
        What is judged.
    inputs : DispatchInputs
        Cars, travel, beats, rules.
    fitted : Calibration or None
        What dispatch records say.
    """

    problem: Problem
    plan: Plan
    inputs: DispatchInputs
    fitted: Calibration | None

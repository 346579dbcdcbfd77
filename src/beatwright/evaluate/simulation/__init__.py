"""Simulation: what a plan does to the same calls as every other plan, call by call."""

from beatwright.evaluate.simulation.dispatch_calls import dispatch_calls
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs, dispatch_inputs

__all__ = ["DispatchInputs", "dispatch_calls", "dispatch_inputs"]

"""Simulation: what a plan does to the same calls as every other plan, call by call."""

from beatwright.evaluate.simulation.dispatch_calls import dispatch_calls
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs, dispatch_inputs
from beatwright.evaluate.simulation.simulation_judge import Simulation

__all__ = ["DispatchInputs", "Simulation", "dispatch_calls", "dispatch_inputs"]

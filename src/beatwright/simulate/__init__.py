"""The dispatch simulation: every plan answers the same calls. Numbers in, numbers out."""

from beatwright.simulate.call_arrays import CallArrays, WorkArrays
from beatwright.simulate.policy import DispatchRules, Policy
from beatwright.simulate.simulated import Dispatches, Simulated, Trace
from beatwright.simulate.simulation import simulate

__all__ = ["CallArrays", "DispatchRules", "Dispatches", "Policy", "Simulated", "Trace", "WorkArrays", "simulate"]

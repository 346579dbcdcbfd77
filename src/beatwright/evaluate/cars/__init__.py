"""Judges of cars: how long calls wait for them by the hour, and who answers whom when they are busy."""

from beatwright.evaluate.cars.delay import Delay
from beatwright.evaluate.cars.hypercube_judge import Hypercube

__all__ = ["Delay", "Hypercube"]

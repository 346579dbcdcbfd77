"""Scenario-slots: stretches of hours in which calls compete for the officers on duty.

Too many slots are sampled by strata: sorted by calls, cut into strata of equal probability, one drawn from each
(systematic order, a random point in each stratum). Quiet and busy hours are then there in their proportions, which a
plain draw of the same size would miss by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Demand

__all__ = ["ScenarioSlots", "scenario_slots"]


@dataclass(frozen=True, eq=False)
class ScenarioSlots:
    """Calls in stretches of hours.

    Parameters
    ----------
    calls : array of float, shape (slots, zones, classes)
        Calls expected in each scenario-slot.
    weight : array of float, shape (slots,)
        Probability of each.
    hours : float
        Length of a slot in hours.
    """

    calls: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]
    hours: float


def scenario_slots(demand: Demand, *, hours: int = 4, sample: int | None = None, seed: int = 0) -> ScenarioSlots:
    """Cut the week of every scenario into slots; sample them by strata of load where there are too many.

    Parameters
    ----------
    demand : Demand
        With 168 hours of the week, or with one slot (then a slot is any stretch of `hours`).
    hours : int, default 4
        Length of a slot, a divisor of 168.
    sample : int, optional
        How many scenario-slots to draw: they are sorted by calls, cut into so many strata of equal probability, and one
        is drawn from each. Default: all.
    seed : int, default 0
        Seed of the draw.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> scenario_slots(small_problem(scenarios=3).demand, hours=8).calls.shape
    (3, 24, 3)
    """
    complaints = Complaints()
    divisors = [n for n in range(1, 169) if 168 % n == 0]
    fits = isinstance(hours, int) and hours in divisors
    complaints.need(
        fits, f"The 'hours' parameter of scenario_slots must be a divisor of 168: {divisors}. Got {hours!r}."
    )
    if sample is not None:
        complaints.add(check.integer("scenario_slots", "sample", sample, 1))
    complaints.raise_if_any(ParameterError)
    calls, weight = _all_slots(demand, hours)
    if sample is None or sample >= len(calls):
        return ScenarioSlots(calls, weight, float(hours))
    drawn = _stratified(calls.sum(axis=(1, 2)), weight, sample, np.random.default_rng(seed))
    return ScenarioSlots(calls[drawn], np.full(sample, 1.0 / sample), float(hours))


def _all_slots(demand: Demand, hours: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    scenarios, zones, slots, classes = demand.rate.shape
    if slots == 1:
        return demand.rate[:, :, 0, :] * hours, np.asarray(demand.weight)
    blocks = slots // hours
    cut = demand.rate.reshape(scenarios, zones, blocks, hours, classes).sum(axis=3)
    calls = np.moveaxis(cut, 2, 1).reshape(scenarios * blocks, zones, classes)
    return calls, np.repeat(demand.weight, blocks) / blocks


def _stratified(
    load: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], sample: int, random: np.random.Generator
) -> npt.NDArray[np.intp]:
    """One position from each of `sample` strata of equal probability, in the order of load."""
    order = np.argsort(load, kind="stable")
    level = np.cumsum(weight[order])
    point = (np.arange(sample) + random.random(sample)) / sample * level[-1]
    return np.asarray(order[np.minimum(np.searchsorted(level, point), order.size - 1)])

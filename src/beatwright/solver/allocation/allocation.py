"""The answer of an allocation: officers at every point, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import Floats, Ints

__all__ = ["Allocation"]


@dataclass(frozen=True, eq=False)
class Allocation:
    """Officers at points, with proof.

    Parameters
    ----------
    officers : array of int64, shape (n,)
        Officers at each point.
    certificate : Certificate
        Objective: the total damage. Bound: no allocation has less; equal to the objective where it is optimal.
    relaxation : array of float, shape (n,)
        The best officers if they could be divided.
    relaxed : float
        Total damage of the relaxation: below every allocation of whole officers.
    price : float
        What a further officer (or a further unit of budget) saves in the relaxation.
    instance : AllocationInstance
        What was asked.

    Examples
    --------
    >>> from beatwright.planning import minimum_damage
    >>> answer = minimum_damage([8.0, 2.0], 3)
    >>> answer.officers, answer.damage, answer.marginal
    (array([2, 1]), array([2.66666667, 1.        ]), array([0.66666667, 0.33333333]))
    """

    officers: Ints
    certificate: Certificate
    relaxation: Floats
    relaxed: float
    price: float
    instance: AllocationInstance

    @cached_property
    def strength(self) -> Floats:
        """Officers that count at each point, those who assist from elsewhere included, shape (n,)."""
        return self.instance.strength(self.officers)

    @cached_property
    def damage(self) -> Floats:
        """Damage at each point, shape (n,)."""
        return self.instance.damage(self.officers)

    @cached_property
    def marginal(self) -> Floats:
        """What one more officer at each point would save there and where he assists, shape (n,); 0 at its bound."""
        gain = one_more(self.instance, self.strength)
        return np.asarray(np.where(self.officers < self.instance.asked_upper, gain, 0.0))

    @cached_property
    def last(self) -> Floats:
        """What the loss of one officer at each point would cost, shape (n,); inf where none may leave."""
        loss = one_less(self.instance, self.strength)
        return np.asarray(np.where(self.officers > self.instance.lower, loss, np.inf))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "officers": self.officers.tolist(),
            "relaxation": self.relaxation.tolist(),
            "relaxed": self.relaxed,
            "price": self.price,
            "damage": self.damage.tolist(),
            "certificate": self.certificate.to_dict(),
        }


def one_more(instance: AllocationInstance, strength: Floats) -> Floats:
    """Return what one more officer at each point saves in all, shape (n,)."""
    return _change(instance, strength, 1.0)


def one_less(instance: AllocationInstance, strength: Floats) -> Floats:
    """Return what one officer less at each point costs in all, shape (n,)."""
    return _change(instance, strength, -1.0)


def _change(instance: AllocationInstance, strength: Floats, sign: float) -> Floats:
    """Sum over the points where an officer counts; each distinct weight is one pass over the points."""
    if instance.assistance is None:
        start = strength if sign > 0 else np.maximum(strength - 1.0, 0.0)
        return instance.curve.saving(start)
    total = np.zeros(instance.points)
    for weight in np.unique(instance.assistance.data):
        start = strength if sign > 0 else np.maximum(strength - weight, 0.0)
        members = instance.assistance.copy()
        members.data = (members.data == weight).astype(np.float64)
        total += members.T @ instance.curve.saving(start, float(weight))
    return total

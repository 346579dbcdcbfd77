"""The score of every tool's districts, from its definition: no tool's own code is used.

F = .6 cv²(calls) + .25 cv²(population) + .15 cv²(area) + .15 x (length of the borders between districts / length of all
borders); cv over the districts against their mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from instances import Units
from numpy.typing import ArrayLike, NDArray

WEIGHTS = {"calls": 0.6, "population": 0.25, "area": 0.15, "cut": 0.15}


@dataclass(frozen=True)
class Score:
    """What is said of a division: F and its parts, and whether it keeps the rules."""

    objective: float
    cv: dict[str, float]
    cut: float
    districts: int
    crossing: int
    contiguous: bool


def score(units: Units, districts: ArrayLike) -> Score:
    """Score a division; every unit needs a district.

    `crossing` counts the districts with units of more than one parent.
    """
    given = np.asarray(districts)
    if given.shape != (units.n,):
        raise ValueError(f"One district for each of the {units.n} units is needed. Got shape {given.shape}.")
    names, label = np.unique(given, return_inverse=True)
    cv = {name: variation(amount, label) for name, amount in units.criteria.items()}
    cut = cut_share(units, label)
    objective = sum(WEIGHTS[name] * value**2 for name, value in cv.items()) + WEIGHTS["cut"] * cut
    crossing = sum(np.unique(units.parents[label == d]).size > 1 for d in range(names.size))
    return Score(objective, cv, cut, names.size, crossing, pieces(units, label) == names.size)


def variation(amount: NDArray[np.float64], label: NDArray[np.int64]) -> float:
    """Coefficient of variation (population) of the districts' totals."""
    totals = np.array([amount[label == d].sum() for d in range(label.max() + 1)])
    return float(totals.std() / totals.mean())


def cut_share(units: Units, label: NDArray[np.int64]) -> float:
    apart = [label[a] != label[b] for a, b in units.edges]
    return float(units.lengths[apart].sum() / units.lengths.sum())


def pieces(units: Units, label: NDArray[np.int64]) -> int:
    """Count the contiguous pieces of all districts, by a walk over the units."""
    around: list[list[int]] = [[] for _ in range(units.n)]
    for a, b in units.edges[label[units.edges[:, 0]] == label[units.edges[:, 1]]].tolist():
        around[a].append(b)
        around[b].append(a)
    seen, count = [False] * units.n, 0
    for unit in range(units.n):
        count += not seen[unit]
        waiting = [] if seen[unit] else [unit]
        while waiting:
            here = waiting.pop()
            if not seen[here]:
                seen[here] = True
                waiting += around[here]
    return count

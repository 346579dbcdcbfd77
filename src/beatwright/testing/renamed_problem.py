"""The same problem told differently: rows in another order, zones under other names."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.natural_order import canonical_order
from beatwright.core import City, Demand, Incidents, Problem

__all__ = ["fresh_digest", "renamed_city", "renamed_incidents", "renamed_zones", "reordered"]

_Order = npt.NDArray[np.intp]


def reordered(city: City, seed: int = 0) -> City:
    """Return the city built from the same rows in another order; it must be equal.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> city = small_problem().city
    >>> reordered(city) == city
    True
    """
    random = np.random.default_rng(seed)
    zones, sites = random.permutation(len(city.zones)), random.permutation(len(city.sites))
    parents = None if city.parents is None else city.parents.iloc[::-1]
    return dataclasses.replace(
        city,
        zones=city.zones.iloc[zones],
        sites=city.sites.iloc[sites],
        travel=city.travel.take(sites, zones),
        parents=parents,
    )


def renamed_zones(problem: Problem, seed: int = 0) -> tuple[Problem, dict[str, str]]:
    """Return the problem with other zone ids, which put the zones at other positions, and the old id of each new one.

    Nothing real has changed: posts must stay where they were and figures what they were. Only answers that
    hang on a tie may differ.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> renamed, old = renamed_zones(small_problem())
    >>> round(renamed.demand.calls) == round(small_problem().demand.calls), len(old)
    (True, 24)
    """
    city, order, old = renamed_city(problem.city, seed)
    demand = problem.demand
    moved = Demand(
        rate=demand.rate[:, order],
        weight=demand.weight,
        severity=demand.severity,
        hours=demand.hours,
        source=demand.source,
    )
    return dataclasses.replace(problem, city=city, demand=moved), old


def renamed_city(city: City, seed: int = 0) -> tuple[City, _Order, dict[str, str]]:
    """Return the city with other zone ids, the old position at every new one, and the old id of each new one."""
    random = np.random.default_rng(seed)
    labels = [f"r{number}" for number in random.permutation(len(city.zones))]
    old = dict(zip(labels, city.zone_ids, strict=True))
    renamed = dataclasses.replace(city, zones=city.zones.set_axis(labels, axis=0))
    return renamed, canonical_order(labels), old


def renamed_incidents(incidents: Incidents, order: _Order) -> Incidents:
    """Return the incidents with the positions of zones after the renaming that gave `order`."""
    new = np.empty(len(order) + 1, dtype=np.int64)
    new[order] = np.arange(len(order))
    new[-1] = -1
    zone = new[incidents.frame["zone"].to_numpy()]
    return dataclasses.replace(incidents, frame=incidents.frame.assign(zone=zone))


def fresh_digest(thing: Any) -> str:
    """Return the digest of what `thing` holds now, whatever digest it remembers."""
    if isinstance(thing, Problem):
        return dataclasses.replace(
            thing, city=dataclasses.replace(thing.city), demand=dataclasses.replace(thing.demand)
        ).digest
    digest: str = dataclasses.replace(thing).digest
    return digest

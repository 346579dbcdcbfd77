"""The last look at a division: every district there and in one piece, parents and locks kept, not too much moved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import ParameterError
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.division_scores import pieces_of

__all__ = ["need_rules"]

Ints = NDArray[np.int64]


def need_rules(instance: DistrictInstance, districts: Ints) -> None:
    """Refuse a division that breaks a rule other than the limits of the loads.

    Raises
    ------
    ParameterError
        A fault of the search, never of the arguments.
    """
    held = instance.lock >= 0
    closed = np.isin(districts, instance.closed)
    a, b = districts[instance.edges].T
    known = instance.present >= 0
    moved = int((districts[known] != instance.present[known]).sum())
    refuse(
        "balanced_districts",
        {
            "a district is empty": not np.isin(_others(instance), districts).all(),
            "a district is in pieces": in_pieces(instance.edges, districts, ~closed),
            "a district crosses a parent": bool(((a == b) & ~instance.inner & ~closed[instance.edges[:, 0]]).any()),
            "a locked unit is in another district": bool((districts[held] != instance.lock[held]).any()),
            "a closed district took a unit": bool((closed & ~held).any()),
            f"{moved} units moved instead of {instance.movable}": moved > instance.movable,
        },
    )


def _others(instance: DistrictInstance) -> Ints:
    return np.setdiff1d(np.arange(instance.k), instance.closed)


def in_pieces(edges: Ints, districts: Ints, among: NDArray[np.bool_]) -> bool:
    """Whether one of the districts of these units has more than one piece."""
    _, piece = pieces_of(edges, districts)
    return np.unique(piece[among]).size > np.unique(districts[among]).size


def refuse(owner: str, rules: dict[str, bool]) -> None:
    broken = [rule for rule, is_broken in rules.items() if is_broken]
    if broken:
        raise ParameterError(f"{owner} found no division that keeps the rules: {', '.join(broken)}.")

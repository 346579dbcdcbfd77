"""The last look at a division: every district there and in one piece, parents and locks kept, not too much moved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.median_read import MedianInstance
from beatwright.planning.districts.scores import loads_of, pieces_of
from beatwright.solver import SolverError

__all__ = ["need_beats", "need_rules"]

Ints = NDArray[np.int64]

_ROUNDING = 1e-9  # of a load: sums of many shares, added up in another order than the engine did


def need_rules(instance: Instance, districts: Ints) -> None:
    """Refuse a division that breaks a rule other than the limits of the loads.

    Raises
    ------
    SolverError
        A fault of the search, never of the arguments.
    """
    held = instance.lock >= 0
    closed = np.isin(districts, instance.closed)
    a, b = districts[instance.edges].T
    known = instance.present >= 0
    moved = int((districts[known] != instance.present[known]).sum())
    _refuse(
        "balanced_districts",
        {
            "a district is empty": not np.isin(_others(instance), districts).all(),
            "a district is in pieces": _in_pieces(instance.edges, districts, ~closed),
            "a district crosses a parent": bool(((a == b) & ~instance.inner & ~closed[instance.edges[:, 0]]).any()),
            "a locked unit is in another district": bool((districts[held] != instance.lock[held]).any()),
            "a closed district took a unit": bool((closed & ~held).any()),
            f"{moved} units moved instead of {instance.movable}": moved > instance.movable,
        },
    )


def need_beats(instance: MedianInstance, districts: Ints, posts: Ints) -> None:
    """Refuse beats that break a rule: k of them, in one piece, each with its post inside, loads within the limits.

    Raises
    ------
    SolverError
        A fault of the search, never of the arguments.
    """
    load = loads_of(instance.share, districts, instance.k)
    slack = 2.0 * _ROUNDING * np.maximum(1.0, load)
    _refuse(
        "median_districts",
        {
            "a beat is empty": np.unique(districts).size != instance.k,
            "a beat is in pieces": _in_pieces(instance.edges, districts, np.ones(instance.n, dtype=bool)),
            "a post is outside its beat": bool((districts[instance.home[posts]] != np.arange(instance.k)).any()),
            "a load is outside the limits": bool(
                ((load > instance.high + slack) | (load < instance.low - slack)).any()
            ),
        },
    )


def _others(instance: Instance) -> Ints:
    return np.setdiff1d(np.arange(instance.k), instance.closed)


def _in_pieces(edges: Ints, districts: Ints, among: NDArray[np.bool_]) -> bool:
    """Whether one of the districts of these units has more than one piece."""
    _, piece = pieces_of(edges, districts)
    return np.unique(piece[among]).size > np.unique(districts[among]).size


def _refuse(owner: str, rules: dict[str, bool]) -> None:
    broken = [rule for rule, is_broken in rules.items() if is_broken]
    if broken:
        raise SolverError(f"{owner} found no division that keeps the rules: {', '.join(broken)}.")
